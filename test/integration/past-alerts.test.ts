import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type HistoryOptions, renderHistory } from '../../mock-modem/src/history/render.ts';
import { seriesText } from '../../mock-modem/src/history/open-metrics.ts';
import { isWritten } from '../../mock-modem/src/history/rules/evaluate.ts';
import { type Labels, STALE } from '../../mock-modem/src/history/rules/remote-write.ts';
import { renderWithAlerts } from '../../mock-modem/src/history/rules/render.ts';
import { inOrder, metricsOf, readRules } from '../../mock-modem/src/history/rules/rule-files.ts';
import { connect } from '../../mock-modem/src/history/rules/rule-server.ts';
import { createScrapeWriter } from '../../mock-modem/src/history/rules/scrapes.ts';
import { ROOT } from '../../tools/stack/root.mjs';
import { testContainer } from '../support/containers/container.ts';
import { describeWith, image } from '../support/containers/images.ts';
import { runPromtool } from '../support/containers/promtool.ts';

const INTERVAL = 30;
/** Seconds between two comparisons. */
const STEP = 300;
/** No alert may start or end within this many seconds of a comparison: baselines are evaluated at other times. */
const STABLE = 120;

// A night with noise on the line until midnight, and a retrain at 4:00.
const from = Date.UTC(2025, 0, 13, 22) / 1000;
const to = from + 6.5 * 3600;
const options: HistoryOptions = {
  line: 'vdsl2-ginp',
  seed: 1,
  telnet: true,
  target: { job: 'hg612', instance: 'HG612' },
  // The first scrape is at a multiple of five minutes.
  from: from - 260,
  to,
};

describeWith(['PROMETHEUS_IMAGE'], 'alerts of the simulated history', () => {
  const rulesFolder = path.join(ROOT, 'prometheus/rules');
  /** Alert → the times at which it fires. */
  const firing = new Map<string, Set<number>>();
  let folder: string;
  /** Number of times at which promtool compares. */
  let comparisons = 0;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hg612-past-alerts-'));
    const rules = await readRules(rulesFolder);
    await using container = await testContainer(image('PROMETHEUS_IMAGE'))
      .withCommand(await commandOfService('history-rules'))
      .withTmpFs({ '/tmp': 'rw,mode=1777' })
      .withExposedPorts(9090)
      .withWaitStrategy(Wait.forHttp('/-/ready', 9090))
      .start();
    const server = await connect(`http://${container.getHost()}:${container.getMappedPort(9090)}`);
    for await (const lines of renderWithAlerts(options, rules, server)) {
      for (const line of lines.split('\n')) {
        const [, series, time] = /^(ALERTS\{.*severity="(?:warning|critical)".*\}) 1 (\d+)$/.exec(line) ?? [];
        if (series === undefined) continue;
        if (!firing.has(series)) firing.set(series, new Set());
        firing.get(series)!.add(Number(time));
      }
    }

    await cp(rulesFolder, path.join(folder, 'rules'), { recursive: true });
    const metrics = metricsOf(inOrder(rules, isWritten));
    const { tests, times } = testOf(seriesValues(metrics));
    comparisons = times;
    await writeFile(
      path.join(folder, 'test.yml'),
      stringify({ rule_files: ['rules/*.yml'], evaluation_interval: `${INTERVAL}s`, tests }),
    );
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has alerts of the noise and of the retrain, and none of the exporter or modem', () => {
    const names = new Set([...firing.keys()].map((series) => /alertname="(\w+)"/.exec(series)?.[1]));
    expect([...names]).toEqual(
      expect.arrayContaining(['HG612SeverelyErroredSeconds', 'HG612CrcErrorsHigh', 'HG612LineRetrained']),
    );
    // The modem was read all the time.
    expect([...firing.keys()].filter((series) => !series.includes('layer="line"'))).toEqual([]);
  });

  it('fires the alerts that Prometheus fires when it evaluates the same rules on the same scrapes', async () => {
    expect(comparisons).toBeGreaterThan(60);
    const { ok, output } = await runPromtool(folder, ['test', 'rules', 'test.yml']);
    expect(output.slice(0, 3000)).toContain('SUCCESS');
    expect(ok).toBe(true);
  });

  /** One test for promtool: the scrapes, and at each time at which no alert starts or ends, those that fire. */
  function testOf(inputSeries: readonly object[]) {
    const expectations = [];
    for (let time = from + STEP; time <= to; time += STEP) {
      const around = [time - STABLE, time, Math.min(time + STABLE, to)];
      const states = [...firing].map(([series, times]) => ({
        series,
        fires: around.map((moment) => times.has(moment)),
      }));
      if (states.some(({ fires }) => new Set(fires).size > 1)) continue;
      expectations.push({
        expr: 'ALERTS{alertstate="firing", severity=~"warning|critical"}',
        eval_time: `${time - from}s`,
        exp_samples: states
          .filter(({ fires }) => fires[1])
          .map(({ series }) => ({ labels: series, value: 1 })),
      });
    }
    const tests = [{ interval: `${INTERVAL}s`, input_series: inputSeries, promql_expr_test: expectations }];
    return { tests, times: expectations.length };
  }
});

/** The scrapes in promtool's notation. */
function seriesValues(metrics: ReadonlySet<string>): { series: string; values: string }[] {
  const values = new Map<Labels, string[]>();
  const add = (series: Labels, time: number, value: number | typeof STALE) => {
    if (!values.has(series)) values.set(series, Array<string>((to - from) / INTERVAL + 1).fill('_'));
    values.get(series)![(time - from) / INTERVAL] = value === STALE ? 'stale' : String(value);
  };
  const onScrape = createScrapeWriter({ add }, options.target, metrics);
  for (const _ of renderHistory({ ...options, onScrape }));
  return [...values].map(([series, samples]) => ({ series: seriesText(series), values: samples.join(' ') }));
}

async function commandOfService(name: string): Promise<string[]> {
  const text = await readFile(path.join(ROOT, 'docker-compose.yml'), 'utf8');
  const { services } = parse(text, { merge: true }) as { services: Record<string, { command: string[] }> };
  return services[name]!.command;
}
