import { METHODS } from 'node:http';
import { Router } from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import { limitConcurrency } from './limit-concurrency.ts';
import { createReadForClient, type ReadForClientOptions } from './read-for-client.ts';
import { createReadSpectrum, type ReadSpectrumOptions } from './read-spectrum.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addLandingRoute, type LandingDependencies } from './routes/landing.ts';
import { addMetricsRoute, type MetricsDependencies } from './routes/metrics.ts';
import { addRunbookRoute } from './routes/runbook.ts';
import { addSpectrumRoute, type SpectrumDependencies } from './routes/spectrum.ts';

/**
 * Responses that are rendered at a time, at some 300 KiB each. When a read of the modem ends, there may be as many as
 * connections.
 */
const MAX_RENDERING = 8;

/** Sent with every response. The page has an inline style sheet and an empty icon, and loads nothing. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** All that the app needs; it opens no port and reads no environment. */
export type AppDependencies = ReadForClientOptions &
  ReadSpectrumOptions &
  Omit<
    LandingDependencies & MetricsDependencies & SpectrumDependencies,
    'read' | 'readSpectrum' | 'limitRendering'
  > & {
    /** What every request passes before its route, such as authentication. */
    readonly beforeRoutes?: readonly Middleware[];
  };

/** The exporter as a Koa application. */
export function createApp(dependencies: AppDependencies): Koa {
  const app = new Koa();
  app.on('error', (error: Error, ctx?: Context) => {
    // A client that disconnects before the end of its response is not a fault of the exporter.
    if (ctx?.req.socket.destroyed !== true) dependencies.log.error({ err: error }, 'cannot answer a request');
  });
  app.use(async (ctx, next) => {
    ctx.set(SECURITY_HEADERS);
    try {
      await next();
    } catch (error) {
      // Koa's own handling would remove the headers.
      app.emit('error', error, ctx);
      ctx.status = 500;
      ctx.body = 'internal error; see the log of the exporter\n';
    }
  });
  for (const middleware of dependencies.beforeRoutes ?? []) app.use(middleware);
  const router = createRouter(dependencies);
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

function createRouter(dependencies: AppDependencies): Router {
  // With all methods known, an unexpected one gets 405 rather than 501.
  const router = new Router({ methods: METHODS });
  const shared = {
    read: createReadForClient(dependencies),
    readSpectrum: createReadSpectrum(dependencies),
    limitRendering: limitConcurrency(MAX_RENDERING),
  };
  addMetricsRoute(router, { ...dependencies, ...shared });
  addLandingRoute(router, { ...dependencies, ...shared });
  addSpectrumRoute(router, { ...dependencies, ...shared });
  addRunbookRoute(router, dependencies.runbook);
  addHealthRoutes(router);
  return router;
}
