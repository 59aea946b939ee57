import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Wait } from 'testcontainers';
import { createBlocks, us } from '../support/scenarios/backfilled-prometheus.ts';
import { testContainer } from '../support/containers/container.ts';
import { image } from '../support/containers/images.ts';
import { readPrometheusFile, yamlFiles } from '../support/rules.ts';
import { report } from './report.ts';
import { sleep } from './services.ts';

/**
 * Lines of the measurement. The figures are scaled to {@link PER}, since the cost of a rule is proportional to the
 * number of lines.
 */
const LINES = Number(process.env['LINES'] ?? 50);
const PER = 1000;
/** Seconds between two samples: the scrape interval of large fleets. At 30 s, the baselines cost twice as much. */
const STEP = 60;
/** The longest window of a rule, and a margin. */
const HISTORY = 15 * 86_400;
/** The samples end this long after the start, so that the rules have current ones without a scrape. */
const AHEAD = 3600;
/** After the first evaluation of each group, which reads cold data, ms. */
const SETTLE_MS = 130_000;

interface RuleGroup {
  readonly name: string;
  readonly interval: number;
  readonly evaluationTime: number;
  readonly lastEvaluation: string;
  readonly rules: readonly { readonly name: string; readonly evaluationTime: number }[];
}

/** Series of a line by metric and labels, with the value at a number of seconds since the start of the history. */
const SERIES: Readonly<Record<string, (seconds: number) => number>> = {
  up: () => 1,
  hg612_up: () => 1,
  hg612_dsl_up: () => 1,
  hg612_scrape_duration_seconds: (seconds) => 0.3 + (seconds % 7) / 100,
  'hg612_scrape_collector_success{collector="xdsl_status"}': () => 1,
  'hg612_scrape_collector_success{collector="xdslcmd_stats"}': () => 1,
  hg612_device_uptime_seconds: (seconds) => seconds,
  hg612_dsl_uptime_seconds: (seconds) => seconds,
  ...Object.fromEntries(
    ['downstream', 'upstream'].flatMap((direction) => [
      [`hg612_dsl_sync_rate_bytes_per_second{direction="${direction}"}`, () => 5_000_000],
      [
        `hg612_dsl_attainable_rate_bytes_per_second{direction="${direction}"}`,
        (s: number) => 5_100_000 + (s % 600),
      ],
      [`hg612_dsl_snr_margin_decibels{direction="${direction}"}`, (s: number) => 6 + ((s / STEP) % 13) / 10],
      [`hg612_dsl_attenuation_decibels{direction="${direction}"}`, () => 17.2],
      [`hg612_dsl_ginp_active{direction="${direction}"}`, () => 1],
      [`hg612_dsl_impulse_noise_protection_symbols{direction="${direction}"}`, () => 48],
      [`hg612_dsl_interleaver_delay_seconds{direction="${direction}"}`, () => 0],
      [`hg612_dsl_interleaver_depth{direction="${direction}"}`, () => 8],
      ...[
        'fec_errors',
        'crc_errors',
        'errored_seconds',
        'severely_errored_seconds',
        'unavailable_seconds',
      ].map((counter) => [
        `hg612_dsl_${counter}_total{direction="${direction}"}`,
        (s: number) => Math.floor(s / 300),
      ]),
    ]),
  ),
  ...Object.fromEntries(
    ['U0', 'U1', 'U2', 'D1', 'D2', 'D3'].map((band) => [
      `hg612_dsl_band_line_attenuation_decibels{band="${band}"}`,
      () => 20,
    ]),
  ),
};

/** The history as OpenMetrics, in which each line has a site of twenty. */
function* samples(from: number, to: number): Iterable<string> {
  for (let line = 0; line < LINES; line += 1) {
    const target = `job="hg612",instance="Line ${line}",site="Site ${Math.floor(line / 20)}"`;
    for (const [series, valueAt] of Object.entries(SERIES)) {
      const [, name, labels] = /^(\w+)(?:\{(.*)\})?$/.exec(series) ?? [];
      const key = `${name}{${target}${labels === undefined ? '' : `,${labels}`}}`;
      let text = '';
      for (let time = from; time <= to; time += STEP) text += `${key} ${valueAt(time - from)} ${time}\n`;
      yield text;
    }
  }
  yield '# EOF\n';
}

/**
 * What one evaluation of each group of rules costs with 1000 lines: a real Prometheus evaluates the rules on 15 days of
 * generated history. Takes about ten minutes.
 */
export async function measureRules(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hg612-rules-'));
  try {
    await mkdir(path.join(folder, 'data'));
    const now = Math.floor(Date.now() / 1000 / STEP) * STEP;
    await pipeline(
      Readable.from(samples(now - HISTORY, now + AHEAD)),
      createWriteStream(path.join(folder, 'series.txt')),
    );
    await createBlocks(folder);
    await rm(path.join(folder, 'series.txt'));
    await using prometheus = await testContainer(image('PROMETHEUS_IMAGE'))
      .withUser(us)
      .withCommand([
        '--config.file=/etc/prometheus/prometheus.yml',
        '--storage.tsdb.path=/prometheus',
        '--storage.tsdb.retention.time=100y',
      ])
      .withCopyContentToContainer([
        {
          target: '/etc/prometheus/prometheus.yml',
          content: 'global: { evaluation_interval: 30s }\nrule_files: [/rules/*.yml]\n',
        },
        ...yamlFiles('rules').map((name) => ({
          target: `/rules/${name}`,
          content: readPrometheusFile(`rules/${name}`),
        })),
      ])
      .withBindMounts([{ source: path.join(folder, 'data'), target: '/prometheus' }])
      .withExposedPorts(9090)
      .withWaitStrategy(Wait.forHttp('/-/ready', 9090))
      .start();
    const address = `http://${prometheus.getHost()}:${prometheus.getMappedPort(9090)}/api/v1/rules`;
    const groups = async (): Promise<RuleGroup[]> =>
      ((await (await fetch(address)).json()) as { data: { groups: RuleGroup[] } }).data.groups;
    // A group that was not evaluated yet has the year 1.
    while ((await groups()).some(({ lastEvaluation }) => Date.parse(lastEvaluation) < 0)) await sleep(1000);
    await sleep(SETTLE_MS);
    reportGroups(await groups());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const scaled = (seconds: number): number => (seconds * PER) / LINES;

function reportGroups(groups: readonly RuleGroup[]): void {
  let share = 0;
  for (const { name, interval, evaluationTime, rules } of groups) {
    const seconds = scaled(evaluationTime);
    share += seconds / interval;
    if (seconds < 0.05) continue;
    report(
      `${name}, every ${interval} s, ${PER} lines`,
      `${seconds.toFixed(2)} s (${((100 * seconds) / interval).toFixed(1)} %)`,
    );
    for (const rule of rules
      .toSorted((one, other) => other.evaluationTime - one.evaluationTime)
      .slice(0, 5)) {
      if (scaled(rule.evaluationTime) >= 0.1)
        report(`  ${rule.name}`, `${scaled(rule.evaluationTime).toFixed(2)} s`);
    }
  }
  report(`all rules, ${PER} lines, of one core`, `${(100 * share).toFixed(1)} %`, '< 10 %');
}
