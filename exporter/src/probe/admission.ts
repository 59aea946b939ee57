/** Bounds on probes in progress. */
export interface AdmissionLimits {
  readonly total: number;
  readonly perTarget: number;
}

/** Counts probes in progress, so that modems that hang take neither the memory nor the share of others. */
export interface Admission {
  /** @returns the function that ends the probe; `undefined` when there are too many */
  enter(target: string): (() => void) | undefined;
}

/** Creates a count of probes with its bounds. */
export function createAdmission({ total, perTarget }: AdmissionLimits): Admission {
  const inProgress = new Map<string, number>();
  let sum = 0;

  return {
    enter(target) {
      const before = inProgress.get(target) ?? 0;
      if (sum >= total || before >= perTarget) return undefined;
      sum += 1;
      inProgress.set(target, before + 1);
      return () => {
        sum -= 1;
        const rest = (inProgress.get(target) ?? 1) - 1;
        if (rest === 0) inProgress.delete(target);
        else inProgress.set(target, rest);
      };
    },
  };
}
