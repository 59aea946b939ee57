/**
 * Pseudo-random numbers as functions of a seed, a moment and a stream. There is no generator state, so a line is the
 * same whenever it is read.
 */

/** A pseudo-random uint32 from three integers. */
export function hash(seed: number, moment: number, stream: number): number {
  let mixed = Math.imul(seed ^ 0x2545f491, 0x9e3779b1) ^ Math.imul(moment, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ Math.imul(stream + 0x1b56c4e9, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b3);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** A number in [0, 1). */
export const uniform = (seed: number, moment: number, stream: number): number =>
  hash(seed, moment, stream) / 2 ** 32;

/** A number from −1 to 1 that varies smoothly over time, with a new direction every `period` seconds. */
export function wander(seed: number, seconds: number, period: number, stream: number): number {
  const position = seconds / period;
  const index = Math.floor(position);
  const fraction = position - index;
  const from = uniform(seed, index, stream) * 2 - 1;
  const to = uniform(seed, index + 1, stream) * 2 - 1;
  return from + (to - from) * fraction * fraction * (3 - 2 * fraction);
}

/** Above this mean the normal distribution approximates the Poisson distribution without a loop. */
const MANY = 30;

/** A Poisson-distributed count with the given mean, from one random number in [0, 1). */
export function poisson(mean: number, chance: number): number {
  if (mean <= 0) return 0;
  if (mean > MANY) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalQuantile(chance)));
  let probability = Math.exp(-mean);
  let reached = probability;
  let count = 0;
  while (chance > reached && count < 4 * MANY) {
    count += 1;
    probability *= mean / count;
    reached += probability;
  }
  return count;
}

/** The quantile of the normal distribution, approximated by the logistic one and bounded. */
function normalQuantile(chance: number): number {
  const inside = Math.min(Math.max(chance, 1e-6), 1 - 1e-6);
  return Math.log(inside / (1 - inside)) / 1.702;
}
