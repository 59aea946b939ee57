import { readFileSync } from 'node:fs';
import { parseExposition } from '../../../lib/exposition.ts';
import type { Collector } from '../../../modem/src/collectors/collector.ts';
import { commandCollectors } from '../../../modem/src/collectors/index.ts';
import { xdslStatus } from '../../../modem/src/collectors/xdsl-status.ts';
import { ModemTimeoutError } from '../../../modem/src/errors.ts';
import { spectrumMetrics } from '../../../exporter/src/metrics/spectrum.ts';
import { type Spectrum, TONE_SPACING_KILOHERTZ, TONES_PER_GROUP } from '../../../modem/src/line/spectrum.ts';
import { simulatedSpectrum } from '../simulated-spectrum.ts';
import { renderObservation } from '../../../exporter/src/metrics/exposition.ts';
import { createProcessRegistry } from '../../../exporter/src/metrics/process.ts';
import { type Outcome, parseText } from '../../../modem/src/parse.ts';
import { observe } from '../../../modem/src/observation.ts';

/** In seconds. */
const scrapeInterval = 30;
const spectrumInterval = 900;

/** Frequency of the transmitter that disturbs the line with telnet. */
const INTERFERER_KILOHERTZ = 909;

/** Samples of two lines over eight hours, as Prometheus would have scraped them. Times in Unix seconds. */
export interface History {
  /** In the OpenMetrics format, for `promtool tsdb create-blocks-from openmetrics`. */
  openMetrics: string;
  start: number;
  end: number;
  /** A line read over telnet, and a VDSL2 line read over HTTP only. */
  instances: { telnet: string; http: string };
  /** Start and end of a loss of signal of the line with telnet. */
  lost: number;
  back: number;
  /** Start and end of a period in which the modem with telnet did not respond. */
  silent: number;
  answering: number;
  /** Since when a transmitter disturbs the line with telnet, and the label of its group of tones. */
  disturbed: number;
  disturbedFrequency: string;
}

const testdata = new URL('../../../modem/testdata/', import.meta.url);
const recording = (path: string): string => readFileSync(new URL(path, testdata), 'utf8');

const timedOut: Outcome = {
  ok: false,
  error: new ModemTimeoutError('192.0.2.1', 'a response', 8),
  seconds: 8,
};

/** The exposition after reading these files; `undefined` stands for a timeout. */
async function scrapeOf(
  page: string | undefined,
  commands: readonly (string | undefined)[],
): Promise<string> {
  const outcomeOf = (collector: Collector, path: string | undefined): Outcome =>
    path === undefined ? timedOut : parseText(collector, recording(path), { seconds: 0.2 });
  const outcomes = new Map([
    [xdslStatus.name, outcomeOf(xdslStatus, page)],
    ...commands.map((path, index) => {
      const collector = commandCollectors[index]!;
      return [collector.name, outcomeOf(collector, path)] as const;
    }),
  ]);
  return renderObservation(observe({ outcomes, seconds: 0.6 }));
}

interface Series {
  name: string;
  /** `label="value",…`, without job and instance. */
  labels: string;
  value: number;
}

const seriesOf = (exposition: string): Series[] =>
  parseExposition(exposition).map(({ labels, ...sample }) => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return { ...sample, labels: pairs.join(',') };
  });

/** The metrics of a spectrum. */
const spectrumSeriesOf = (spectrum: Spectrum): Series[] => {
  const observation = { spectrum, seconds: 6, outcomes: new Map(), state: 'up' } as const;
  return spectrumMetrics.flatMap((metric) =>
    Array.from(metric.samples(observation), ({ labels, value }) => ({
      name: metric.name,
      labels: `frequency_kilohertz="${labels[0]}"`,
      value,
    })),
  );
};

/** A counter value after some more seconds. Counters with small values grow too. */
const grow = (reached: number, seconds: number): number =>
  reached + Math.floor((seconds * Math.max(reached, 200)) / 250_000);

