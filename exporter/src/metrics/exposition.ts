import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { type MetricRow, lineMetrics } from './line.ts';
import type { Observation } from '../../../modem/src/observation.ts';
import { scrapeMetrics } from './scrape.ts';

/** Prometheus' text format. OpenMetrics is not served: prom-client's rendering of it spoils counter names. */
export const EXPOSITION_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** What the exporter is: the labels of `hg612_exporter_build_info`. */
export interface BuildInfo {
  version: string;
  revision: string;
}

/** Every metric about the modem, in the order in which they are published. */
export const metricRows: readonly MetricRow[] = [...scrapeMetrics, ...lineMetrics];

/** The HELP text: what it is, and the modem's own field. */
export function helpOf({ help, source }: MetricRow): string {
  const fields = [
    ...(source.page === undefined ? [] : [`xdslStatus.asp ${source.page}`]),
    ...(source.telnet === undefined ? [] : [`telnet ${source.telnet}`]),
  ];
  return fields.length === 0 ? help : `${help} Source: ${fields.join('; ')}.`;
}

/**
 * Renders one observation. The registry is made for it and dropped with it, so that nothing can outlive
 * the read it came from.
 */
export function renderObservation(observation: Observation): Promise<string> {
  const registry = new Registry();
  for (const row of metricRows) {
    const samples = [...row.samples(observation)];
    // A metric that is registered but never set would render as 0.
    if (samples.length === 0) continue;
    const options = {
      name: row.name,
      help: helpOf(row),
      labelNames: row.labels,
      registers: [registry],
    };
    const metric = row.type === 'counter' ? new Counter(options) : new Gauge(options);
    for (const { labels, value } of samples) metric.labels(...labels).inc(value);
  }
  return registry.metrics();
}

/** The exporter about itself: `process_*`, `nodejs_*` and what was built from what. */
export function createProcessRegistry(build: BuildInfo): Registry {
  const registry = new Registry();
  new Gauge({
    name: 'hg612_exporter_build_info',
    help: 'Always 1; its labels say which exporter this is.',
    labelNames: ['version', 'revision', 'nodeversion'],
    registers: [registry],
  }).set({ ...build, nodeversion: process.version }, 1);
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 1000 });
  for (const { name } of registry.getMetricsAsArray()) {
    if (TOO_DEAR.test(name)) registry.removeSingleMetric(name);
  }
  replaceEventLoopLag(registry);
  return registry;
}

/**
 * Figures of prom-client's that cost more than all else in a scrape (the event loop's lag wakes the process up every
 * 10 ms, too) and that say nothing of an exporter.
 */
const TOO_DEAR = /^nodejs_(?:eventloop_lag|active|heap_space)_/;

/** How often the event loop is looked at, ms. Each time wakes the process up. */
const LAG_RESOLUTION_MS = 50;

/** Two figures of the event loop's lag, the usual and the near-worst, tell whether the exporter is late. */
function replaceEventLoopLag(registry: Registry): void {
  const monitor = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  monitor.enable();
  // The monitor measures whole intervals; what is more than one is lag.
  const lag = (percentile: number) =>
    Math.max(0, monitor.percentile(percentile) - LAG_RESOLUTION_MS * 1e6) / 1e9;
  for (const percentile of [50, 99]) {
    const gauge = new Gauge({
      name: `nodejs_eventloop_lag_p${percentile}_seconds`,
      help: `The ${percentile}th percentile of the event loop lags since the last scrape.`,
      registers: [],
      collect() {
        this.set(lag(percentile));
        if (percentile === 99) monitor.reset();
      },
    });
    registry.registerMetric(gauge);
  }
}
