/** A change of what fires, on the clock of the simulated night. */
export interface Change {
  readonly atSeconds: number;
  readonly alertname: 'HG612SyncLost' | 'HG612LineRetrained' | 'HG612LineFlapping';
  readonly firing: boolean;
}

export interface Night {
  readonly hours: number;
  /** From one drop to the next. */
  readonly dropEverySeconds: number;
  /** How long each drop takes. */
  readonly downSeconds: number;
}

/** Prometheus's evaluation interval. */
const STEP = 30;

/**
 * What the rules of prometheus/rules/sync.yml make of a line that drops all night: sync lost after a minute and for
 * two minutes more, retrained for 15 minutes after each return, flapping from three returns within an hour, unless
 * it has been down for ten minutes, until 20 minutes after that was last so.
 */
export function badNight({ hours, dropEverySeconds, downSeconds }: Night): Change[] {
  const isDown = (at: number): boolean =>
    at > 0 && at <= hours * 3600 && at % dropEverySeconds < downSeconds && at >= dropEverySeconds;
  const returns: number[] = [];
  const changes: Change[] = [];
  const firing = { HG612SyncLost: false, HG612LineRetrained: false, HG612LineFlapping: false };
  let downSince: number | undefined;
  let lastUp = 0;
  let lastLost = Number.NEGATIVE_INFINITY;
  let lastMany = Number.NEGATIVE_INFINITY;

  // Two hours more, for all to come to rest.
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
    };
    for (const alertname of Object.keys(now) as Change['alertname'][]) {
      if (now[alertname] === firing[alertname]) continue;
      firing[alertname] = now[alertname];
      changes.push({ atSeconds: at, alertname, firing: now[alertname] });
    }
  }
  return changes;
}
