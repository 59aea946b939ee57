import type { Observation } from '../../../modem/src/observation.ts';

/** A sample: label values in the order of the row's `labels`, and a value in base units. */
export interface Sample {
  labels: readonly string[];
  value: number;
}

/** A metric of what was read. The exposition, its HELP and docs/metrics.md are generated from these rows. */
export interface MetricRow<Source = Observation> {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** The modem's own field in the status page and in the output of the telnet command. */
  source: { page?: string; telnet?: string };
  labels: readonly string[];
  /** Yields no sample for a value that was not measured. */
  samples(observation: Source): Iterable<Sample>;
}
