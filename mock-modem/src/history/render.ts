import type { Observation } from '../../../modem/src/observation.ts';
import type { LineKindName } from '../simulator/line-kinds/kind.ts';
import { simulatedSource } from '../simulator/source.ts';
import { sampleTimes } from './sample-times.ts';
import { observationOf } from './observation.ts';
import { createSpectrumWriter, createWriter, END } from './open-metrics.ts';
import type { TargetLabels } from './open-metrics.ts';
import { quietObservation } from './rules/scrapes.ts';
import { hasSpectrum, spectrumOf } from './spectrum.ts';

/** Seconds between scrapes for {@link HistoryOptions.onScrape}: the rules read the last 90 seconds. */
const QUIET_STEP = 60;

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
  /** Called for the scrapes that are written, and for some of those between that are not. */
  readonly onScrape?: (observation: Observation, time: number) => void;
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
  onScrape,
  spectrumJob,
}: HistoryOptions): Iterable<string> {
  const source = simulatedSource({ line, seed, scenario: 'everyday', startedAt: from, past: true });
  const write = createWriter(target);
  const writeSpectrum = spectrumJob === undefined ? undefined : createSpectrumWriter(target, spectrumJob);
  // All times first: the source cannot step back without simulating the line from the start.
  const times = [...sampleTimes(source, from, to)];
  let before: { time: number; observation: Observation } | undefined;
  for (const time of times) {
    if (onScrape !== undefined && before !== undefined) {
      for (let quiet = before.time + QUIET_STEP; quiet < time; quiet += QUIET_STEP) {
        const between = telnet
          ? quietObservation(before.observation, source.snapshotAt(quiet - from))
          : observationOf(source.answersAt(quiet - from), telnet);
        onScrape(between, quiet);
      }
    }
    const observation = observationOf(source.answersAt(time - from), telnet);
    onScrape?.(observation, time);
    before = { time, observation };
    yield write(observation, time);
    if (writeSpectrum !== undefined && hasSpectrum(time, to)) {
      yield writeSpectrum(spectrumOf(source.snapshotAt(time - from)), time);
    }
  }
  yield END;
}
