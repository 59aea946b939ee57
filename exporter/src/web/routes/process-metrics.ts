import type { Router } from '@koa/router';
import type { Registry } from 'prom-client';
import { renderProcessMetrics } from '../../metrics/exposition.ts';
import { createProcessMetrics } from '../../metrics/process.ts';
import type { Limiter } from '../../../../lib/limit-concurrency.ts';
import { sendExposition } from '../send-exposition.ts';

/** What the route needs. */
export interface ProcessMetricsDependencies {
  /** The exporter's own metrics. */
  processRegistry: Registry;
  limitRendering: Limiter;
}

/** `GET /metrics` of an exporter without a line of its own: its own metrics. */
export function addProcessMetricsRoute(
  router: Router,
  { processRegistry, limitRendering }: ProcessMetricsDependencies,
): void {
  const processMetrics = createProcessMetrics(processRegistry);
  const send = sendExposition((metrics: Awaited<ReturnType<typeof processMetrics>>, format) =>
    limitRendering(() => renderProcessMetrics(metrics, format)),
  );
  router.get('/metrics', async (ctx) => send(ctx, await processMetrics()));
}
