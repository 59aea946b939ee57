import type { LineKindName } from '../simulator/line-kinds.ts';
import { simulatedSource } from '../simulator/source.ts';
import { sampleTimes } from './sample-times.ts';
import { observationOf } from './observation.ts';
import { createSpectrumWriter, createWriter, END } from './open-metrics.ts';
import type { TargetLabels } from './open-metrics.ts';
import { hasSpectrum, spectrumOf } from './spectrum.ts';

/** Which line's history, and how much of it. */
export interface HistoryOptions {
  readonly line: LineKindName;
  readonly seed: number;
  /** Unix seconds, whole. */
  readonly from: number;
  /** Unix seconds, whole: the last sample. */
  readonly to: number;
  /** Whether the exporter reads the modem's shell. */
  readonly telnet: boolean;
  readonly target: TargetLabels;
  /** Name of the job that scrapes the spectrum; absent if there is none. */
  readonly spectrumJob?: string;
}

/**
 * The history of a simulated line as OpenMetrics text: what Prometheus would have scraped. It ends in the state in which
 * a mock modem with the same line and seed starts at that moment.
 *
 * @yields one scrape at a time, then the end marker; never more than one scrape is in memory.
 */
export function* renderHistory({
  line,
  seed,
  from,
  to,
  telnet,
  target,
  spectrumJob,
}: HistoryOptions): Iterable<string> {
  const source = simulatedSource({ line, seed, scenario: 'everyday', startedAt: from, past: true });
  const write = createWriter(target);
  const writeSpectrum = spectrumJob === undefined ? undefined : createSpectrumWriter(target, spectrumJob);
  // All times first: the source cannot step back without simulating the line from the start.
  const times = [...sampleTimes(source, from, to)];
  for (const time of times) {
    yield write(observationOf(source.answersAt(time - from), telnet), time);
    if (writeSpectrum !== undefined && hasSpectrum(time, to)) {
      yield writeSpectrum(spectrumOf(source.snapshotAt(time - from)), time);
    }
  }
  yield END;
}
