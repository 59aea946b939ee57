import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createPrometheus, type Prometheus } from '../../exporter/src/history/prometheus.ts';
import { parseExposition } from '../../lib/exposition.ts';
import { createMockModem, type MockModem } from '../../mock-modem/src/mock-modem.ts';
import { testContainer } from '../support/containers/container.ts';
import { describeWith, image } from '../support/containers/images.ts';
import { eventually } from '../support/eventually.ts';
import { serve } from '../support/exporter.ts';
import { proberWith } from '../support/prober.ts';

const LINES = 200;
const RATE = 'hg612_dsl_sync_rate_bytes_per_second';

interface TargetGroup {
  readonly targets: readonly [string];
  readonly labels: { readonly line: string; readonly site: string };
}

/** The first YAML block of a page that contains a text. */
function documented(page: string, text: string): string {
  const contents = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  const blocks = Array.from(contents.matchAll(/^```yaml\n(.*?)^```/gms), ([, block = '']) => block);
  const found = blocks.find((block) => block.includes(text));
  if (found === undefined) throw new Error(`${page}: no YAML with ${text}`);
  return found;
}

/**
 * The scrape configuration of docs/many-lines.md that uses HTTP service discovery, and the entry for targets/lines.yml
 * of prometheus/README.md as another job.
 */
function documentedScrapeConfig(exporter: string): string {
  const discovery = parse(
    documented('docs/many-lines.md', 'http_sd_configs').replaceAll('exporter:9612', exporter),
  ) as {
    scrape_configs: object[];
  };
  const entry = documented('prometheus/README.md', '__param_target')
    .replaceAll('exporter:9612', exporter)
    .replaceAll('192.168.2.1', '127.1.0.1');
  const jobs = [...discovery.scrape_configs, { job_name: 'lines', static_configs: parse(entry) as unknown }];
  const intervals = { scrape_interval: '5s', scrape_timeout: '5s' };
  return stringify({ scrape_configs: jobs.map((job) => ({ ...job, ...intervals })) });
}

