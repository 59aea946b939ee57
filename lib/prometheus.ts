import * as v from 'valibot';
import { RequestError, requestJson } from './http.ts';

/** Where to read, and the limits of a request. */
export interface PrometheusSource {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Its abort is the deadline. */
  readonly signal: AbortSignal;
  /** Largest response that is read; by default that of {@link requestJson}. */
  readonly maxBytes?: number;
}

/** Labels of a series. */
export const labels = v.record(v.string(), v.string());

/**
 * Reads from Prometheus' HTTP API.
 *
 * @param path such as `query`, behind `/api/v1/`
 * @param schema of the field `data` of the response
 * @throws {RequestError}
 */
export async function readPrometheus<S extends v.GenericSchema>(
  { url, signal, ...limits }: PrometheusSource,
  path: string,
  parameters: Readonly<Record<string, string>>,
  schema: S,
): Promise<v.InferOutput<S>> {
  const query = new URLSearchParams(parameters).toString();
  const response = await requestJson(
    url,
    `/api/v1/${path}${query === '' ? '' : `?${query}`}`,
    signal,
    limits,
  );
  const result = v.safeParse(v.object({ data: schema }), response);
  if (!result.success) throw new RequestError(`${url}: the response is not one of Prometheus`);
  return result.output.data;
}
