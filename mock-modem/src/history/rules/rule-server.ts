import { setTimeout as sleep } from 'node:timers/promises';
import { createWriteRequest, type Labels, type WriteRequest } from './remote-write.ts';

/** From `from` to `to`, both included, in Unix seconds; the step in seconds. */
export interface QueryRange {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** A series of a query's result, without `__name__`. */
export interface Result {
  readonly labels: Labels;
  /** Unix seconds → value, in order. */
  readonly values: Map<number, number>;
}

/** A Prometheus that only evaluates expressions over the samples that it is sent. */
export interface RuleServer {
  /** Adds a sample to the next request. */
  readonly add: WriteRequest['add'];
  /** Sends the samples if there are enough for a request. */
  sendFull(): Promise<void>;
  /** Sends all samples. */
  send(): Promise<void>;
  query(expression: string, range: QueryRange): Promise<Result[]>;
}

/** Prometheus returns at most 11 000 points per series. */
const POINTS = 10_000;
/** Samples per request: about 2 MB. */
const SAMPLES = 100_000;
const READY_MS = 60_000;
const TIMEOUT_MS = 120_000;

/** Of `query_range`. */
interface Matrix {
  readonly data: {
    readonly result: readonly { readonly metric: Labels; readonly values: readonly [number, string][] }[];
  };
}

/** @throws {Error} when the server does not become ready within a minute, and from all calls on an error response */
export async function connect(url: string): Promise<RuleServer> {
  await becomesReady(url);
  let request = createWriteRequest();

  const send = async (): Promise<void> => {
    const body = request.encode();
    request = createWriteRequest();
    const headers = { 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'snappy' };
    await post(`${url}/api/v1/write`, body, headers);
  };

  return {
    add: (series, time, value) => request.add(series, time, value),
    async sendFull() {
      if (request.size() >= SAMPLES) await send();
    },
    send,
    async query(expression, { from, to, step }) {
      const found = new Map<string, Result>();
      for (let start = from; start <= to; start += POINTS * step) {
        const end = Math.min(to, start + (POINTS - 1) * step);
        const parameters = { query: expression, start: `${start}`, end: `${end}`, step: `${step}` };
        const text = await post(`${url}/api/v1/query_range`, new URLSearchParams(parameters));
        for (const { metric, values } of (JSON.parse(text) as Matrix).data.result) {
          const { __name__, ...labels } = metric;
          const key = JSON.stringify(labels);
          const result = found.get(key) ?? { labels, values: new Map() };
          for (const [time, value] of values) result.values.set(time, Number(value));
          found.set(key, result);
        }
      }
      return [...found.values()];
    },
  };
}

/** Stops the server, which then exits. It may not have started yet. */
export async function stop(url: string): Promise<void> {
  await becomesReady(url);
  await post(`${url}/-/quit`, '');
}

async function becomesReady(url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const error = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(5000) }).then(
      (response) => (response.ok ? undefined : new Error(`HTTP ${response.status}`)),
      (reason: unknown) => reason,
    );
    if (error === undefined) return;
    if (Date.now() > deadline) throw new Error(`${url} is not ready`, { cause: error });
    await sleep(100);
  }
}

async function post(
  url: string,
  body: string | URLSearchParams | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}: ${text.slice(0, 300)}`);
  return text;
}
