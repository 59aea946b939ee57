import { RequestError } from '../../../lib/http.ts';
import { type Alert, createPrometheus, type Prometheus, type Series } from './prometheus.ts';

/** Length of an interval of {@link LastDay}, in seconds. */
export const STEP = 600;
/** Intervals of a day. */
export const STEPS = 144;

/** Bound on the read of Prometheus. */
const DEADLINE_MS = 2000;

/** The line in an interval; `undefined` where reads of it are missing. */
export type IntervalState = 'up' | 'interrupted' | undefined;

/** A value per interval; `undefined` in each interval without a measurement. */
export type Values = readonly (number | undefined)[];

/** The line over the last 24 hours, oldest interval first. */
export interface LastDay {
  /** End of the last interval. */
  readonly end: Date;
  readonly states: readonly IntervalState[];
  /** Lowest SNR margin of each interval in dB, by direction. */
  readonly margin: ReadonlyMap<string, Values>;
  /** Sync rate in bytes/s, by direction. */
  readonly syncRate: ReadonlyMap<string, Values>;
  /** Retrains, as the dashboards count them; `undefined` without the rules of this project. */
  readonly retrains: number | undefined;
  /** When the line was last read as up and as down, and the modem was last read; `undefined` if not on this day. */
  readonly lastUp: Date | undefined;
  readonly lastDown: Date | undefined;
  readonly lastRead: Date | undefined;
  /** Firing alerts of all rules that do not belong to another line. */
  readonly alerts: readonly Alert[];
}

/** The last day, or why there is none. */
export type LastDayResult =
  | { readonly ok: true; readonly day: LastDay }
  | { readonly ok: false; readonly reason: string };

/** Reads the last day. It never rejects, and takes two seconds at most. */
export type ReadLastDay = () => Promise<LastDayResult>;

/** How Prometheus' series of this exporter are recognised. */
interface Identity {
  /** `process_start_time_seconds` of this process. It identifies the exporter whatever its target is called. */
  readonly startTime: number;
  /** Decides between several targets for this exporter. */
  readonly lineName: string;
}

/**
 * Reads the last day from a Prometheus. Concurrent readers share one read.
 *
 * @param baseUrl without a trailing slash
 */
export function createLastDayReader(
  baseUrl: string,
  identity: Identity,
  now = () => new Date(),
): ReadLastDay {
  let current: Promise<LastDayResult> | undefined;
  return () => {
    current ??= read().finally(() => {
      current = undefined;
    });
    return current;
  };

  async function read(): Promise<LastDayResult> {
    try {
      const prometheus = createPrometheus(baseUrl, AbortSignal.timeout(DEADLINE_MS));
      const target = await findTarget(prometheus, identity);
      if (target === undefined) {
        return { ok: false, reason: `${baseUrl} has not scraped this exporter since it started.` };
      }
      return { ok: true, day: await readDay(prometheus, target, now()) };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return { ok: false, reason: error.message };
    }
  }
}

interface Target {
  readonly job: string;
  readonly instance: string;
}

async function findTarget(prometheus: Prometheus, identity: Identity): Promise<Target | undefined> {
  const found = await prometheus.instant(
    `process_start_time_seconds == ${identity.startTime} and on (job, instance) hg612_exporter_build_info`,
  );
  const targets = found
    .map(({ labels: { job = '', instance = '' } }) => ({ job, instance }))
    .toSorted((one, other) => one.job.localeCompare(other.job));
  return targets.find(({ instance }) => instance === identity.lineName) ?? targets[0];
}