/** Eight hours that end on the hour, with one loss of signal and one period in which the modem does not respond. */
export async function makeHistory(now: number): Promise<History> {
  const end = Math.floor(now / 3600) * 3600;
  const start = end - 8 * 3600;
  const lost = end - 3 * 3600 + 600;
  const back = lost + 90;
  const silent = end - 5400;
  const answering = silent + 300;
  const disturbed = end - 2 * 3600;
  const instances = { telnet: 'exporter:9612', http: 'attic:9612' };

  const commandsUp = ['xdslcmd/stats-vdsl2-ginp.txt', 'xdslcmd/pbparams-vdsl2.txt', 'xdslcmd/uptime.txt'];
  const commandsDown = ['xdslcmd/stats-idle.txt', 'xdslcmd/pbparams-training.txt', 'xdslcmd/uptime.txt'];
  const expositions = {
    up: seriesOf(await scrapeOf('page/vdsl2-shifted.asp', commandsUp)),
    down: seriesOf(await scrapeOf('page/down-no-signal.asp', commandsDown)),
    silent: seriesOf(await scrapeOf(undefined, [undefined, undefined, undefined])),
    http: seriesOf(await scrapeOf('page/vdsl2-shifted.asp', [])),
  };
  const own = await createProcessRegistry({ version: '1.2.3', revision: 'abc1234' }).metrics();
  const ownSeries = [
    // A third of all samples, not used by any panel.
    ...seriesOf(own).filter(({ name }) => !name.startsWith('nodejs_heap_space')),
    // Published only after a garbage collection.
    { name: 'nodejs_gc_duration_seconds_sum', labels: 'kind="minor"', value: 0.5 },
  ];

  const lines = new Map<string, string[]>();
  const write = (name: string, labels: string, value: number, time: number) => {
    const key = `${name}{${labels}}`;
    const samples = lines.get(key);
    const sample = `${key} ${value} ${time}`;
    if (samples === undefined) lines.set(key, [sample]);
    else samples.push(sample);
  };

  /** Writes one scrape of one exporter. @param synced time of the last sync */
  const scrape = (instance: string, exposition: readonly Series[], time: number, synced: number) => {
    const target = `job="hg612",instance="${instance}"`;
    for (const { name, labels, value } of [...exposition, ...ownSeries]) {
      const later = name.endsWith('_total') || name.endsWith('_sum') ? grow(value, time - start) : value;
      const current =
        name === 'hg612_dsl_uptime_seconds'
          ? time - synced
          : name === 'hg612_device_uptime_seconds'
            ? time - start + 86_400
            : later;
      write(name, labels === '' ? target : `${target},${labels}`, current, time);
    }
    write('up', target, 1, time);
    write('scrape_duration_seconds', target, 0.7, time);
    write('scrape_samples_scraped', target, exposition.length + ownSeries.length, time);
  };

  const quiet = spectrumSeriesOf(simulatedSpectrum());
  const noisy = spectrumSeriesOf(
    simulatedSpectrum({ scenario: 'interferer', parameters: { kilohertz: INTERFERER_KILOHERTZ, drop: 0 } }),
  );
  for (let time = start; time <= end; time += spectrumInterval) {
    for (const { name, labels, value } of time >= disturbed ? noisy : quiet) {
      write(name, `job="hg612",instance="${instances.telnet}",${labels}`, value, time);
    }
  }

  for (let time = start; time <= end; time += scrapeInterval) {
    const down = time >= lost && time < back;
    const exposition = down
      ? expositions.down
      : time >= silent && time < answering
        ? expositions.silent
        : expositions.up;
    scrape(instances.telnet, exposition, time, time < back ? start - 86_400 : back);
    scrape(instances.http, expositions.http, time, start);
    writeStack(write, time, time - start);
    if (down) {
      const labels = `alertname="HG612SyncLost",alertstate="firing",severity="critical",job="hg612",instance="${instances.telnet}"`;
      write('ALERTS', labels, 1, time);
    }
  }

  const openMetrics = `${[...lines.values()].map((samples) => samples.join('\n')).join('\n')}\n# EOF\n`;
  const group = TONES_PER_GROUP * TONE_SPACING_KILOHERTZ;
  const lowest = Math.floor(INTERFERER_KILOHERTZ / group) * group;
  const disturbedFrequency = String(lowest).padStart(5, '0');
  return { openMetrics, start, end, instances, lost, back, silent, answering, disturbed, disturbedFrequency };
}

/** Writes metrics of Prometheus and Alertmanager themselves. */
function writeStack(
  write: (name: string, labels: string, value: number, time: number) => void,
  time: number,
  seconds: number,
): void {
  const prometheus = 'job="prometheus",instance="localhost:9090"';
  const group = `${prometheus},rule_group="/etc/prometheus/rules/sync.yml;hg612_sync_recordings"`;
  const alertmanager = 'job="alertmanager",instance="alertmanager:9093",integration="email"';
  write('ALERTS', 'alertname="Watchdog",alertstate="firing",severity="none"', 1, time);
  write('prometheus_rule_evaluation_failures_total', group, 0, time);
  write('prometheus_rule_group_last_duration_seconds', group, 0.002, time);
  write('prometheus_notifications_sent_total', prometheus, grow(100, seconds), time);
  write('prometheus_notifications_errors_total', prometheus, grow(1, seconds), time);
  write('alertmanager_notifications_total', alertmanager, grow(20, seconds), time);
  write('alertmanager_notifications_failed_total', alertmanager, grow(2, seconds), time);
}
