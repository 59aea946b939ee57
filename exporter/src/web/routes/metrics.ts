import { gzipSync } from 'node:zlib';
import type { Router } from '@koa/router';
import type { Registry } from 'prom-client';
import {
  EXPOSITION_TYPES,
  type ExpositionFormat,
  createProcessMetrics,
  renderExposition,
} from '../../metrics/exposition.ts';
import type { Limiter } from '../limit-concurrency.ts';
import type { ReadForClient } from '../read-for-client.ts';
import type { ContractRates } from '../../../../modem/src/line/contract.ts';
import type { ReadResult } from '../../../../modem/src/read.ts';
import { observe } from '../../../../modem/src/observation.ts';

export interface MetricsDependencies {
  read: ReadForClient;
  /** The exporter's own metrics, which outlive a scrape. */
  processRegistry: Registry;
  /** Contract rates of the line, published with every read. */
  contract?: ContractRates | undefined;
  limitRendering: Limiter;
}

/** `GET /metrics`: one read of the modem, and the exporter's own metrics. */
export function addMetricsRoute(
  router: Router,
  { read, processRegistry, contract, limitRendering }: MetricsDependencies,
): void {
  const processMetrics = createProcessMetrics(processRegistry);

  /** Rendered and compressed once for all scrapes that share a read, in each format. */
  const rendererOf = (format: ExpositionFormat) => {
    const render = oncePer(async (result: ReadResult) =>
      limitRendering(async () => renderExposition(observe(result, contract), await processMetrics(), format)),
    );
    return { render, compress: oncePer(async (result: ReadResult) => gzipSync(await render(result))) };
  };
  const renderers = { text: rendererOf('text'), openMetrics: rendererOf('openMetrics') };

  router.get('/metrics', async (ctx) => {
    const result = await read(ctx);
    if (result === undefined) return;
    const format = acceptedFormat(ctx.accepts());
    const { render, compress } = renderers[format];
    ctx.set('content-type', EXPOSITION_TYPES[format]);
    ctx.vary('accept');
    ctx.vary('accept-encoding');
    if (ctx.acceptsEncodings('gzip', 'identity') === 'gzip') {
      ctx.set('content-encoding', 'gzip');
      ctx.body = await compress(result);
    } else {
      ctx.body = await render(result);
    }
  });
}

/**
 * OpenMetrics only for a client that names it before any type that the text format has.
 *
 * @param types media types of the Accept header, best first
 */
function acceptedFormat(types: readonly string[]): ExpositionFormat {
  const known = new Set(['application/openmetrics-text', 'text/plain', 'text/*', '*/*']);
  return types.find((type) => known.has(type)) === 'application/openmetrics-text' ? 'openMetrics' : 'text';
}

/** Keeps the function's result for as long as its argument is in use. */
function oncePer<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
