import { METHODS } from 'node:http';
import { Router } from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import type { Logger } from 'pino';
import { limitConcurrency } from '../../../lib/limit-concurrency.ts';
import { createReadForClient, type ReadForClientOptions } from './read-for-client.ts';
import { createReadSpectrum, type ReadSpectrumOptions } from './read-spectrum.ts';
import { addErrorPeriodsRoute, type ErrorPeriodsDependencies } from './routes/error-periods.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addLandingRoute, type LandingDependencies } from './routes/landing.ts';
import { addInventoryRoute } from './routes/inventory.ts';
import { addMissingRoute } from './routes/missing.ts';
import { addMetricsRoute, type MetricsDependencies } from './routes/metrics.ts';
import { addProcessMetricsRoute, type ProcessMetricsDependencies } from './routes/process-metrics.ts';
import { addProbingRoutes, type ProbingDependencies } from './routes/probing.ts';
import { addReportRoutes, type ReportDependencies } from './routes/report.ts';
import { addRunbookRoute } from './routes/runbook.ts';
import { addSpectrumPageRoute, type SpectrumPageDependencies } from './routes/spectrum-page.ts';
import { addSpectrumRoute, type SpectrumDependencies } from './routes/spectrum.ts';
import type { Runbook } from './runbook/runbook.ts';
import type { Turns } from './turns.ts';
import { refuse } from './refuse.ts';

/**
 * Responses that are rendered at a time, at some 300 KiB each. When a read of the modem ends, there may be as many as
 * connections.
 */
const MAX_RENDERING = 8;

/** Pages and documents for people, apart from scrapes and probes, which they must not delay. */
const MAX_PAGES = 1;

/** Sent with every response. The page has an inline style sheet and an empty icon, and loads nothing. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** Longer than any address of the exporter. Parsing the parameters of long ones takes time from other requests. */
const MAX_URL_LENGTH = 2048;

/** More than any route has. Koa takes time in proportion to the square of their number to parse them. */
const MAX_PARAMETERS = 32;

/** Headers that are parsed for each response. Those of known clients have less than 500 characters. */
const PARSED_HEADERS = ['accept', 'accept-encoding'];
const MAX_PARSED_HEADER_LENGTH = 1024;

/** What every app needs; it opens no port and reads no environment. */
interface CommonDependencies {
  log: Logger;
  runbook: Runbook;
  /** Where responses are rendered; by default, in consecutive iterations of the event loop. */
  readonly turns?: Turns | undefined;
  /** What every request passes before its route, such as authentication. */
  readonly beforeRoutes?: readonly Middleware[];
}

/** All that the app of one line needs. */
export type AppDependencies = CommonDependencies &
  ReadForClientOptions &
  ReadSpectrumOptions &
  ErrorPeriodsDependencies &
  ReportDependencies &
  Omit<
    LandingDependencies & MetricsDependencies & SpectrumDependencies & SpectrumPageDependencies,
    'read' | 'readSpectrum' | 'limitRendering' | 'limitPages'
  > & {
    /** Without it, the app reads its own line only. */
    probing?: ProbingDependencies | undefined;
  };

/** All that the app of an exporter without a line of its own needs. */
export type FleetAppDependencies = CommonDependencies &
  ReportDependencies &
  Omit<ProcessMetricsDependencies, 'limitRendering'> & { probing: ProbingDependencies };

/** The exporter of one line as a Koa application. */
export function createApp(dependencies: AppDependencies): Koa {
  return createKoa(dependencies, (router) => {
    const limits = createLimits(dependencies);
    const read = createReadForClient(dependencies);
    const readSpectrum = createReadSpectrum(dependencies);
    const shared = { ...dependencies, ...limits, read, readSpectrum };
    addMetricsRoute(router, shared);
    addLandingRoute(router, shared);
    addSpectrumRoute(router, shared);
    addErrorPeriodsRoute(router, shared);
    addSpectrumPageRoute(router, shared);
    addReportRoutes(router, dependencies);
    addProbingRoutes(router, dependencies.probing, limits);
  });
}

/** The exporter of the lines of a configuration file as a Koa application. */
export function createFleetApp(dependencies: FleetAppDependencies): Koa {
  return createKoa(dependencies, (router) => {
    const limits = createLimits(dependencies);
    addProcessMetricsRoute(router, { ...dependencies, ...limits });
    addInventoryRoute(router, dependencies.probing.config, limits.limitPages);
    addReportRoutes(router, dependencies);
    addProbingRoutes(router, dependencies.probing, limits);
    for (const path of ['/spectrum', '/spectrum.json', '/error-periods.json']) {
      addMissingRoute(router, path, 'this exporter has no line of its own: MODEM_URL is not set');
    }
  });
}

const createLimits = ({ turns }: CommonDependencies) => ({
  limitRendering: limitConcurrency(MAX_RENDERING, turns?.next),
  limitPages: limitConcurrency(MAX_PAGES, turns?.next),
});

function createKoa(
  { log, runbook, beforeRoutes = [] }: CommonDependencies,
  addRoutes: (router: Router) => void,
): Koa {
  const app = new Koa();
  app.on('error', (error: Error, ctx?: Context) => {
    // A client that disconnects before the end of its response is not a fault of the exporter.
    if (ctx?.req.socket.destroyed !== true) log.error({ err: error }, 'cannot answer a request');
  });
  app.use(async (ctx, next) => {
    ctx.set(SECURITY_HEADERS);
    const excess = excessOf(ctx);
    if (excess !== undefined) {
      refuse(ctx, excess.status, excess.message);
      return;
    }
    try {
      await next();
    } catch (error) {
      // Koa's own handling would remove the headers.
      app.emit('error', error, ctx);
      refuse(ctx, 500, 'internal error; see the log of the exporter');
    }
  });
  for (const middleware of beforeRoutes) app.use(middleware);
  // With all methods known, an unexpected one gets 405 rather than 501.
  const router = new Router({ methods: METHODS });
  addRoutes(router);
  addRunbookRoute(router, runbook);
  addHealthRoutes(router);
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

/** What makes a request too expensive to parse; `undefined` if nothing does. */
function excessOf(ctx: Context): { status: number; message: string } | undefined {
  if (ctx.url.length > MAX_URL_LENGTH) {
    return { status: 414, message: `expected an address of at most ${MAX_URL_LENGTH} characters` };
  }
  if (ctx.querystring.split('&').length > MAX_PARAMETERS) {
    return { status: 400, message: `expected at most ${MAX_PARAMETERS} parameters` };
  }
  const long = PARSED_HEADERS.find((name) => ctx.get(name).length > MAX_PARSED_HEADER_LENGTH);
  if (long === undefined) return undefined;
  return { status: 431, message: `${long}: expected at most ${MAX_PARSED_HEADER_LENGTH} characters` };
}
