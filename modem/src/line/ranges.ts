import type { LineBand, LineGauges } from './status.ts';

/** The gauges that are numbers. */
export type NumericGauge = Exclude<keyof LineGauges, 'ginpActive'>;

/** A closed range, in base units. */
export type Range = readonly [minimum: number, maximum: number];

/** 1 Gbit/s: far above any rate of ADSL or VDSL2. */
const rate: Range = [0, 125_000_000];

/**
 * What a line can have, in base units; a value outside is not a measurement. Margin, attenuation and power have the
 * widths of their fields in G.997.1, rounded up; the others are bounded where the standards leave ample room.
 */
export const gaugeRanges: Readonly<Record<NumericGauge, Range>> = {
  syncRate: rate,
  attainableRate: rate,
  snrMargin: [-64, 64],
  attenuation: [0, 128],
  transmitPower: [-64, 64],
  ginpMinThroughput: rate,
  impulseNoiseProtection: [0, 1000],
  interleaverDelay: [0, 1],
  interleaverDepth: [0, 4096],
};

/** As {@link gaugeRanges}, for one band. */
export const bandRanges: Readonly<Record<keyof LineBand, Range>> = {
  lineAttenuation: gaugeRanges.attenuation,
  signalAttenuation: gaugeRanges.attenuation,
  snrMargin: gaugeRanges.snrMargin,
  transmitPower: gaugeRanges.transmitPower,
};

/** Whether a value lies in a range. */
export const isWithin = (value: number, [minimum, maximum]: Range): boolean =>
  value >= minimum && value <= maximum;

/** A range in the unit in which the modem prints it, for an error: `a number from 0 to 1000`. */
export const rangeText = ([minimum, maximum]: Range, perUnit = 1): string =>
  `a number from ${minimum * perUnit} to ${maximum * perUnit}`;
