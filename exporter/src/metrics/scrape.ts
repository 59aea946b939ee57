import type { MetricRow, Sample } from './row.ts';
import type { Observation } from '../../../modem/src/observation.ts';

/** What the metrics of the collectors are about. */
type Read = Pick<Observation, 'outcomes'>;

/** Success, duration and failure reason per collector. */
export const collectorMetrics: readonly MetricRow<Read>[] = [
  {
    name: 'hg612_scrape_collector_success',
    type: 'gauge',
    help: 'Whether the collector succeeded (1) or failed (0).',
    source: {},
    labels: ['collector'],
    samples: (observation) => samplePerCollector(observation, (outcome) => Number(outcome.ok)),
  },
  {
    name: 'hg612_scrape_collector_duration_seconds',
    type: 'gauge',
    help: 'Duration of the collector. The first telnet command includes the login.',
    source: {},
    labels: ['collector'],
    samples: (observation) => samplePerCollector(observation, (outcome) => outcome.seconds),
  },
  {
    name: 'hg612_scrape_collector_failure',
    type: 'gauge',
    help: 'Reason why the collector failed; only present while it fails, always 1.',
    source: {},
    labels: ['collector', 'reason'],
    *samples({ outcomes }) {
      for (const [name, outcome] of outcomes) {
        if (!outcome.ok) yield { labels: [name, outcome.error.reason], value: 1 };
      }
    },
  },
];

/** Metrics of the read itself. */
export const scrapeMetrics: readonly MetricRow[] = [
  {
    name: 'hg612_up',
    type: 'gauge',
    help: 'Whether any collector read the modem (1) or none did (0).',
    source: {},
    labels: [],
    samples: ({ up }) => [{ labels: [], value: Number(up) }],
  },
  {
    name: 'hg612_scrape_duration_seconds',
    type: 'gauge',
    help: 'Duration of the whole read.',
    source: {},
    labels: [],
    samples: ({ seconds }) => [{ labels: [], value: seconds }],
  },
  ...collectorMetrics,
];

type Outcomes = Observation['outcomes'];

function* samplePerCollector(
  { outcomes }: Read,
  read: (outcome: NonNullable<ReturnType<Outcomes['get']>>) => number,
): Iterable<Sample> {
  for (const [name, outcome] of outcomes) yield { labels: [name], value: read(outcome) };
}
