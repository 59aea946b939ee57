import { errorKinds } from '../render/snapshot.ts';
import type { ErrorCounts, ErrorKind, PerDirection } from '../render/snapshot.ts';

/** 0 is downstream, 1 is upstream: the index of values kept for both directions. */
export type Side = 0 | 1;
/** Both directions, downstream first. */
export const sides: readonly Side[] = [0, 1];

/**
 * Counts of every kind of error in both directions. A plain array takes half the memory of a typed one of this size.
 */
export type Tally = number[];

const rows = Object.fromEntries(errorKinds.map((kind, index) => [kind, index * 2]));
const indexOf = (kind: ErrorKind, side: Side): number => (rows[kind] ?? 0) + side;

/** All zeros. */
export const newTally = (): Tally => errorKinds.flatMap(() => [0, 0]);

/** The count of a kind. */
export const counted = (tally: Tally, kind: ErrorKind, side: Side): number => tally[indexOf(kind, side)] ?? 0;

/** Adds to the count of a kind. */
export function count(tally: Tally, kind: ErrorKind, side: Side, more: number): void {
  const index = indexOf(kind, side);
  tally[index] = (tally[index] ?? 0) + more;
}

/** The counts between two moments. */
export function difference(now: Tally, before: Tally): Tally {
  return now.map((value, index) => value - (before[index] ?? 0));
}

/** A tally in the form that the renderers take. */
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
