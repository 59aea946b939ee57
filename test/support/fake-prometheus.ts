import { type FakeServer, fakeServer } from './fake-server.ts';

/** Start time of the exporter whose target {@link fakePrometheus} has. */
export const START_TIME = 1_764_000_000;

const TARGET = { job: 'hg612', instance: 'HG612' };

/** The day of a line, by minutes before now. */
interface FakeDay {
  /** Times at which the line was read as down. */
  readonly down?: readonly number[];
  /** Times of retrains between two reads. */
  readonly retrained?: readonly number[];
  /** Periods without reads: oldest and newest minute. */
  readonly gaps?: readonly (readonly [number, number])[];
  /** Periods in which the uptime alone was not read. */
  readonly withoutUptime?: readonly (readonly [number, number])[];
  /** The recorded number of retrains; `null` where no rule records it. */
  readonly retrains?: number | null;
  /** Whether the line was read as up and the modem was read. */
  readonly isRead?: boolean;
  /** Targets whose exporter started at {@link START_TIME}. */
  readonly targets?: readonly { job: string; instance: string }[];
  readonly alerts?: readonly object[];
}

/** A firing alert as `/api/v1/alerts` has it. */
export const firing = (
  alertname: string,
  severity: string,
  { labels = {}, description = '' }: { labels?: object; description?: string } = {},
): object => ({
  labels: { alertname, severity, ...labels },
  annotations: { summary: `Summary of ${alertname}`, description },
  state: 'firing',
  activeAt: new Date(Date.now() - 20 * 60_000).toISOString(),
});

/** The API of a Prometheus that has scraped an exporter for a day. Queries are recognised, not evaluated. */
export const fakePrometheus = ({
  down = [],
  retrained = [],
  gaps = [],
  withoutUptime = [],
  retrains = down.length + retrained.length,
  isRead = true,
  targets = [TARGET],
  alerts = [],
}: FakeDay = {}): Promise<FakeServer> => {
  const vector = (samples: readonly (readonly [object, number])[]) => ({
    data: { result: samples.map(([metric, value]) => ({ metric, value: [0, String(value)] })) },
  });
  return fakeServer({
    '/api/v1/query': (path) => {
      const query = new URLSearchParams(path.split('?')[1]).get('query') ?? '';
      if (query.startsWith(`process_start_time_seconds == ${START_TIME} `)) {
        return vector(targets.map((labels) => [labels, START_TIME]));
      }
      const now = Date.now() / 1000;
      const samples: [object, number][] = [];
      if (retrains !== null) samples.push([{ what: 'retrains' }, retrains]);
      if (isRead) samples.push([{ what: 'up' }, now - 240], [{ what: 'read' }, now - 120]);
      if (down.length > 0) samples.push([{ what: 'down' }, now - Math.min(...down) * 60]);
      return vector(samples);
    },
    '/api/v1/query_range': (path) => {
      const parameters = new URLSearchParams(path.split('?')[1]);
      const [start = 0, end = 0, step = 0] = ['start', 'end', 'step'].map((name) =>
        Number(parameters.get(name)),
      );
      const times = Array.from(
        { length: Math.round((end - start) / step) + 1 },
        (_, at) => start + at * step,
      );
      const within = (time: number, minutes: readonly number[]) =>
        minutes.some((ago) => end - ago * 60 > time - step && end - ago * 60 <= time);
      const isGap = (time: number) =>
        gaps.some(([from, to]) => time > end - from * 60 && time - step < end - to * 60);
      const series = (labels: object, valueAt: (time: number, index: number) => number | undefined) => ({
        metric: labels,
        values: times.flatMap((time, index) => {
          const value = isGap(time) ? undefined : valueAt(time, index);
          return value === undefined ? [] : [[time, String(value)]];
        }),
      });
      const hasUptime = (time: number) =>
        withoutUptime.every(([from, to]) => time <= end - from * 60 || time > end - to * 60);
      /** What the reads of an interval say about the time of the last sync. */
      const syncStarts = (time: number, select: (...starts: number[]) => number) => {
        const reads = Array.from({ length: step / 30 }, (_, at) => time - at * 30).filter(hasUptime);
        const startAt = (read: number) =>
          Math.max(start - 3600, ...retrained.map((ago) => end - ago * 60).filter((at) => at <= read));
        return reads.length === 0 ? undefined : select(...reads.map(startAt));
      };
      const wave = (index: number) => Math.sin(index / 12);
      return {
        data: {
          result: [
            series({ what: 'lowest_state' }, (time) => (within(time, down) ? 0 : 1)),
            series({ what: 'read_age' }, () => 12),
            series({ what: 'present' }, () => 20),
            series({ what: 'first_sync' }, (time) => syncStarts(time, Math.min)),
            series({ what: 'last_sync' }, (time) => syncStarts(time, Math.max)),
            series({ what: 'margin', direction: 'downstream' }, (_, index) => 6 + wave(index)),
            series({ what: 'margin', direction: 'upstream' }, (_, index) => 7 + wave(index + 9) / 2),
            series({ what: 'sync_rate', direction: 'downstream' }, () => 6_875_000),
            series({ what: 'sync_rate', direction: 'upstream' }, () => 1_250_000),
          ],
        },
      };
    },
    '/api/v1/alerts': () => ({ data: { alerts } }),
  });
};
