import { describe, expect, it } from 'vitest';
import { ModemFormatError } from '../errors.ts';
import { parseUptime } from './uptime.ts';

describe('/proc/uptime', () => {
  it.each([
    { output: '248120.37 231904.08\n', seconds: 248120.37 },
    { output: '248120.37 231904.08\r\n', seconds: 248120.37 },
    { output: '0.00 0.00\n', seconds: 0 },
    { output: '7 3\n', seconds: 7 },
  ])('reads $output as $seconds s', ({ output, seconds }) => {
    expect(parseUptime(output)).toEqual({ data: { deviceUptime: seconds }, problems: [] });
  });

  it.each([
    '',
    '248120.37',
    '248120.37 231904',
    '248120.37\n',
    '-1.00 2.00\n',
    '1,5 2\n',
    'cat: /proc/uptime: No such file\n',
    '1.00 2.00\n3.00 4.00\n',
  ])('rejects %j', (output) => {
    expect(() => parseUptime(output)).toThrow(
      `/proc/uptime: expected seconds since boot and seconds idle, found ${JSON.stringify(output.trim())}`,
    );
  });

  // With a regular expression that backtracks this takes minutes.
  it.each(['\n', ' ', '\r\n', '\n\t'])('rejects 256 KiB of %j', { timeout: 5000 }, (blank) => {
    const output = `248120.37 231904.08${blank.repeat(262_144 / blank.length)}x`;
    expect(() => parseUptime(output)).toThrow(ModemFormatError);
  });
});
