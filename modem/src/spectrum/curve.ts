import { type PerTone, toneFrequency } from '../line/spectrum.ts';

/** A point of a curve: MHz and value; `null` is a gap. */
export type CurvePoint = [number, number | null];

/**
 * The values of tones as a curve with at most `columns` lows and highs, so that a single tone that differs from its
 * neighbours stays visible at any width.
 *
 * @param highest the tone at the right end of the chart
 */
export function curveOf(
  values: PerTone,
  isShown: (tone: number) => boolean,
  highest: number,
  columns: number,
): CurvePoint[] {
  const perColumn = Math.max(1, (highest + 1) / columns);
  const points: CurvePoint[] = [];
  let column: { index: number; first: number; low: number; high: number; last: number } | undefined;
  const value = (tone: number): number => values[tone]!;

  /** Adds what is lowest and highest in a column, from left to right, and its ends. */
  const flush = (): void => {
    if (column === undefined) return;
    const { first, low, high, last } = column;
    const tones = [...new Set([first, Math.min(low, high), Math.max(low, high), last])];
    const start = tones[0]!;
    const isFlat = tones.every((tone) => value(tone) === value(start));
    for (const tone of isFlat ? new Set([start, last]) : tones) points.push([frequency(tone), value(tone)]);
    column = undefined;
  };

  for (let tone = 0; tone <= highest; tone += 1) {
    const known = values[tone];
    if (known === undefined || !isShown(tone)) {
      flush();
      const end = points.at(-1);
      if (end !== undefined && end[1] !== null) points.push([frequency(tone), null]);
      continue;
    }
    const index = Math.floor(tone / perColumn);
    if (column?.index !== index) flush();
    column ??= { index, first: tone, low: tone, high: tone, last: tone };
    if (known < value(column.low)) column.low = tone;
    if (known > value(column.high)) column.high = tone;
    column.last = tone;
  }
  flush();
  return withoutMiddles(points);
}

/** Without the points in the middle of a horizontal run. */
const withoutMiddles = (points: readonly CurvePoint[]): CurvePoint[] =>
  points.filter(([, y], index) => index === 0 || points[index - 1]![1] !== y || points[index + 1]?.[1] !== y);

/** MHz, to a tenth of a tone. */
const frequency = (tone: number): number => Math.round(toneFrequency(tone) * 2) / 2000;
