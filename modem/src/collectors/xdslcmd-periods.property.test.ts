import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseErrorPeriods } from './xdslcmd-periods.ts';

const output = readFileSync(new URL('../../testdata/xdslcmd/stats-vdsl2-ginp.txt', import.meta.url), 'utf8');

it('reads any text without an exception, and whole numbers only', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ unit: fc.constantFrom('\n', ':', '\t', '1', 'CRC', '-', ' time = ') }),
      ),
      fc.nat({ max: output.length }),
      fc.nat({ max: 200 }),
      (noise, at, removed) => {
        const { periods, problems } = parseErrorPeriods(
          output.slice(0, at) + noise + output.slice(at + removed),
        );
        expect(problems.length).toBeLessThan(100);
        for (const { downstream, upstream } of Object.values(periods)) {
          const counts = [...Object.values(downstream), ...Object.values(upstream)];
          expect(counts.filter((count) => !Number.isSafeInteger(count) || count < 0)).toEqual([]);
        }
      },
    ),
  );
});
