import type { PlacedQuery } from './dashboard.ts';

/** The selection of a viewer and the width of the panel. Times in Unix seconds. */
export interface View {
  from: number;
  to: number;
  job: string;
  instance: string;
  /** In pixels. Grafana requests at most one point per pixel. */
  width: number;
}

/** A query as sent to Prometheus. Times in seconds. */
interface PlainQuery {
  expr: string;
  step: number;
  start: number;
  end: number;
}

/** The scrape interval in the data source's settings, in seconds. */
const scrapeInterval = 30;

/** Grafana's step sizes in seconds, each with the calculated step below which it is used. */
const niceSteps: readonly (readonly [below: number, step: number])[] = [
  [45, 30],
  [90, 60],
  [210, 120],
  [450, 300],
  [750, 600],
  [1050, 900],
  [1500, 1200],
  [2700, 1800],
  [5400, 3600],
  [9000, 7200],
  [16_200, 10_800],
  [32_400, 21_600],
  [86_400, 43_200],
];

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function parseInterval(interval: string): number {
  const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(interval) ?? [];
  return Number(count) * (secondsOf[unit] ?? Number.NaN);
}

/**
 * Prepares a panel's query like Grafana's frontend and its Prometheus backend: selects the step, aligns the range to it
 * and replaces the variables.
 */
export function interpolate(query: PlacedQuery, view: View): PlainQuery {
  const range = view.to - view.from;
  const raw = range / (query.maxDataPoints ?? view.width);
  const nice = niceSteps.find(([below]) => raw < below)?.[1] ?? 86_400;
  const step = Math.max(nice, query.interval === undefined ? scrapeInterval : parseInterval(query.interval));
  const rateInterval = Math.max(step + scrapeInterval, 4 * scrapeInterval);
  const expr = query.expr
    .replaceAll('$__rate_interval', `${rateInterval}s`)
    .replaceAll('$__interval', `${step}s`)
    .replaceAll('$__range', `${range}s`)
    .replaceAll('$job', view.job)
    .replaceAll('$instance', view.instance)
    .replaceAll('$site', '.*')
    .replaceAll('$find', '');
  const align = (time: number) => Math.floor(time / step) * step;
  return { expr, step, start: align(view.from), end: align(view.to) };
}
