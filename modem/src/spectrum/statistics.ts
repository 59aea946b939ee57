/** The middle value; the mean of the two in the middle of an even number. `NaN` without values. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Standard deviation, estimated from the median deviation: outliers do not change it. */
export const spread = (values: readonly number[]): number => {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
};

/** A point of a curve; `undefined`: not measured. */
interface Point {
  readonly x: number;
  readonly y: number | undefined;
}

/** Points that a local line needs. */
const MIN_POINTS = 8;

/**
 * How far each point lies above the course of its neighbours: a straight line by repeated medians (Siegel), which
 * follows the majority of the points, whatever the others are. `undefined` for points without a value, and where too
 * few neighbours have one.
 *
 * @param radius points to either side; at the ends of the curve, as many more to the other side
 */
export function excessOver(points: readonly Point[], radius: number): (number | undefined)[] {
  const known = points.flatMap(({ x, y }, index) => (y === undefined ? [] : [{ index, x, y }]));
  const excess: (number | undefined)[] = Array.from(points, () => undefined);
  const width = Math.min(known.length, 2 * radius + 1);
  if (width < MIN_POINTS) return excess;
  for (const [position, { index, x, y }] of known.entries()) {
    const start = Math.max(0, Math.min(position - radius, known.length - width));
    const near = known.slice(start, start + width);
    const slope = median(
      near.map((one) =>
        median(near.filter((other) => other !== one).map((other) => (other.y - one.y) / (other.x - one.x))),
      ),
    );
    const level = median(near.map((one) => one.y - slope * (one.x - x)));
    excess[index] = y - level;
  }
  return excess;
}

/** Runs of neighbouring indexes for which `isIn` holds. One index between two runs joins them. */
export function runsOf(length: number, isIn: (index: number) => boolean): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (let index = 0; index < length; index += 1) {
    if (!isIn(index)) continue;
    const run = runs.at(-1);
    if (run !== undefined && index - run.last <= 2) run.last = index;
    else runs.push({ first: index, last: index });
  }
  return runs;
}
