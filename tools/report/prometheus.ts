import * as v from 'valibot';
import { RequestError, requestJson } from '../stack/http.ts';
import type { Period } from './coverage.ts';
import { metricOf } from './history.ts';

/** How Prometheus calls a line. */
export interface LineTarget {
  readonly job: string;
  readonly instance: string;
}

/** Where and how to read. */
export interface Source {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Its abort ends all requests. */
  readonly signal: AbortSignal;
  /** Bound on a single request; by default {@link REQUEST_MS}. */
  readonly requestMs?: number;
}

/** Bound on a single request, ms. */
const REQUEST_MS = 30_000;

/** Labels of a series. */
export const labels = v.record(v.string(), v.string());
const seriesList = v.object({ data: v.array(labels) });
/** Reads from Prometheus' HTTP API. @throws {RequestError} */
export async function get<S extends v.GenericSchema>(
  { url, signal, requestMs = REQUEST_MS }: Source,
  path: string,
  parameters: Readonly<Record<string, string>>,
  schema: S,
): Promise<v.InferOutput<S>> {
  const query = new URLSearchParams(parameters).toString();
  const response = await requestJson(
    url,
    `/api/v1/${path}${query === '' ? '' : `?${query}`}`,
    AbortSignal.any([signal, AbortSignal.timeout(requestMs)]),
  );
  const result = v.safeParse(schema, response);
  if (!result.success) throw new RequestError(`${url}: the response is not one of Prometheus`);
  return result.output;
}

/** The lines that have data in a range, by name. */
export async function findLines(source: Source, range: Period): Promise<LineTarget[]> {
  const { data } = await get(
    source,
    'series',
    { 'match[]': metricOf('modemUp'), start: String(range.from), end: String(range.to) },
    seriesList,
  );
  const targets = new Map(
    data.map(({ job = '', instance = '' }) => [JSON.stringify([instance, job]), { job, instance }]),
  );
  return [...targets].toSorted(([one], [other]) => one.localeCompare(other)).map(([, target]) => target);
}

/** Label matchers of a line. */
export const matchers = ({ job, instance }: LineTarget): string =>
  `job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}`;
