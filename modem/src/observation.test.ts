import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CollectorName } from './collectors/collector.ts';
import { collectorNamed } from './collectors/index.ts';
import { ModemTimeoutError } from './errors.ts';
import { directions } from './line/status.ts';
import { type Observation, observe } from './observation.ts';
import { type Outcome, parseText } from './parse.ts';

const testdata = new URL('../testdata/', import.meta.url);

/** The observation of these files; `undefined` stands for a collector that timed out. */
function observationOf(files: Partial<Record<CollectorName, string | undefined>>): Observation {
  const outcomes = new Map<CollectorName, Outcome>();
  for (const [key, file] of Object.entries(files)) {
    const name = key as CollectorName;
    const outcome: Outcome =
      file === undefined
        ? { ok: false, error: new ModemTimeoutError('modem', 'a response', 8), seconds: 8 }
        : parseText(collectorNamed(name), readFileSync(new URL(file, testdata), 'latin1'), { seconds: 0.1 });
    outcomes.set(name, outcome);
  }
  return observe({ outcomes, seconds: 1 });
}

const bandsUp = 'xdslcmd/pbparams-vdsl2.txt';

describe('a status page and statistics of different lines or states', () => {
  const namesIn = (folder: string, pattern: RegExp): string[] =>
    readdirSync(new URL(folder, testdata))
      .filter((name) => pattern.test(name))
      .map((name) => `${folder}${name}`);
  const pages = namesIn('page/', /\.asp$/);
  const statistics = [
    ...namesIn('xdslcmd/', /^stats-.*\.txt$/),
    ...namesIn('xdslcmd/variants/', /^(?!pbparams).*\.txt$/),
  ];

  it.each(statistics)('are not mixed: %s with any page', (stats) => {
    const alone = observationOf({ xdslcmd_stats: stats }).line;
    expect(alone).toBeDefined();
    for (const page of pages) {
      const ofPage = observationOf({ xdsl_status: page }).line;
      const { line } = observationOf({ xdsl_status: page, xdslcmd_stats: stats });
      const rates = [alone, ofPage].map((each) => each?.downstream.gauges.syncRate);
      // No two of these files have the same rate; some statistics have none.
      if (rates.every((rate) => rate !== undefined)) expect(line, page).toEqual(alone);
      expect(line?.state, page).toBe(alone?.state);
      for (const direction of directions) {
        expect(line?.[direction].counters, page).toEqual(alone?.[direction].counters);
        expect(line?.[direction].gauges, page).toMatchObject(alone?.[direction].gauges ?? {});
        if (ofPage?.state !== 'up') expect(line?.[direction], page).toEqual(alone?.[direction]);
      }
    }
  });
});

describe('the band table', () => {
  it('is part of a line that is up', () => {
    const { bands } = observationOf({
      xdslcmd_stats: 'xdslcmd/stats-vdsl2-ginp.txt',
      xdslcmd_pbparams: bandsUp,
    });
    expect(Object.keys(bands)).toContain('D1');
  });

  // The line can go down between two commands of one session.
  it.each(['xdslcmd/stats-idle.txt', 'xdslcmd/stats-training.txt'])(
    'is hidden when %s shows the line down',
    (stats) => {
      const { line, bands } = observationOf({ xdslcmd_stats: stats, xdslcmd_pbparams: bandsUp });
      expect(line?.state).not.toBe('up');
      expect(bands).toEqual({});
    },
  );

  it('is hidden when the statistics fail and the page shows the line down', () => {
    const { bands } = observationOf({
      xdsl_status: 'page/down-no-signal.asp',
      xdslcmd_stats: undefined,
      xdslcmd_pbparams: bandsUp,
    });
    expect(bands).toEqual({});
  });

  it('is kept when no other source has the state of the line', () => {
    const { line, bands } = observationOf({
      xdsl_status: undefined,
      xdslcmd_stats: undefined,
      xdslcmd_pbparams: bandsUp,
    });
    expect(line).toBeUndefined();
    expect(Object.keys(bands)).toContain('D1');
  });
});

it('is up when any collector succeeded', () => {
  expect(observationOf({ xdsl_status: undefined, uptime: 'xdslcmd/uptime.txt' }).up).toBe(true);
  expect(observationOf({ xdsl_status: undefined, uptime: undefined }).up).toBe(false);
});
