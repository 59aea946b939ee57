import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Labels of `hg612_exporter_build_info`. */
export interface BuildInfo {
  version: string;
  revision: string;
}

/** The exporter's own metrics at a moment. */
export type ProcessMetrics = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** How long scrapes share the exporter's own metrics, ms. */
const PROCESS_METRICS_MS = 1000;

/**
 * Collects the exporter's own metrics, at most once a second: reading them from /proc takes a tenth of the CPU time of a
 * scrape, which matters only when there are many scrapes a second.
 *
 * @param registry of {@link createProcessRegistry}; it stays as it is
 */
export function createProcessMetrics(registry: Registry): () => Promise<ProcessMetrics> {
  let collected: { readonly at: number; readonly metrics: Promise<ProcessMetrics> } | undefined;
  return () => {
    const now = performance.now();
    if (collected === undefined || now - collected.at >= PROCESS_METRICS_MS) {
      collected = { at: now, metrics: registry.getMetricsAsJSON() };
    }
    return collected.metrics;
  };
}

/** The exporter's own metrics: `process_*`, `nodejs_*` and `hg612_exporter_build_info`. */
export function createProcessRegistry(build: BuildInfo): Registry {
  const registry = new Registry();
  new Gauge({
    name: 'hg612_exporter_build_info',
    help: 'Build of the exporter as labels; always 1.',
    labelNames: ['version', 'revision', 'nodeversion'],
    registers: [registry],
  }).set({ ...build, nodeversion: process.version }, 1);
  const options = {
    register: registry,
    // Both are dropped below; long intervals keep their timers from waking the process.
    eventLoopMonitoringPrecision: MAX_TIMER_MS,
    eventLoopUtilizationTimeout: MAX_TIMER_MS,
  };
  collectDefaultMetrics(options);
  for (const { name } of registry.getMetricsAsArray()) {
    if (DROPPED_METRICS.test(name)) registry.removeSingleMetric(name);
  }
  registerEventLoopLag(registry);
  return registry;
}

/** The `process_start_time_seconds` that a registry publishes. */
export async function startTimeOf(registry: Registry): Promise<number> {
  const metric = await registry.getSingleMetric('process_start_time_seconds')?.get();
  return metric?.values[0]?.value ?? Number.NaN;
}

/** The longest interval that a timer takes, ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Default metrics that cost more CPU than they are worth. Event loop utilisation is a summary whose quantiles are
 * computed on every scrape: 0.5 ms, a third of a whole scrape. The library's event loop lag includes its own sampling
 * interval; {@link registerEventLoopLag} subtracts it.
 */
const DROPPED_METRICS = /^nodejs_(?:eventloop|active|heap_space)_/;

/** Sampling interval of the event loop lag, ms. Each sample wakes the process. */
const LAG_RESOLUTION_MS = 50;

/** Registers the median and the 99th percentile of the event loop lag since the last scrape. */
function registerEventLoopLag(registry: Registry): void {
  const monitor = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  monitor.enable();
  // The monitor measures whole intervals; only what exceeds one is lag.
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
