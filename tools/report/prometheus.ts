import * as v from 'valibot';
import type { ContractRates } from '../../modem/src/line/contract.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import { RequestError, requestJson } from '../stack/http.ts';
import type { Period } from './coverage.ts';
import type { MarginLimits } from './report-data.ts';
import { AFTER, BEFORE } from './events.ts';
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

/** How Prometheus calls a line. */
export interface LineTarget {
  readonly job: string;
  readonly instance: string;
}

/** What is known of a line besides its samples. */
export interface LineFacts {
  readonly contract: ContractRates;
  readonly marginLimits: MarginLimits;
  readonly exporterVersion: string | undefined;
  readonly prometheusVersion: string | undefined;
  readonly clockDifference: number | undefined;
  /** Labels of `hg612_dsl_info`. */
  readonly line: Readonly<Record<string, string>> | undefined;
}

/** Where and how to read. */
export interface Source {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Its abort ends all requests. */
  readonly signal: AbortSignal;
  /** Bound on a single request; by default {@link REQUEST_MS}. */
  readonly requestMs?: number;
}

/** Bound on a single request, ms. */
const REQUEST_MS = 30_000;

/**
 * Seconds of samples that one request returns: half a megabyte at a scrape interval of 30 s. Larger responses are no faster
 * and take more memory.
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

const labels = v.record(v.string(), v.string());
const seriesList = v.object({ data: v.array(labels) });
/** Points are checked one by one as they are read: a schema would take longer than all the rest. */
const matrix = v.object({
  data: v.object({ result: v.array(v.object({ metric: labels, values: v.array(v.unknown()) })) }),
});
const vector = v.object({
  data: v.object({
    result: v.array(v.object({ metric: labels, value: v.tuple([v.number(), v.string()]) })),
  }),
});
const buildInfo = v.object({ data: v.object({ version: v.string() }) });

async function get<S extends v.GenericSchema>(
  { url, signal, requestMs = REQUEST_MS }: Source,
  path: string,
  parameters: Readonly<Record<string, string>>,
  schema: S,
): Promise<v.InferOutput<S>> {
  const query = new URLSearchParams(parameters).toString();
  const response = await requestJson(
    url,
    `/api/v1/${path}${query === '' ? '' : `?${query}`}`,
    AbortSignal.any([signal, AbortSignal.timeout(requestMs)]),
  );
  const result = v.safeParse(schema, response);
  if (!result.success) throw new RequestError(`${url}: the response is not one of Prometheus`);
  return result.output;
}

/** The lines that have data in a range, by name. */
export async function findLines(source: Source, range: Period): Promise<LineTarget[]> {
  const { data } = await get(
    source,
    'series',
    { 'match[]': metricOf('modemUp'), start: String(range.from), end: String(range.to) },
    seriesList,
  );
  const targets = new Map(
    data.map(({ job = '', instance = '' }) => [JSON.stringify([instance, job]), { job, instance }]),
  );
  return [...targets].toSorted(([one], [other]) => one.localeCompare(other)).map(([, target]) => target);
}

const matchers = ({ job, instance }: LineTarget): string =>
  `job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}`;

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
  const { data } = await get(
    source,
    'query',
    { query: `{__name__=~"${names}",${matchers(target)}}[${seconds}s]`, time: String(to) },
    matrix,
  );
  return data.result.flatMap(({ metric, values }) => {
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

/** Reads what the report says about the line and how it was measured. */
export async function readFacts(source: Source, target: LineTarget, range: Period): Promise<LineFacts> {
  const seconds = Math.ceil(range.to - range.from);
  const last = async (metric: string) => {
    const query = `last_over_time(${metric}{${matchers(target)}}[${seconds}s])`;
    const { data } = await get(source, 'query', { query, time: String(range.to) }, vector);
    return data.result;
  };
  const askedAt = Date.now() / 1000;
  const [contract, exporter, info, low, critical, prometheus, clock] = await Promise.all([
    last('hg612_contract_sync_rate_bytes_per_second'),
    last('hg612_exporter_build_info'),
    last('hg612_dsl_info'),
    last('hg612:snr_margin_decibels:low'),
    last('hg612:snr_margin_decibels:critical'),
    // Not every server with Prometheus' API has it.
    get(source, 'status/buildinfo', {}, buildInfo).catch(() => undefined),
    get(source, 'query', { query: 'vector(time())' }, vector),
  ]);
  const receivedAt = Date.now() / 1000;
  const theirs = Number(clock.data.result[0]?.value[1] ?? Number.NaN);
  const difference =
    theirs > receivedAt ? theirs - receivedAt : theirs < askedAt ? theirs - askedAt : 0 * theirs;
  return {
    contract: contractOf(contract),
    marginLimits: { ...numberOf('low', low), ...numberOf('critical', critical) },
    exporterVersion: exporter.at(-1)?.metric['version'],
    prometheusVersion: prometheus?.data.version,
    clockDifference: Number.isNaN(difference) ? undefined : difference,
    line: info.at(-1)?.metric,
  };
}

type Vector = v.InferOutput<typeof vector>['data']['result'];

/** The value of the first series, downstream if there are several. */
function numberOf<K extends string>(name: K, found: Vector): { readonly [key in K]?: number } {
  const sample = found.find(({ metric }) => metric['direction'] === 'downstream') ?? found[0];
  return (sample === undefined ? {} : { [name]: Number(sample.value[1]) }) as { [key in K]?: number };
}

function contractOf(found: Vector): ContractRates {
  const rate = (direction: Direction, kind: string): number | undefined => {
    const sample = found.find(({ metric }) => metric['direction'] === direction && metric['kind'] === kind);
    return sample && Number(sample.value[1]);
  };
  return Object.fromEntries(
    directions.flatMap((direction) => {
      const [ordered, guaranteed] = [rate(direction, 'ordered'), rate(direction, 'guaranteed')];
      if (guaranteed === undefined) return [];
      return [[direction, { ...(ordered !== undefined && { ordered }), guaranteed }]];
    }),
  );
}
