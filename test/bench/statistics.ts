/** Figures of one run, in milliseconds. */
export interface Percentiles {
  p50: number;
  p99: number;
}

/** The value below which a share of all samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((first, second) => first - second);
  const index = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return sorted[index] ?? Number.NaN;
}

/** Median and near-worst of a run. */
export const percentiles = (samples: readonly number[]): Percentiles => ({
  p50: percentile(samples, 0.5),
  p99: percentile(samples, 0.99),
});