async function readDay(prometheus: Prometheus, { job, instance }: Target, now: Date): Promise<LastDay> {
  const of = `{job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}}`;
  const end = Math.floor(now.getTime() / 1000);
  const times = Array.from({ length: STEPS }, (_, index) => end - (STEPS - 1 - index) * STEP);
  const syncStarts = `(timestamp(hg612_dsl_uptime_seconds${of}) - hg612_dsl_uptime_seconds${of})[${STEP}s:30s]`;
  const lastTime = (series: string, value: number) =>
    `max_over_time((timestamp(${series}${of}) and ${series}${of} == ${value})[1d:30s])`;

  const [ranges, instants, alerts] = await Promise.all([
    prometheus.range(
      tagged({
        lowest_state: `min_over_time(hg612_dsl_up${of}[${STEP}s])`,
        // The simulated history is sampled at other times than the live line, so counts of samples say nothing.
        read_age: `max_over_time((time() - timestamp(hg612_dsl_up${of}))[${STEP}s:30s])`,
        present: `count_over_time(hg612_dsl_up${of}[${STEP}s:30s])`,
        first_sync: `min_over_time(${syncStarts})`,
        last_sync: `max_over_time(${syncStarts})`,
        margin: `min_over_time(hg612_dsl_snr_margin_decibels${of}[${STEP}s])`,
        sync_rate: `last_over_time(hg612_dsl_sync_rate_bytes_per_second${of}[${STEP}s])`,
      }),
      { start: times[0] ?? end, end, step: STEP },
    ),
    prometheus.instant(
      tagged({
        retrains: `hg612:retrains:count1d${of}`,
        up: lastTime('hg612_dsl_up', 1),
        down: lastTime('hg612_dsl_up', 0),
        read: lastTime('hg612_up', 1),
      }),
    ),
    prometheus.alerts(),
  ]);

  const byDirection = (what: string): LastDay['margin'] =>
    new Map(
      ranges
        .filter(({ labels }) => labels['what'] === what)
        .map(({ labels, values }) => [labels['direction'] ?? '', times.map((time) => values.get(time))]),
    );
  const instant = (what: string) => instants.find(({ labels }) => labels['what'] === what)?.value;
  const date = (what: string) => {
    const seconds = instant(what);
    return seconds === undefined ? undefined : new Date(seconds * 1000);
  };
  return {
    end: new Date(end * 1000),
    states: statesOf(ranges, times),
    margin: byDirection('margin'),
    syncRate: byDirection('sync_rate'),
    retrains: instant('retrains'),
    lastUp: date('up'),
    lastDown: date('down'),
    lastRead: date('read'),
    alerts: alerts.filter(({ state, labels }) => state === 'firing' && concerns(labels, { job, instance })),
  };
}

/** One query for several expressions, whose series differ in the label `what`. */
const tagged = (expressions: Readonly<Record<string, string>>): string =>
  Object.entries(expressions)
    .map(([what, expression]) => `label_replace(${expression}, "what", "${what}", "", "")`)
    .join(' or ');

/** Age of a read that is normal at any usual scrape interval, in seconds. */
const FRESH = 90;

/** Longest age of a read relative to the median of the day, which depends on the scrape interval. */
const MAX_AGE_RATIO = 2.5;

/** Points in an interval at which the state must be known: one of 20 may be missing. */
const MIN_PRESENT = STEP / 30 - 1;

/**
 * An interval is up if the line was read as up all the time, without a gap, and did not come into sync within it. A
 * retrain between two reads shows only in the time of sync. The next read with an uptime may be in a later interval.
 */
function statesOf(ranges: readonly Series[], times: readonly number[]): IntervalState[] {
  const valuesOf = (name: string) =>
    ranges.find(({ labels }) => labels['what'] === name)?.values ?? new Map<number, number>();
  const [lowest, ages, present] = [valuesOf('lowest_state'), valuesOf('read_age'), valuesOf('present')];
  const syncs = [valuesOf('first_sync'), valuesOf('last_sync')];
  const syncsKnownIn = (time: number) => syncs.flatMap((values) => values.get(time) ?? []);
  const maxAge = Math.max(FRESH, MAX_AGE_RATIO * median([...ages.values()]));
  let wasRead = false;
  return times.map((time, index) => {
    const complete = (present.get(time) ?? 0) >= MIN_PRESENT && (ages.get(time) ?? Infinity) <= maxAge;
    const later = times
      .slice(index + 1)
      .map(syncsKnownIn)
      .filter((known) => known.length > 0);
    const starts = syncsKnownIn(time);
    // Before the first read it is unknown whether a sync followed a drop. At the start of a gap, Prometheus' values are those
    // of the last read before it.
    if (wasRead) starts.push(...later.slice(0, complete ? 1 : undefined).flat());
    wasRead ||= lowest.has(time);
    if (lowest.get(time) === 0 || starts.some((start) => isIn(time, start))) return 'interrupted';
    return complete ? 'up' : undefined;
  });
}

/** Whether the interval that ends at a time contains a sync. */
const isIn = (time: number, start: number | undefined): boolean =>
  start !== undefined && start > time - STEP && start <= time;

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** Alerts on the line have its labels; alerts on the stack have none or those of a target without a line. */
function concerns(labels: Alert['labels'], target: Target): boolean {
  const { alertname = '', job, instance } = labels;
  if (!alertname.startsWith('HG612')) return true;
  return (job ?? target.job) === target.job && (instance ?? target.instance) === target.instance;
}
