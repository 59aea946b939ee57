import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type StartedTestContainer, Wait } from 'testcontainers';
import { must } from '../../../lib/run.mjs';
import { testContainer } from '../containers/container.ts';
import { image } from '../containers/images.ts';
import { TEST_LABELS } from '../containers/labels.ts';

/** The current user, who must be able to remove files that the containers write. */
export const us = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;

/** Prometheus returns at most 11 000 points per series. */
const POINTS = 10_000;

/** Moments at which an expression had a value, one list per series. */
interface Held {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix seconds, in order. */
  readonly moments: readonly number[];
}

/** A range query: from `from` to `to`, both included, in Unix seconds. */
interface QueryRange {
  readonly from: number;
  readonly to: number;
  /** Seconds. */
  readonly step: number;
}

/** A sample of a series. */
export interface Values {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

/** A Prometheus whose data come from OpenMetrics texts. It scrapes nothing and evaluates no rules. */
export interface BackfilledPrometheus extends AsyncDisposable {
  /** Adds the samples of an OpenMetrics text. Restarts Prometheus. */
  add(text: Iterable<string> | AsyncIterable<string>): Promise<void>;
  /** The values of an expression. @throws {Error} on an expression that Prometheus rejects. */
  query(expression: string, range: QueryRange): Promise<Values[]>;
  /** When an expression had a value. @throws {Error} on an expression that Prometheus rejects. */
  heldAt(expression: string, range: QueryRange): Promise<Held[]>;
}

/**
 * A Prometheus of the image that tests use, without data. It starts with the first {@link BackfilledPrometheus.add}.
 */
export async function backfilledPrometheus(): Promise<BackfilledPrometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hg612-backfill-'));
  await mkdir(path.join(folder, 'data'));
  let server: StartedTestContainer | undefined;

  async function* pages(expression: string, { from, to, step }: QueryRange): AsyncGenerator<Values[]> {
    for (let start = from; start <= to; start += POINTS * step) {
      const end = Math.min(to, start + (POINTS - 1) * step);
      yield await page(server!, expression, { from: start, to: end, step });
    }
  }

  return {
    async add(text) {
      // The text may come from queries of this Prometheus.
      await pipeline(Readable.from(text), createWriteStream(path.join(folder, 'series.txt')));
      await server?.stop();
      server = undefined;
      await createBlocks(folder);
      server = await start(folder);
    },
    async query(expression, range) {
      const found: Values[] = [];
      for await (const some of pages(expression, range)) found.push(...some);
      return found;
    },
    async heldAt(expression, range) {
      const found = new Map<string, { labels: Values['labels']; moments: number[] }>();
      for await (const some of pages(expression, range)) {
        for (const { labels, values } of some) {
          const key = JSON.stringify(labels);
          const held = found.get(key) ?? { labels, moments: [] };
          for (const [moment] of values) held.moments.push(moment);
          found.set(key, held);
        }
      }
      return [...found.values()];
    },
    async [Symbol.asyncDispose]() {
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes blocks of `series.txt` in a folder, in its folder `data`. */
export async function createBlocks(folder: string): Promise<void> {
  const labels = Object.entries(TEST_LABELS).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
  const container = [
    'run',
    '--rm',
    '--network=none',
    `--user=${us}`,
    ...labels,
    `--volume=${folder}:/series`,
  ];
  const promtool = ['--entrypoint=/bin/promtool', image('PROMETHEUS_IMAGE'), 'tsdb', 'create-blocks-from'];
  const blocks = ['--max-block-duration=744h', 'openmetrics', '/series/series.txt', '/series/data'];
  await must('docker', [...container, ...promtool, ...blocks], { timeoutMs: 600_000 });
}

const start = (folder: string): Promise<StartedTestContainer> =>
  testContainer(image('PROMETHEUS_IMAGE'))
    .withUser(us)
    .withCommand([
      '--config.file=/etc/prometheus/prometheus.yml',
      '--storage.tsdb.path=/prometheus',
      '--storage.tsdb.retention.time=100y',
      // A backfill has no staleness markers; a short lookback ends series in their place.
      '--query.lookback-delta=45s',
      '--query.max-samples=500000000',
    ])
    .withCopyContentToContainer([{ target: '/etc/prometheus/prometheus.yml', content: 'global: {}\n' }])
    .withBindMounts([{ source: path.join(folder, 'data'), target: '/prometheus' }])
    .withExposedPorts(9090)
    .withWaitStrategy(Wait.forHttp('/-/ready', 9090))
    .start();

async function page(
  server: StartedTestContainer,
  expression: string,
  { from, to, step }: QueryRange,
): Promise<Values[]> {
  const answer = await fetch(`http://${server.getHost()}:${server.getMappedPort(9090)}/api/v1/query_range`, {
    method: 'POST',
    body: new URLSearchParams({
      query: expression,
      start: String(from),
      end: String(to),
      step: String(step),
      timeout: '120s',
    }),
    signal: AbortSignal.timeout(130_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${expression}\n${answer.status}: ${text.slice(0, 500)}`);
  const { data } = JSON.parse(text) as {
    data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
  };
  return data.result.map(({ metric, values }) => ({ labels: metric, values }));
}
