import { expect, it } from 'vitest';
import { retrainReasons } from './retrain-reason.ts';

it.each([
  [0x0, []],
  [0x1, ['loss of signal']],
  [0x2, ['remote defect']],
  [0x8000, ['training failed']],
  [0x5, ['loss of signal', 'negative margin']],
  [0x1_0008, ['too many upstream FEC errors', 'severely errored seconds']],
  [0x2_0000, ['minimum margin requested by the exchange']],
  [0x60_0000, ['timeout', 'no common mode']],
  [0x600_0000, ['showtime failure', 'low effective throughput']],
  [0x8000_0010, ['0x10', '0x80000000']],
  [0xffff_ffff / 0xffff, ['loss of signal', 'severely errored seconds']],
])('decodes %i as %j', (code, reasons) => {
  expect(retrainReasons(code)).toEqual(reasons);
});
