const ALERTS = [
  'HG612SyncLost',
  'HG612LineRetrained',
  'HG612LineFlapping',
  'HG612RetrainsHigh',
  'HG612RetrainsCritical',
] as const;

/** An alert that starts or stops firing, on the clock of the simulated night. */
export interface Change {
  readonly atSeconds: number;
  readonly alertname: (typeof ALERTS)[number];
  readonly firing: boolean;
}

export interface Night {
  readonly hours: number;
  /** Time between the starts of two drops. */
  readonly dropEverySeconds: number;
  /** Duration of each drop. */
  readonly downSeconds: number;
}

/** Prometheus's evaluation interval. */
const STEP = 30;

/**
 * Alerts of prometheus/rules/sync.yml on a line that drops all night: SyncLost from a minute after the drop until one
 * evaluation after the return, LineRetrained for 15 minutes after each return, LineFlapping from three returns within
 * an hour until 20 minutes later, unless the line has been down for ten minutes, and the two alerts on retrains per
 * day.
 */
export function badNight({ hours, dropEverySeconds, downSeconds }: Night): Change[] {
  const isDown = (at: number): boolean =>
    at > 0 && at <= hours * 3600 && at % dropEverySeconds < downSeconds && at >= dropEverySeconds;
  const returns: number[] = [];
  const changes: Change[] = [];
  const firing = Object.fromEntries(ALERTS.map((name) => [name, false])) as Record<
    Change['alertname'],
    boolean
  >;
  let downSince: number | undefined;
  let lastUp = 0;
  let lastLost = Number.NEGATIVE_INFINITY;
  let lastMany = Number.NEGATIVE_INFINITY;

  // Two hours more, until everything has resolved.
  for (let at = STEP; at <= (hours + 2) * 3600; at += STEP) {
    if (isDown(at)) downSince ??= at;
    else {
      lastUp = at;
      if (downSince !== undefined) returns.push(at);
      downSince = undefined;
    }
    if (downSince !== undefined && at - downSince >= 60) lastLost = at;
    if (returns.filter((back) => at - back < 3600).length >= 3 && at - lastUp < 600) lastMany = at;
    const now: typeof firing = {
      HG612SyncLost: at - lastLost <= STEP,
      HG612LineRetrained: returns.some((back) => at - back < 900),
      HG612LineFlapping: at - lastMany <= 1200,
      // A night is shorter than their window of 24 hours.
      HG612RetrainsHigh: returns.length >= 10,
      HG612RetrainsCritical: returns.length >= 20,
    };
    for (const alertname of ALERTS) {
      if (now[alertname] === firing[alertname]) continue;
      firing[alertname] = now[alertname];
      changes.push({ atSeconds: at, alertname, firing: now[alertname] });
    }
  }
  return changes;
}
