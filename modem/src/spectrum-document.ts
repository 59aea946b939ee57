import * as v from 'valibot';
import { collectorNames } from './collectors/collector.ts';
import { failureReasons } from './errors.ts';
import {
  type BandPlan,
  MAX_TONES,
  type PerTone,
  type Spectrum,
  TONE_SPACING_KILOHERTZ,
  type ToneRange,
  toneTables,
} from './line/spectrum.ts';
import { lineStates } from './line/status.ts';
import type { SpectrumObservation } from './spectrum-observation.ts';

/** Version of the document. It changes when a field is removed or changes its meaning, not when one is added. */
const SPECTRUM_VERSION = 1;

/** Far above bits, decibels and dBm/Hz of any line. A chart of larger values cannot be drawn. */
const MAX_VALUE = 1000;

const toneValue = v.pipe(v.number(), v.minValue(-MAX_VALUE), v.maxValue(MAX_VALUE));

/** Values by tone number; `null` where the modem has no value. `null` instead of the list: no such table. */
const table = v.nullable(v.pipe(v.array(v.nullable(toneValue)), v.maxLength(MAX_TONES)));

const tone = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_TONES - 1));

/** First and last tone of each band. */
const bands = v.pipe(v.array(v.tuple([tone, tone])), v.maxLength(64));

/** The document of `/spectrum.json`; docs/spectrum.md describes its fields. */
const schema = v.object({
  version: v.literal(SPECTRUM_VERSION, `expected version ${SPECTRUM_VERSION} of a spectrum`),
  line: v.pipe(v.string(), v.maxLength(200)),
  readAt: v.pipe(v.string(), v.isoTimestamp()),
  readSeconds: v.number(),
  state: v.nullable(v.picklist(lineStates)),
  toneSpacingKilohertz: v.literal(TONE_SPACING_KILOHERTZ),
  bandPlan: v.nullable(v.object({ upstream: bands, downstream: bands })),
  tones: v.object({ bits: table, snr: table, qln: table, hlog: table }),
  problems: v.array(
    v.object({
      collector: v.picklist(collectorNames),
      reason: v.picklist(failureReasons),
      message: v.string(),
    }),
  ),
});

/** A reading of the spectrum as JSON. A saved one is a reference to compare later readings with. */
export type SpectrumDocument = v.InferOutput<typeof schema>;

/** What a document contains besides the observation. */
interface SpectrumOrigin {
  /** Name of the line. */
  readonly line: string;
  readonly readAt: Date;
}

/** The document of an observation. `problems` has the collectors that failed, and the values that could not be read. */
export function spectrumDocument(
  { seconds, outcomes, state, spectrum }: SpectrumObservation,
  { line, readAt }: SpectrumOrigin,
): SpectrumDocument {
  const problems = [...outcomes].flatMap(([collector, outcome]) =>
    (outcome.ok ? outcome.parsed.problems : [outcome.error]).map(({ reason, message }) => ({
      collector,
      reason,
      message,
    })),
  );
  const { bandPlan: plan, bits, snr, qln, hlog } = spectrum;
  return {
    version: SPECTRUM_VERSION,
    line,
    readAt: readAt.toISOString(),
    readSeconds: Math.round(seconds * 1000) / 1000,
    state: state ?? null,
    toneSpacingKilohertz: TONE_SPACING_KILOHERTZ,
    bandPlan: plan ? { upstream: pairsOf(plan.upstream), downstream: pairsOf(plan.downstream) } : null,
    tones: { bits: tableOf(bits), snr: tableOf(snr), qln: tableOf(qln), hlog: tableOf(hlog) },
    problems,
  };
}

const tableOf = (values: PerTone | undefined): (number | null)[] | null =>
  values?.map((value) => value ?? null) ?? null;

const pairsOf = (ranges: readonly ToneRange[]): [number, number][] =>
  ranges.map(({ first, last }) => [first, last]);

const rangesOf = (pairs: readonly [number, number][]): ToneRange[] =>
  pairs.map(([first, last]) => ({ first, last }));

/** The spectrum of a document. */
export function spectrumOf({ bandPlan, tones }: SpectrumDocument): Spectrum {
  const plan: BandPlan | undefined =
    bandPlan === null
      ? undefined
      : { upstream: rangesOf(bandPlan.upstream), downstream: rangesOf(bandPlan.downstream) };
  const tables = Object.fromEntries(
    toneTables.flatMap((name) => {
      const values = tones[name];
      return values === null ? [] : [[name, values.map((value) => value ?? undefined)]];
    }),
  );
  return { ...tables, ...(plan !== undefined && { bandPlan: plan }) };
}

/** A text is not the document of a spectrum. The message names the field and what was expected there. */
export class SpectrumDocumentError extends Error {}

/**
 * Reads a document, such as a saved reference.
 *
 * @throws {SpectrumDocumentError} when it is not one, or of another version
 */
export function parseSpectrumDocument(text: string): SpectrumDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SpectrumDocumentError('expected a spectrum as JSON', { cause: error });
  }
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new SpectrumDocumentError(path === null ? issue.message : `${path}: ${issue.message}`);
}
