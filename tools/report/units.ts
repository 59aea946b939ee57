import { formatDuration } from '../../lib/duration.ts';
import { bytesToMegabits } from '../../modem/src/line/units.ts';

/** Between a number and its unit: the line does not break there. */
const NBSP = '\u00a0';

/** `55.5` */
export const mbit = (bytesPerSecond: number): string => bytesToMegabits(bytesPerSecond).toFixed(1);

/** A rate of the contract, without a decimal that is 0: `55 Mbit/s`. */
export const contractRateText = (bytesPerSecond: number): string =>
  `${Number(bytesToMegabits(bytesPerSecond).toFixed(3))}${NBSP}Mbit/s`;

/** `0.4 dB`, with a minus sign where it is negative. */
export const decibels = (value: number): string => `${value.toFixed(1).replace('-', '−')}${NBSP}dB`;

/** `4 010`: groups of three digits. */
export const count = (value: number): string =>
  Math.round(value)
    .toString()
    .replaceAll(/\B(?=(?:\d{3})+$)/g, '\u202f');

/** `1 gap`, `2 gaps`. */
export const plural = (value: number, one: string): string =>
  `${count(value)}${NBSP}${value === 1 ? one : `${one}s`}`;

/** `7 times`, `once`, `twice`. */
export const times = (value: number): string =>
  value === 1 ? 'once' : value === 2 ? 'twice' : `${count(value)} times`;

/**
 * A share as a percentage that never reads as better than it is: 99.997 % is not 100 %, and 0.001 % is not 0 %.
 */
export function percent(share: number, decimals = 2): string {
  const scale = 10 ** decimals;
  const exact = share * 100 * scale;
  const rounded = share > 0.5 ? Math.floor(exact + 1e-6) : Math.ceil(exact - 1e-6);
  return `${Number((rounded / scale).toFixed(decimals))}${NBSP}%`;
}

/** A duration in its two largest units, rounded to a second. */
export const duration = (seconds: number): string => formatDuration(Math.round(seconds));
