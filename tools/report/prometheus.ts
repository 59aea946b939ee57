import * as v from 'valibot';
import { labels, type PrometheusSource, readPrometheus } from '../../lib/prometheus.ts';
import type { Period } from './coverage.ts';
import { metricOf } from './history.ts';

/** How Prometheus calls a line. */
export interface LineTarget {
  readonly job: string;
  readonly instance: string;
}

/** Where and how to read. */
export interface Source extends PrometheusSource {
  /** Bound on a single request; by default {@link REQUEST_MS}. */
  readonly requestMs?: number;
}

/** Bound on a single request, ms. */
const REQUEST_MS = 30_000;

/** {@link readPrometheus} within the time of a single request. @throws {RequestError} */
export const get = <S extends v.GenericSchema>(
  { requestMs = REQUEST_MS, signal, ...source }: Source,
  path: string,
  parameters: Readonly<Record<string, string>>,
  schema: S,
): Promise<v.InferOutput<S>> =>
  readPrometheus(
    { ...source, signal: AbortSignal.any([signal, AbortSignal.timeout(requestMs)]) },
    path,
    parameters,
    schema,
  );

/** The lines that have data in a range, by name. */
export async function findLines(source: Source, range: Period): Promise<LineTarget[]> {
  const series = await get(
    source,
    'series',
    { 'match[]': metricOf('modemUp'), start: String(range.from), end: String(range.to) },
    v.array(labels),
  );
  const targets = new Map(
    series.map(({ job = '', instance = '' }) => [JSON.stringify([instance, job]), { job, instance }]),
  );
  return [...targets].toSorted(([one], [other]) => one.localeCompare(other)).map(([, target]) => target);
}

/** Label matchers of a line. */
export const matchers = ({ job, instance }: LineTarget): string =>
  `job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}`;