describeWith(['PROMETHEUS_IMAGE'], 'a Prometheus that discovers 200 lines at one exporter', () => {
  let mock: MockModem;
  let exporter: Awaited<ReturnType<typeof serve>>;
  let container: StartedTestContainer;
  let prometheus: Prometheus;
  let modems: readonly TargetGroup[];

  beforeAll(async () => {
    mock = await createMockModem({ host: '0.0.0.0', fleet: { size: LINES } });
    const groups = await fetch(`http://127.0.0.1:${mock.httpPort}/-/fleet/targets`);
    modems = (await groups.json()) as TargetGroup[];
    const ports = { port: mock.httpPort, telnet_port: mock.telnetPort };
    const prober = proberWith(
      stringify({
        modules: { default: { telnet: true, timeout: '3s', ...ports } },
        targets: ['127.1.0.0/16'],
        inventory: modems.map(({ targets: [target], labels: { line, site } }) => ({
          name: line,
          target: target.replace(/:\d+$/, ''),
          site,
          contract_down_mbit: '80/55',
        })),
      }),
    );
    exporter = await serve(prober, '0.0.0.0');
    const address = `host.docker.internal:${new URL(exporter.url).port}`;
    container = await testContainer(image('PROMETHEUS_IMAGE'))
      .withCopyContentToContainer([
        { target: '/etc/prometheus/prometheus.yml', content: documentedScrapeConfig(address), mode: 0o644 },
      ])
      .withExposedPorts(9090)
      .withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }])
      .withWaitStrategy(Wait.forHttp('/-/ready', 9090))
      .start();
    const url = `http://${container.getHost()}:${container.getMappedPort(9090)}`;
    prometheus = createPrometheus(url, AbortSignal.timeout(600_000));
  });
  afterAll(async () => {
    await container.stop();
    await exporter[Symbol.asyncDispose]();
    await mock.close();
  });

  const count = async (query: string): Promise<number> =>
    (await prometheus.instant(`count(${query})`))[0]?.value ?? 0;

  /** The sync rates of all lines: as Prometheus has them, or as the exporter reads them now. */
  const scrapedRates = async () => {
    const found = await prometheus.instant(`${RATE}{job="hg612",direction="downstream"}`);
    return new Map(found.map(({ labels, value }) => [labels['instance'] ?? '', value]));
  };
  const readRates = async () => {
    const rates = new Map<string, number>();
    for (const { targets, labels } of modems) {
      const target = targets[0].replace(/:\d+$/, '');
      const text = await (await fetch(`${exporter.url}/probe?target=${target}`)).text();
      for (const { name, labels: found, value } of parseExposition(text)) {
        if (name === RATE && found['direction'] === 'downstream') rates.set(labels.line, value);
      }
    }
    return rates;
  };

  it('scrapes all of them, each with its line as the instance and with its site', async () => {
    await eventually(
      '200 modems',
      () => count('hg612_up{job="hg612"} == 1'),
      (found) => found === LINES,
    );
    expect(await count('up{job="hg612"} == 1')).toBe(LINES);
    const series = await prometheus.instant('hg612_up{job="hg612"}');
    const labelsOf = (labels: Readonly<Record<string, string>>) => {
      const { __name__: _, ...others } = labels;
      return others;
    };
    const byInstance = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) =>
      (one['instance'] ?? '').localeCompare(other['instance'] ?? '');
    expect(series.map(({ labels }) => labelsOf(labels)).toSorted(byInstance)).toEqual(
      modems
        .map(({ labels: { line, site } }) => ({ instance: line, job: 'hg612', site }))
        .toSorted(byInstance),
    );
  });

  it('scrapes an entry of targets/lines.yml that leads to /probe', async () => {
    await eventually(
      'the entry',
      () => count('hg612_up{job="lines"} == 1'),
      (found) => found === 1,
    );
    expect((await prometheus.instant('hg612_up{job="lines"}'))[0]?.labels['instance']).toBe('Garage');
  });

  it('has the values of each line, and its contract rate with the same labels', async () => {
    const differences = async () => {
      const [read, scraped] = [await readRates(), await scrapedRates()];
      return [...read].filter(([line, rate]) => scraped.get(line) !== rate);
    };
    expect((await readRates()).size).toBeGreaterThan(LINES / 2);
    // A line that has just retrained is scraped again within 5 s.
    await eventually('equal sync rates', differences, (found) => found.length === 0);
    const line = `${RATE}{job="hg612",direction="downstream"}`;
    const rate = `${line} / ignoring(kind) hg612_contract_sync_rate_bytes_per_second{kind="guaranteed"}`;
    // In one query, since a line may drop between two.
    expect(await count(`${line} unless (${rate})`)).toBe(0);
    expect(await count(rate)).toBeGreaterThan(LINES / 2);
  });

  it('still scrapes all others in time when the modems of a site hang', async () => {
    const { site } = modems[0]!.labels;
    await fetch(`http://127.0.0.1:${mock.httpPort}/-/fleet/events/hang?site=${encodeURIComponent(site)}`, {
      method: 'PUT',
    });
    const hanging = modems.filter(({ labels }) => labels.site === site).length;
    const timedOut = `hg612_scrape_collector_failure{site="${site}",collector="xdsl_status",reason="timeout"}`;
    const others = `{job="hg612",site!="${site}"}`;
    const expected = [hanging, hanging, LINES, LINES - hanging];
    const counts = await eventually(
      'the modems of the site unreachable, and all others read at once',
      async () => [
        await count(`hg612_up{site="${site}"} == 0`),
        await count(timedOut),
        await count('up{job="hg612"} == 1'),
        // A modem that hangs takes 3 s.
        await count(`(hg612_up${others} == 1) and on (instance) (scrape_duration_seconds${others} < 3)`),
      ],
      (found) => isDeepStrictEqual(found, expected),
    );
    expect(counts).toEqual(expected);
  });
});
