import type { CollectorData, CollectorName } from './collectors/collector.ts';
import { type BandPlan, type Spectrum, toneTables } from './line/spectrum.ts';
import type { LineState } from './line/status.ts';
import type { Outcome } from './parse.ts';
import type { ReadResult } from './read.ts';

/** The data of one read of the spectrum, ready to be published or shown. */
export interface SpectrumObservation {
  /** Duration of the whole read, waits for other reads included. */
  readonly seconds: number;
  readonly outcomes: ReadonlyMap<CollectorName, Outcome>;
  /** State of the line; `undefined` when no table could be read. Out of showtime there is no spectrum. */
  readonly state: LineState | undefined;
  readonly spectrum: Spectrum;
}

/** Merges the data of the collectors of the spectrum. */
export function observeSpectrum({ outcomes, seconds }: ReadResult): SpectrumObservation {
  const read = [...outcomes.values()].flatMap((outcome): CollectorData[] =>
    outcome.ok ? [outcome.parsed.data] : [],
  );
  const tables = read.flatMap(({ tones }) => (tones === undefined ? [] : [tones]));
  const states = tables.map(({ state }) => state);
  // Tables are read a moment apart: a line that was seen down has a new spectrum by now, if any.
  const state = states.find((each) => each !== 'up') ?? states[0];
  if (state !== 'up') return { seconds, outcomes, state, spectrum: {} };
  const bandPlan = read.map((data): BandPlan | undefined => data.bandPlan).find((plan) => plan !== undefined);
  const spectrum = Object.fromEntries(
    toneTables.flatMap((table) => {
      const values = tables.map((each) => each[table]).find((each) => each !== undefined);
      return values === undefined ? [] : [[table, values]];
    }),
  );
  return { seconds, outcomes, state, spectrum: { ...spectrum, ...(bandPlan !== undefined && { bandPlan }) } };
}
