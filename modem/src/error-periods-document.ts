import * as v from 'valibot';
import { errorPeriodNames, type ErrorPeriods } from './collectors/xdslcmd-periods.ts';

/** Version of the document. It changes when a field is removed or changes its meaning, not when one is added. */
const VERSION = 1;

const errors = v.record(v.string(), v.pipe(v.number(), v.minValue(0)));
const period = v.object({
  seconds: v.pipe(v.number(), v.minValue(0)),
  downstream: errors,
  upstream: errors,
});

const schema = v.object({
  version: v.literal(VERSION),
  line: v.string(),
  readAt: v.pipe(v.string(), v.isoTimestamp()),
  /** Seconds since the last sync; `null` if unknown. */
  uptime: v.nullable(v.number()),
  periods: v.record(v.picklist(errorPeriodNames), period),
});

/** The driver's own error periods as read at a time. */
export interface ErrorPeriodsDocument {
  readonly version: typeof VERSION;
  /** Name of the line. */
  readonly line: string;
  readonly readAt: string;
  readonly uptime: number | null;
  readonly periods: ErrorPeriods;
}

/** The document of `/error-periods.json`. */
export const errorPeriodsDocument = (
  periods: ErrorPeriods,
  {
    line,
    readAt,
    uptime,
  }: { readonly line: string; readonly readAt: Date; readonly uptime: number | undefined },
): ErrorPeriodsDocument => ({
  version: VERSION,
  line,
  readAt: readAt.toISOString(),
  uptime: uptime ?? null,
  periods,
});

/** Reads a document; `undefined` if the text is none of this version. */
export function parseErrorPeriodsDocument(text: string): ErrorPeriodsDocument | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
