import type { MetricRow, Sample } from './line.ts';
import type { Observation } from '../../../modem/src/observation.ts';

/** The exporter's own word on each read: whether the modem answered, how long it took, and what failed why. */
export const scrapeMetrics: readonly MetricRow[] = [
  {
    name: 'hg612_up',
    type: 'gauge',
    help: 'Whether the modem could be read: 1 if any of its pages or commands answered.',
    source: {},
    labels: [],
    samples: ({ up }) => [{ labels: [], value: Number(up) }],
  },
  {
    name: 'hg612_scrape_duration_seconds',
    type: 'gauge',
    help: 'Time that reading the modem took, all of it.',
    source: {},
    labels: [],
    samples: ({ seconds }) => [{ labels: [], value: seconds }],
  },
  {
    name: 'hg612_scrape_collector_success',
    type: 'gauge',
    help: 'Whether this page or command could be read (1) or not (0).',
    source: {},
    labels: ['collector'],
    samples: (observation) => ofCollectors(observation, (outcome) => Number(outcome.ok)),
  },
  {
    name: 'hg612_scrape_collector_duration_seconds',
    type: 'gauge',
    help: 'Time that reading this page or command took.',
    source: {},
    labels: ['collector'],
    samples: (observation) => ofCollectors(observation, (outcome) => outcome.seconds),
  },
  {
    name: 'hg612_scrape_collector_failure',
    type: 'gauge',
    help: 'Why this page or command could not be read; there only while it cannot.',
    source: {},
    labels: ['collector', 'reason'],
    *samples({ outcomes }) {
      for (const [name, outcome] of outcomes) {
        if (!outcome.ok) yield { labels: [name, outcome.error.reason], value: 1 };
      }
    },
  },
];

type Outcomes = Observation['outcomes'];

function* ofCollectors(
  { outcomes }: Observation,
  read: (outcome: NonNullable<ReturnType<Outcomes['get']>>) => number,
): Iterable<Sample> {
  for (const [name, outcome] of outcomes) yield { labels: [name], value: read(outcome) };
}
