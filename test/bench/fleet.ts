import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lib/run.mjs';
import { commandCollectors, pageCollectors } from '../../modem/src/collectors/index.ts';
import { createModem } from '../../modem/src/read.ts';
import { type ServiceProcess, startExporter, startMockModem } from '../support/processes.ts';
import { targetAt } from '../support/target.ts';
import { findBlackboxExporter, startBlackboxExporter } from './blackbox.ts';
import { probeEvenly } from './probe-load.ts';
import { mebibytes, milliseconds, report, skip } from './report.ts';
import { atRate, PAGE } from './services.ts';
import { percentiles } from './statistics.ts';
import { timedGet } from './timed-get.ts';

export interface FleetOptions {
  readonly minutes: number;
  readonly modems: number;
}

const INTERVAL_SECONDS = 30;
const SCRAPE_TIMEOUT_SECONDS = 10;
const HANGING_PERCENT = 5;
const DIRECT_READS = 300;
const CPU_READS = 2000;
/** Each modem has been read, and the code is compiled. */
const WARM_UP_READS = 1000;
/** Longer than everything but the watch takes. */
const OTHER_PARTS_MS = 600_000;

/**
 * One exporter that reads many modems through /probe, of which some hang; and its CPU time for the page, beside that of
 * blackbox_exporter for the same page in the same run.
 */
export async function measureFleet({ minutes, modems }: FleetOptions): Promise<void> {
  const lifetimeMs = minutes * 60_000 + OTHER_PARTS_MS;
  // Each of its modems has a loopback address of its own.
  const environment = { LISTEN_HOST: '0.0.0.0', FLEET_SIZE: String(modems) };
  await using mock = await startMockModem(environment, lifetimeMs);
  const args = [`--config.file=${configurationFor(mock)}`];
  await using exporter = await startExporter({}, args, lifetimeMs);
  const targets = await targetsOf(mock);
  report(
    `${modems} modems every ${INTERVAL_SECONDS} s`,
    `${(modems / INTERVAL_SECONDS).toFixed(1)} probes/s`,
  );
  await compareCpu(exporter, targets, 'on any core');
  const pinned = await Promise.all([
    pin('probed', exporter.pid),
    pin('others', mock.pid),
    pin('others', process.pid),
  ]);
  if (pinned.every(Boolean)) await compareCpu(exporter, targets, 'on one core');
  else skip('exporter on a core of its own', 'no taskset, or one core');
  const direct = await directReads(mock, targets);
  report('direct read over page and telnet, p50 / p99', both(direct));
  await watch({ exporter, mock, targets, minutes, directMs: direct.p50 });
}

const both = ({ p50, p99 }: { p50: number; p99: number }) => `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`;

/** Writes a configuration file with the modules `page` and `full`; removed when this process ends. */
function configurationFor(mock: ServiceProcess): string {
  const directory = mkdtempSync(join(tmpdir(), 'hg612-bench-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'hg612.yml');
  const telnetPort = mock.telnet.replace(/.*:/, '');
  writeFileSync(
    file,
    `modules:
  page: { port: ${mock.port} }
  full: { port: ${mock.port}, telnet: true, telnet_port: ${telnetPort} }
targets: [127.0.0.0/8]
`,
  );
  return file;
}

/**
 * Separates a process from this one and from the mock modem.
 *
 * @returns false where that is not possible
 */
async function pin(name: 'probed' | 'others', pid: number): Promise<boolean> {
  const cores = Number((await run('nproc', ['--all'], { timeoutMs: 5000 })).stdout);
  if (!(cores >= 2)) return false;
  const list = name === 'probed' ? '0' : `1-${cores - 1}`;
  const args = ['--all-tasks', '--pid', '--cpu-list', list, String(pid)];
  return (await run('taskset', args, { timeoutMs: 5000 })).ok;
}

/** Addresses of the modems of the fleet. */
async function targetsOf(mock: ServiceProcess): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${mock.port}/-/fleet/targets`);
  const list = (await response.json()) as { targets: [string] }[];
  return list.map(({ targets: [target] }) => target);
}

const probeUrl = ({ url }: { url: string }, module: string, target: string): string =>
  `${url}/probe?module=${module}&target=${encodeURIComponent(target)}`;

/** The mock's own time: reads without parsing, by this process, one after the other. */
async function directReads(mock: ServiceProcess, targets: readonly string[]) {
  const telnetPort = Number(mock.telnet.replace(/.*:/, ''));
  const times: number[] = [];
  for (const target of targets.slice(0, DIRECT_READS)) {
    const host = target.replace(/:\d+$/, '');
    const modem = createModem(targetAt(`http://${target}`, { host, telnetPort }));
    const startedAt = performance.now();
    const replies = modem.fetch([...pageCollectors, ...commandCollectors], AbortSignal.timeout(8000));
    for (const reply of await Promise.all(replies.values())) if (!reply.ok) throw reply.error;
    times.push(performance.now() - startedAt);
    await modem.close();
  }
  return percentiles(times);
}

