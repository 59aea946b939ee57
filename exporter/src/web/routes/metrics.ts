import type { Router } from '@koa/router';
import type { Context } from 'koa';
import type { Registry } from 'prom-client';
import { renderExposition, renderSpectrum } from '../../metrics/exposition.ts';
import { createProcessMetrics } from '../../metrics/process.ts';
import type { Limiter } from '../../../../lib/limit-concurrency.ts';
import type { ReadForClient } from '../read-for-client.ts';
import type { ReadSpectrum } from '../read-spectrum.ts';
import { sendExposition } from '../send-exposition.ts';
import type { ContractRates } from '../../../../modem/src/line/contract.ts';
import { quote } from '../../../../modem/src/quote.ts';
import type { ReadResult } from '../../../../modem/src/read.ts';
import { observe } from '../../../../modem/src/observation.ts';
import { observeSpectrum } from '../../../../modem/src/spectrum-observation.ts';
import type { SpectrumReading } from '../../scrape/spectrum-read.ts';
import { refuse } from '../refuse.ts';

/** What the route needs. */
export interface MetricsDependencies {
  read: ReadForClient;
  readSpectrum: ReadSpectrum;
  /** The exporter's own metrics, which outlive a scrape. */
  processRegistry: Registry;
  /** Contract rates of the line, published with every read. */
  contract?: ContractRates | undefined;
  limitRendering: Limiter;
}

/**
 * `GET /metrics`: one read of the modem, and the exporter's own metrics. `GET /metrics?collect[]=spectrum`: a read of
 * the spectrum and nothing else, for a scrape job of its own.
 */
export function addMetricsRoute(
  router: Router,
  { read, readSpectrum, processRegistry, contract, limitRendering }: MetricsDependencies,
): void {
  const processMetrics = createProcessMetrics(processRegistry);
  const sendLine = sendExposition((result: ReadResult, format) =>
    limitRendering(async () => renderExposition(observe(result, contract), await processMetrics(), format)),
  );
  const sendSpectrum = sendExposition((reading: SpectrumReading, format) =>
    limitRendering(() => renderSpectrum(observeSpectrum(reading), format)),
  );

  router.get('/metrics', async (ctx) => {
    const problem = problemOf(collected(ctx));
    if (problem !== undefined) {
      refuse(ctx, 400, `collect[]: ${problem}`);
    } else if (collected(ctx).includes('spectrum')) {
      const reading = await readSpectrum(ctx, false);
      if (reading !== undefined) await sendSpectrum(ctx, reading);
    } else {
      const result = await read(ctx);
      if (result !== undefined) await sendLine(ctx, result);
    }
  });
}

/** What to collect: the values of the parameter `collect[]`, as in node_exporter. Without it, the line is. */
function collected(ctx: Context): readonly string[] {
  const values = ctx.query['collect[]'];
  if (values === undefined) return ['line'];
  return typeof values === 'string' ? [values] : values;
}

function problemOf(values: readonly string[]): string | undefined {
  const unknown = values.find((value) => value !== 'line' && value !== 'spectrum');
  if (unknown !== undefined) return `expected line or spectrum, found ${quote(unknown)}`;
  return new Set(values).size > 1
    ? 'expected line or spectrum, found both: scrape them in two jobs'
    : undefined;
}
