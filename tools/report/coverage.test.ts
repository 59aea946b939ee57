import { describe, expect, it } from 'vitest';
import { generateLine, retrainsIn, scrapesOf } from '../../test/support/dashboards/generated-line.ts';
import { gapsOf, scrapeInterval } from './coverage.ts';
import { interruptionEvents } from './event-types.ts';
import { eventsOf } from './events.ts';
import { type Column, createHistoryBuilder, type LineHistory } from './history.ts';

const historyAt = (times: readonly number[]): LineHistory => {
  const builder = createHistoryBuilder();
  builder.append([{ column: 'modemUp', times, values: times.map(() => 1) }]);
  return builder.build();
};

const every = (seconds: number, from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / seconds) }, (_, index) => from + index * seconds);

describe('gaps', () => {
  it.each([
    ['one failed scrape', [...every(30, 0, 3000), ...every(30, 3060, 6000)], []],
    ['two minutes at 30 s', [...every(30, 0, 3000), ...every(30, 3120, 6000)], [{ from: 2970, to: 3120 }]],
    ['the start of a longer interval', [...every(30, 0, 7200), ...every(300, 7200, 72_000)], []],
    ['the start of a shorter interval', [...every(300, 0, 72_000), ...every(60, 72_000, 86_400)], []],
    [
      'a burst of scrapes around an event in quiet times',
      [...every(300, 0, 36_000), ...every(30, 36_000, 36_300), ...every(300, 36_300, 72_000)],
      [],
    ],
    [
      'hours at 5 min',
      [...every(300, 0, 36_000), ...every(300, 43_200, 72_000)],
      [{ from: 35_700, to: 43_200 }],
    ],
    ['no scrape', [], []],
    ['a single scrape', [0], []],
  ])('%s', (_, times, gaps) => {
    expect(gapsOf(historyAt(times))).toEqual(gaps);
  });

  it('do not count as the scrape interval', () => {
    expect(scrapeInterval(historyAt([...every(30, 0, 3000), ...every(30, 90_000, 93_000)]))).toBe(30);
    expect(scrapeInterval(historyAt([]))).toBeUndefined();
  });
});

/** The rules and dashboards are tested with the same lines (test/integration/dashboard-retrains.test.ts). */
describe.each([1, 2, 3, 4, 5, 6])('generated line %i', (seed) => {
  const start = Math.floor(Date.UTC(2026, 10, 1) / 1000);
  const end = start + 48 * 3600;
  const reads = [...scrapesOf(generateLine(seed, start), start, end)];

  it.each([true, false])('has the retrains that rules and dashboards count, with telnet: %s', (telnet) => {
    const builder = createHistoryBuilder();
    const column = (name: Column, value: (read: (typeof reads)[number]) => number | undefined) => {
      const known = reads.filter((read) => value(read) !== undefined);
      return {
        column: name,
        times: known.map(({ time }) => time),
        values: known.map((read) => value(read)!),
      };
    };
    builder.append([
      column('modemUp', ({ line }) => (line === undefined ? 0 : 1)),
      column('lineUp', ({ line }) => line && Number(line.up)),
      ...(telnet
        ? [column('uptime', ({ time, line }) => (line?.up ? time - line.syncedAt : undefined))]
        : []),
    ]);
    const history = builder.build();
    const found = interruptionEvents(eventsOf(history));
    const expected = retrainsIn(reads, telnet);
    expect(expected.length).toBeGreaterThan(3);
    // Each is found at the scrape that shows it.
    const shownAt = found.map(
      ({ end: back }) => reads.find(({ time, line }) => line?.up && time >= back!.to)?.time,
    );
    expect(shownAt).toEqual(expected);
  });
});
