import { errorKinds } from '../render/snapshot.ts';
import type { ErrorCounts, ErrorKind, PerDirection } from '../render/snapshot.ts';

/** 0 is downstream, 1 upstream: how the model indexes what it keeps for both. */
export type Side = 0 | 1;
export const sides: readonly Side[] = [0, 1];

/** Counts of every kind of error in both directions. */
export type Tally = Float64Array;

const rows = Object.fromEntries(errorKinds.map((kind, index) => [kind, index * 2]));
const place = (kind: ErrorKind, side: Side): number => (rows[kind] ?? 0) + side;

/** Nothing counted yet. */
export const newTally = (): Tally => new Float64Array(errorKinds.length * 2);

/** How many of a kind were counted. */
export const counted = (tally: Tally, kind: ErrorKind, side: Side): number => tally[place(kind, side)] ?? 0;

/** Counts some more. */
export function count(tally: Tally, kind: ErrorKind, side: Side, more: number): void {
  const index = place(kind, side);
  tally[index] = (tally[index] ?? 0) + more;
}

/** What was counted between two moments. */
export function difference(now: Tally, before: Tally): Tally {
  return now.map((value, index) => value - (before[index] ?? 0));
}

/** A tally in the words of the error tables. */
export function toErrorCounts(tally: Tally): ErrorCounts {
  const pair = (kind: ErrorKind): PerDirection => ({
    downstream: counted(tally, kind, 0),
    upstream: counted(tally, kind, 1),
  });
  return {
    fec: pair('fec'),
    crc: pair('crc'),
    es: pair('es'),
    ses: pair('ses'),
    uas: pair('uas'),
    los: pair('los'),
    lof: pair('lof'),
    lom: pair('lom'),
  };
}