/**
 * CPU time per read of the page alone, in turns.
 *
 * @param where whether both share a core, apart from the mock modem
 */
async function compareCpu(
  exporter: ServiceProcess,
  targets: readonly string[],
  where: 'on any core' | 'on one core',
): Promise<void> {
  const found = await findBlackboxExporter();
  if (!('path' in found)) return skip('blackbox_exporter', found.reason);
  await using blackbox = await startBlackboxExporter(found.path);
  if (where === 'on one core') await pin('probed', blackbox.pid);
  const agent = new Agent({ keepAlive: true });
  let next = 0;
  const readBoth = async () => {
    const target = targets[next % targets.length] ?? '';
    next += 1;
    const urls = [probeUrl(exporter, 'page', target), probeUrl(blackbox, 'http', `http://${target}${PAGE}`)];
    // The first one after a pause finds cold caches: they take turns.
    for (const url of next % 2 === 0 ? urls : urls.toReversed()) await timedGet(url, agent);
  };
  const perSecond = targets.length / INTERVAL_SECONDS;
  await atRate(perSecond, WARM_UP_READS, readBoth);
  const before = [exporter.cpuSeconds(), blackbox.cpuSeconds()] as const;
  await atRate(perSecond, CPU_READS, readBoth);
  const perRead = (now: number, then: number) => ((now - then) * 1000) / CPU_READS;
  const ours = perRead(exporter.cpuSeconds(), before[0]);
  const theirs = perRead(blackbox.cpuSeconds(), before[1]);
  agent.destroy();
  report(`exporter, CPU per probe of the page, ${where}`, milliseconds(ours));
  report(`blackbox_exporter, ${where}`, milliseconds(theirs));
  report('exporter / blackbox_exporter', (ours / theirs).toFixed(2), '<= 1');
}

interface Watch {
  readonly exporter: ServiceProcess;
  readonly mock: ServiceProcess;
  readonly targets: readonly string[];
  readonly minutes: number;
  /** The mock's own time for a read, in ms. */
  readonly directMs: number;
}

/** Probes all modems over page and telnet for some minutes. A part of them hangs all the time. */
async function watch({ exporter, mock, targets, minutes, directMs }: Watch): Promise<void> {
  const hang = `/-/fleet/events/hang?share=${HANGING_PERCENT}&duration=${minutes * 60 + INTERVAL_SECONDS}`;
  const started = await fetch(`http://127.0.0.1:${mock.port}${hang}`, { method: 'PUT' });
  if (!started.ok) throw new Error(`hang: ${await started.text()}`);
  const every = 100 / HANGING_PERCENT;
  const times: number[] = [];
  const seen = { healthy: 0, hanging: 0, lost: 0 };
  const errors = new Map<string, number>();
  let largest = 0;
  const sampling = setInterval(() => {
    largest = Math.max(largest, exporter.memory().anonymous);
  }, 1000);
  const cpuBefore = exporter.cpuSeconds();
  const startedAt = performance.now();
  await probeEvenly({
    urls: targets.map((target) => probeUrl(exporter, 'full', target)),
    intervalMs: INTERVAL_SECONDS * 1000,
    seconds: minutes * 60,
    timeoutSeconds: SCRAPE_TIMEOUT_SECONDS,
    onOutcome(index, { up, error, milliseconds: taken }) {
      const isHanging = (index + 1) % every === 0;
      if (up === undefined || up === isHanging) {
        seen.lost += 1;
        const reason = error || `hg612_up ${Number(up)} of a modem that ${isHanging ? 'hangs' : 'answers'}`;
        errors.set(reason, (errors.get(reason) ?? 0) + 1);
      } else if (isHanging) seen.hanging += 1;
      else {
        seen.healthy += 1;
        times.push(taken);
      }
    },
  });
  clearInterval(sampling);
  const cpu = exporter.cpuSeconds() - cpuBefore;
  const seconds = (performance.now() - startedAt) / 1000;
  const { p50, p99 } = percentiles(times);
  const probes = seen.healthy + seen.hanging + seen.lost;

  report(`probes in ${minutes} min; of modems that hang`, `${probes}; ${seen.hanging}`);
  report('probe over page and telnet, p50 / p99', both({ p50, p99 }));
  report("above the mock's own time, p99", milliseconds(p99 - directMs), '< 50 ms');
  report('CPU per probe over page and telnet', milliseconds((cpu * 1000) / probes));
  report('CPU', `${((cpu * 100) / seconds).toFixed(1)} % of a core`);
  report('anonymous memory, largest', mebibytes(largest), '< 256 MiB');
  report('resident memory', mebibytes(exporter.memory().resident), '< 256 MiB');
  report('lost probes', String(seen.lost), '0');
  for (const [error, count] of errors) report(`  ${error.slice(0, 50)}`, String(count));
  if (exporter.exit !== undefined) throw new Error(`the exporter exited:\n${exporter.stderr}`);
}
