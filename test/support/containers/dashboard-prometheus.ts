import { readFileSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type StartedNetwork, type StartedTestContainer, Wait } from 'testcontainers';
import { queriesOf, readDashboards } from '../dashboards/dashboard.ts';
import type { History } from '../dashboards/sample-series.ts';
import { metricNamesOf } from '../promql.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { testContainer } from './container.ts';
import { image } from './images.ts';

const rulesFolder = new URL('../../../prometheus/rules/', import.meta.url);
const ruleFiles = readdirSync(rulesFolder)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => ({ name, content: readFileSync(new URL(name, rulesFolder), 'utf8') }));

/** Longest chain of recordings that are computed from each other. */
const RECORDING_DEPTH = 4;

/** The rule files whose recordings the dashboards show. Backfilling all of them would take minutes. */
function shownRuleFiles(): string[] {
  const queries = [...readDashboards().values()].flatMap(queriesOf);
  const recorded = queries
    .flatMap(({ expr }) => metricNamesOf(expr))
    .filter((metric) => metric.includes(':'));
  return ruleFiles
    .filter(({ content }) => recorded.some((metric) => content.includes(`record: ${metric}\n`)))
    .map(({ name }) => `/rules/${name}`);
}

interface Options {
  /** How long a sample counts as current: `--query.lookback-delta`. */
  lookback?: string;
  /** The network in which its alias is `prometheus`. */
  network?: StartedNetwork | undefined;
}

/**
 * Starts a Prometheus with samples in the OpenMetrics format, and with the project's rules.
 *
 * @throws {Error} with the output of promtool when it rejects the samples
 */
export async function startPrometheusFrom(
  openMetrics: string | Iterable<string>,
  { lookback = '5m', network }: Options = {},
): Promise<StartedTestContainer> {
  await using folder = await temporaryFolder();
  const source = path.join(folder.path, 'history.om');
  await writeFile(source, openMetrics, { mode: 0o644 });
  const container = testContainer(image('PROMETHEUS_IMAGE'))
    .withCommand([
      '--config.file=/etc/prometheus/prometheus.yml',
      '--storage.tsdb.path=/prometheus',
      '--storage.tsdb.retention.time=400d',
      `--query.lookback-delta=${lookback}`,
    ])
    .withCopyFilesToContainer([{ source, target: '/history.om' }])
    .withCopyContentToContainer([
      { target: '/etc/prometheus/prometheus.yml', content: 'rule_files: [/rules/*.yml]\n' },
      ...ruleFiles.map(({ name, content }) => ({ target: `/rules/${name}`, content })),
    ])
    .withExposedPorts(9090)
    .withWaitStrategy(Wait.forHttp('/-/ready', 9090));
  if (network !== undefined) container.withNetwork(network).withNetworkAliases('prometheus');
  const prometheus = await container.start();
  try {
    await backfill(prometheus, ['--max-block-duration=744h', 'openmetrics', '/history.om', '/prometheus']);
  } catch (error) {
    await prometheus.stop();
    throw error;
  }
  return prometheus;
}

/**
 * Starts a Prometheus with this history and the recordings of the project's rules.
 *
 * @param network the network in which its alias is `prometheus`
 * @throws {Error} with the output of promtool when it rejects the history
 */
export async function startPrometheusWith(
  history: History,
  network?: StartedNetwork,
): Promise<StartedTestContainer> {
  // A backfill has no staleness markers; a short lookback ends series in their place.
  const prometheus = await startPrometheusFrom(history.openMetrics, { lookback: '45s', network });
  try {
    // Each pass sees the recordings of the passes before, which the later rules depend on.
    for (let pass = 0; pass < RECORDING_DEPTH; pass += 1) {
      await backfill(prometheus, [
        'rules',
        '--url=http://localhost:9090',
        `--start=${history.start}`,
        `--end=${history.end}`,
        '--eval-interval=30s',
        '--output-dir=/prometheus',
        ...shownRuleFiles(),
      ]);
    }
    return prometheus;
  } catch (error) {
    await prometheus.stop();
    throw error;
  }
}

/** The address of a started Prometheus. */
export const addressOf = (prometheus: StartedTestContainer): string =>
  `http://${prometheus.getHost()}:${prometheus.getMappedPort(9090)}`;

/** Creates blocks and restarts Prometheus, which loads new blocks at start. */
async function backfill(prometheus: StartedTestContainer, parameters: string[]): Promise<void> {
  const command = ['promtool', 'tsdb', 'create-blocks-from', ...parameters];
  const { exitCode, output } = await prometheus.exec(command);
  if (exitCode !== 0)
    throw new Error(`${command.slice(0, 4).join(' ')} ended with ${exitCode}: ${output.slice(-2000)}`);
  await prometheus.restart();
}
