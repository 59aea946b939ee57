import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorPeriodNames, parseErrorPeriods } from './xdslcmd-periods.ts';

const folder = new URL('../../testdata/xdslcmd/', import.meta.url);
const readTestdata = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

const table = (title: string, rows: string): string => `${title}\n${rows}`;
const rows = (crc: string): string =>
  `FEC:\t\t120\t\t3\nCRC:\t\t${crc}\nES:\t\t4\t\t1\nUAS:\t\t70\t\t70\nLOS:\t\t1\t\t0\n`;
const output = [
  table('Total time = 3 days 2 sec', rows('9\t\t9')),
  table('Latest 15 minutes time = 9 min 41 sec', rows('0\t\t1')),
  table('Previous 15 minutes time = 15 min 0 sec', rows('2\t\t3')),
  table('Latest 1 day time = 2 sec', rows('4\t\t5')),
  table('Previous 1 day time = 24 hours 0 sec', rows('6\t\t7')),
  table('Since Link time = 2 days 39 min 7 sec', rows('8\t\t8')),
].join('');

describe('parseErrorPeriods', () => {
  it('reads the errors of each period, and no other table', () => {
    const { periods, problems } = parseErrorPeriods(output);

    expect(problems).toEqual([]);
    expect(Object.keys(periods)).toEqual([...errorPeriodNames]);
    expect(periods.previousDay).toEqual({
      seconds: 86_400,
      downstream: {
        fecErrors: 120,
        crcErrors: 6,
        erroredSeconds: 4,
        unavailableSeconds: 70,
        lossOfSignal: 1,
      },
      upstream: { fecErrors: 3, crcErrors: 7, erroredSeconds: 1, unavailableSeconds: 70, lossOfSignal: 0 },
    });
    expect(periods.latestQuarterHour?.seconds).toBe(581);
    expect(periods.latestDay?.seconds).toBe(2);
    expect(errorPeriodNames.map((name) => periods[name]?.downstream.crcErrors)).toEqual([0, 2, 4, 6]);
  });

  it('leaves out previous periods of a driver that has just started', () => {
    const { periods } = parseErrorPeriods(
      table('Previous 15 minutes time = 0 sec', rows('0\t\t0')) +
        table('Latest 1 day time = 0 sec', rows('1\t\t2')),
    );

    expect(Object.keys(periods)).toEqual(['latestDay']);
  });

  it('is empty for an output without these tables', () => {
    for (const name of ['stats-training.txt', 'stats-idle.txt', 'uptime.txt']) {
      expect(parseErrorPeriods(readTestdata(name))).toEqual({ periods: {}, problems: [] });
    }
  });

  it.each([
    ['a duration that is too long', 'Latest 1 day time = 2 days 3 sec\nCRC: 1 2\n', 'Latest 1 day time'],
    ['a duration in other words', 'Latest 1 day time = a while\nCRC: 1 2\n', 'Latest 1 day time'],
    ['a row of three', 'Latest 1 day time = 3 sec\nCRC: 1 2 3\n', 'Latest 1 day: CRC'],
    ['a negative counter', 'Latest 1 day time = 3 sec\nCRC: 1 -2\n', 'Latest 1 day: CRC upstream'],
    ['a row twice', 'Latest 1 day time = 3 sec\nCRC: 1 2\nCRC: 1 3\n', 'CRC'],
  ])('reports %s', (_, text, field) => {
    const { problems } = parseErrorPeriods(text);

    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(`${field}:`)]);
  });

  it('reads the counters of a table that was cut, as far as they are complete', () => {
    const { periods, problems } = parseErrorPeriods(output.slice(0, output.indexOf('CRC:\t\t6') + 9));

    expect(problems).toEqual([]);
    expect(periods.previousDay?.downstream).toEqual({ fecErrors: 120 });
  });

  it('reads all periods of all outputs of lines in showtime, of both drivers', () => {
    const outputs = readdirSync(folder)
      .filter((name) => name.startsWith('stats-'))
      .map(readTestdata)
      .filter((text) => text.includes('Previous 1 day time'));

    expect(outputs.length).toBeGreaterThan(3);
    for (const text of outputs) {
      const { periods, problems } = parseErrorPeriods(text);
      expect(problems).toEqual([]);
      expect(Object.values(periods).length).toBeGreaterThanOrEqual(2);
      for (const period of Object.values(periods)) expect(period.downstream.crcErrors).toBeDefined();
    }
  });
});
