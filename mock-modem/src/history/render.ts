import type { LineKindName } from '../simulator/line-kinds.ts';
import { simulatedSource } from '../simulator/source.ts';
import { sampleTimes } from './sample-times.ts';
import { observationOf } from './observation.ts';
import { createWriter, END } from './open-metrics.ts';
import type { TargetLabels } from './open-metrics.ts';

/** Whose past, and how much of it. */
export interface HistoryOptions {
  readonly line: LineKindName;
  readonly seed: number;
  /** Unix seconds, whole. */
  readonly from: number;
  /** Unix seconds, whole: the last moment that is told. */
  readonly to: number;
  /** Whether the exporter asks the modem's shell. */
  readonly telnet: boolean;
  readonly target: TargetLabels;
}

/**
 * The past of a simulated line as OpenMetrics text: what Prometheus would have, had it scraped all that time. It ends in
 * the state in which a mock modem with the same line and seed begins at that moment.
 *
 * @yields a scrape at a time, then the text's end; no more than one scrape is ever held.
 */
export function* renderHistory({ line, seed, from, to, telnet, target }: HistoryOptions): Iterable<string> {
  const source = simulatedSource({ line, seed, scenario: 'everyday', startedAt: from, past: true });
  const write = createWriter(target);
  // First all moments, then all values: to look a scrape ahead and back again would take the line through its life
  // once for each.
  const moments = [...sampleTimes(source, from, to)];
  for (const moment of moments) {
    yield write(observationOf(source.answersAt(moment - from), telnet), moment);
  }
  yield END;
}
