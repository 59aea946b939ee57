import { isDeepStrictEqual } from 'node:util';

/** Most fields listed; the first ones are enough to see what is wrong. */
const MAX_FIELDS = 5;

/**
 * The fields in which two values differ, e.g. `downstream.gauges.syncRate: expected 125, found undefined`, the first
 * few of them. As with `toEqual`, a field that is undefined is the same as one that is missing.
 */
export function differingFields(actual: unknown, expected: unknown): string[] {
  const all = [...differences(actual, expected, [])];
  const more = all.length - MAX_FIELDS;
  return more > 0 ? [...all.slice(0, MAX_FIELDS), `… and ${more} more`] : all;
}

function* differences(actual: unknown, expected: unknown, path: readonly string[]): Generator<string> {
  if (!isRecord(actual) || !isRecord(expected)) {
    if (!isDeepStrictEqual(actual, expected))
      yield `${path.join('.') || '(value)'}: expected ${show(expected)}, found ${show(actual)}`;
    return;
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const key of keys) yield* differences(actual[key], expected[key], [...path, key]);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value).slice(0, 100);
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
