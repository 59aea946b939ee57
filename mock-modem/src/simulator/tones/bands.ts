import type { BandName, Tones } from '../../render/snapshot.ts';
import type { LineKind } from '../line-kinds/kind.ts';
import type { Side } from '../tally.ts';

/** A band of a line. */
export interface Band {
  readonly side: Side;
  /** Tones that were measured in the first phase of the training. */
  readonly measured: Tones;
  /** Tones that carry data; absent if the line does not use the band. */
  readonly used?: Tones;
  /** dBm */
  readonly transmitPower: number;
}

const names: readonly (readonly BandName[])[] = [
  ['D1', 'D2', 'D3'],
  ['U0', 'U1', 'U2', 'U3'],
];
/** Assumed for a band that carries no data, dBm. */
const UNUSED_POWER = 6;

/** The bands of a line: those of `--pbParams`, or one per direction on ADSL. */
export function bandsOf(kind: LineKind): Band[] {
  const { bands } = kind;
  if (bands === undefined) {
    const { upstream, downstream } = kind.tones.ranges;
    return [
      { side: 1, measured: upstream, used: upstream, transmitPower: kind.upstream.transmitPower },
      { side: 0, measured: downstream, used: downstream, transmitPower: kind.downstream.transmitPower },
    ];
  }
  // Upstream first: where the measured ranges overlap, the modem's own measurement counts.
  return (['upstream', 'downstream'] as const).flatMap((direction) => {
    const side = direction === 'downstream' ? 0 : 1;
    return bands.discovery[direction].map((measured, index): Band => {
      const used = bands.medley[direction][index];
      const name = names[side]?.[index];
      const transmitPower = (name && bands.bands[name].transmitPower) ?? UNUSED_POWER;
      return { side, measured, transmitPower, ...(used === undefined ? {} : { used }) };
    });
  });
}

/** The most groups that a message of the training has room for. */
const GROUPS = 512;

/**
 * How many neighbouring tones share a measured value, by the highest tone that is measured (G.993.2, 11.4.1): 1, 2, 4
 * or 8.
 */
export const groupSize = (highest: number): number =>
  2 ** Math.max(0, Math.ceil(Math.log2((highest + 1) / GROUPS)));
