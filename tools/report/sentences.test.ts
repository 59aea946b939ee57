import { expect, it } from 'vitest';
import { reportData } from './data.ts';
import { createHistoryBuilder } from './history.ts';
import { heatMap } from './error-charts.ts';
import { summaryOf } from './sentences.ts';
import { createZone } from './zone.ts';

const zone = createZone('UTC');

/** A quiet hour of a line that reports errored seconds in some directions. */
function quietHour(known: readonly ('downstream' | 'upstream')[]) {
  const times = Array.from({ length: 120 }, (_, row) => row * 30);
  const builder = createHistoryBuilder();
  builder.append([
    { column: 'modemUp', times, values: times.map(() => 1) },
    { column: 'lineUp', times, values: times.map(() => 1) },
    ...known.map((direction) => ({
      column: `erroredSeconds.${direction}` as const,
      times,
      values: times.map(() => 7),
    })),
  ]);
  return reportData(builder.build(), {
    lineName: 'HG612',
    range: { from: 0, to: 3600 },
    zone,
    createdAt: 3600,
    contract: {},
    marginLimits: {},
    method: {},
  });
}

it.each([
  { known: ['downstream', 'upstream'], text: 'There were no errored seconds.' },
  { known: ['downstream'], text: 'There were no errored seconds downstream; upstream was not measured.' },
] as const)('says for which direction there were no errored seconds: $text', ({ known, text }) => {
  expect(summaryOf(quietHour(known), zone)).toContain(text);
});

it('names no worst hour of the day without errored seconds', () => {
  const chart = String(heatMap(quietHour(['upstream']), zone));
  expect(chart).toContain('There were none.');
  expect(chart).not.toContain('Most errored seconds');
});
