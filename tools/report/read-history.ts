import * as v from 'valibot';
import { RequestError } from '../../lib/http.ts';
import { labels } from '../../lib/prometheus.ts';
import type { Period } from './coverage.ts';
import {
  columnOfSeries,
  type ColumnSamples,
  createHistoryBuilder,
  type DirectionColumn,
  type LineColumn,
  type LineHistory,
  metricOf,
} from './history.ts';
import { bootsOf, interruptionsOf } from './interruptions.ts';
import { AFTER, BEFORE } from './levels.ts';
import { get, type LineTarget, matchers, type Source } from './prometheus.ts';

/**
 * Seconds of samples that one request returns: half a megabyte at a scrape interval of 30 s. Larger responses are no
 * faster and take more memory.
 */
const CHUNK = 43_200;

/** Requests at a time: one is read while the next is computed. */
const PARALLEL = 2;

/** Values that are needed at every scrape. */
const ALWAYS: readonly (LineColumn | DirectionColumn)[] = [
  'modemUp',
  'lineUp',
  'uptime',
  'deviceUptime',
  'margin',
  'syncRate',
  'erroredSeconds',
  'severelyErroredSeconds',
  'crcErrors',
];

/** Values that are needed around interruptions only. */
const AROUND_INTERRUPTIONS: readonly (LineColumn | DirectionColumn)[] = [
  'reasonCode',
  'attainableRate',
  'ginp',
  'inp',
  'delay',
  'depth',
];

/** Points are checked one by one as they are read: a schema would take longer than all the rest. */
const matrix = v.object({ result: v.array(v.object({ metric: labels, values: v.array(v.unknown()) })) });

/**
 * Reads the raw samples of a line: the columns of {@link ALWAYS} for the whole range and a little before it, the others
 * around interruptions.
 *
 * @param onProgress gets the share that is read, 0 to 1
 * @throws {RequestError}
 */
export async function readHistory(
  source: Source,
  target: LineTarget,
  { from, to }: Period,
  onProgress: (share: number) => void = () => {},
): Promise<LineHistory> {
  const builder = createHistoryBuilder();
  const chunks = chunksOf({ from: from - BEFORE, to }, CHUNK);
  let done = 0;
  await inOrder(
    chunks,
    (chunk) => samples(source, target, ALWAYS, chunk),
    (read) => {
      builder.append(read);
      done += 1;
      onProgress((0.9 * done) / chunks.length);
    },
  );
  const history = builder.build();
  const windows = windowsOf(history);
  done = 0;
  await inOrder(
    windows,
    (window) => samples(source, target, AROUND_INTERRUPTIONS, window),
    (read) => {
      builder.complete(read);
      done += 1;
      onProgress(0.9 + (0.1 * done) / windows.length);
    },
  );
  return builder.build();
}

/** The time around each interruption, joined where interruptions are close to each other. */
function windowsOf(history: LineHistory): Period[] {
  const windows: { from: number; to: number }[] = [];
  for (const { rowBefore, rowAfter } of interruptionsOf(history, bootsOf(history))) {
    for (const row of [rowBefore, rowAfter]) {
      if (row === undefined) continue;
      const time = history.times[row]!;
      const window = { from: time - 1, to: row === rowAfter ? time + AFTER : time };
      const last = windows.at(-1);
      if (last !== undefined && window.from <= last.to + BEFORE) last.to = Math.max(last.to, window.to);
      else windows.push(window);
    }
  }
  return windows.flatMap((window) => chunksOf(window, CHUNK));
}

function chunksOf({ from, to }: Period, length: number): Period[] {
  return Array.from({ length: Math.ceil((to - from) / length) }, (_, index) => ({
    from: from + index * length,
    to: Math.min(from + (index + 1) * length, to),
  }));
}

/** Reads a few at a time, and uses the results in order. */
async function inOrder<T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
  use: (result: R) => void,
): Promise<void> {
  const started: Promise<R>[] = [];
  let next = 0;
  for (const _ of items) {
    while (next < items.length && started.length < PARALLEL) {
      const result = read(items[next]!);
      // Its error is thrown when its turn comes.
      result.catch(() => {});
      started.push(result);
      next += 1;
    }
    use(await started.shift()!);
  }
}

/** Raw samples after `from` until `to`. */
async function samples(
  source: Source,
  target: LineTarget,
  columns: readonly (LineColumn | DirectionColumn)[],
  { from, to }: Period,
): Promise<ColumnSamples[]> {
  const names = columns.map(metricOf).join('|');
  const seconds = Math.max(1, Math.ceil(to - from));
  const { result } = await get(
    source,
    'query',
    { query: `{__name__=~"${names}",${matchers(target)}}[${seconds}s]`, time: String(to) },
    matrix,
  );
  return result.flatMap(({ metric, values }) => {
    const column = columnOfSeries(metric['__name__'] ?? '', metric['direction']);
    if (column === undefined) return [];
    const times: number[] = [];
    const numbers: number[] = [];
    for (const point of values) {
      const [time, value] = Array.isArray(point) ? (point as unknown[]) : [];
      if (typeof time !== 'number' || typeof value !== 'string') {
        throw new RequestError(`${source.url}: the response is not one of Prometheus`);
      }
      times.push(time);
      numbers.push(Number(value));
    }
    return [{ column, times, values: numbers }];
  });
}
