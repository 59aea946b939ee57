import { METHODS } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Router } from '@koa/router';
import Koa, { type Context } from 'koa';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { scrapeSeconds } from '../scrape/deadline.ts';
import {
  EXPOSITION_TYPES,
  type ExpositionFormat,
  createProcessMetrics,
  renderExposition,
} from '../metrics/exposition.ts';
import { createFailureLog } from '../scrape/failure-log.ts';
import type { ReadLastDay } from '../history/last-day.ts';
import { linkForBrowser } from './landing/links.ts';
import { renderLandingPage } from './landing/page.ts';
import type { Runbook } from './runbook/runbook.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import type { ReadResult } from '../../../modem/src/read.ts';
import type { SharedReader } from '../scrape/shared-read.ts';
import { observe } from '../../../modem/src/observation.ts';

/**
 * Responses that are rendered at a time, at some 300 KiB each. When a read of the modem ends, there may be as many as
 * connections.
 */
const MAX_RENDERING = 8;

/** Seconds after which the browser loads the page again, as often as Prometheus scrapes. */
const REFRESH_SECONDS = 30;

/** Path of the line's dashboard in Grafana. */
const DASHBOARD_PATH = '/d/hg612-line';

/** Sent with every response. The page has an inline style sheet and an empty icon, and loads nothing. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** All that the app needs; it opens no port and reads no environment. */
export interface AppDependencies {
  reader: SharedReader;
  /** The exporter's own metrics, which outlive a scrape. */
  processRegistry: Registry;
  log: Logger;
  /** Upper bound on a scrape in seconds, whatever timeout it names. */
  timeoutSeconds: number;
  /** Address of the modem's status page. */
  modemAddress: string;
  /** How pages call the line. */
  lineName: string;
  runbook: Runbook;
  /** Base URL of Grafana as a browser reaches it. */
  grafanaUrl?: string | undefined;
  /** Without it, the page shows only the read that it is made from. */
  readLastDay?: ReadLastDay | undefined;
}

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
  const router = createRouter(dependencies);
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

function createRouter({
  reader,
  processRegistry,
  log,
  timeoutSeconds,
  modemAddress,
  lineName,
  runbook,
  grafanaUrl,
  readLastDay,
}: AppDependencies): Router {
  const logFailures = createFailureLog(log);
  const limitRendering = limitConcurrency(MAX_RENDERING);
  const processMetrics = createProcessMetrics(processRegistry);

  /** Reads the modem; `undefined` when the client has disconnected in the meantime. */
  async function read(ctx: Context): Promise<ReadResult | undefined> {
    const disconnect = new AbortController();
    const abort = () => disconnect.abort();
    ctx.res.once('close', abort);
    const seconds = scrapeSeconds(ctx.get('x-prometheus-scrape-timeout-seconds'), timeoutSeconds);
    const result = await reader.read(seconds, disconnect.signal);
    ctx.res.off('close', abort);
    // The read may have ended because of the disconnect: it says nothing about the modem.
    if (disconnect.signal.aborted) return undefined;
    logFailures(result.outcomes);
    return result;
  }

  /** Rendered and compressed once for all scrapes that share a read, in each format. */
  const rendererOf = (format: ExpositionFormat) => {
    const render = oncePer(async (result: ReadResult) =>
      limitRendering(async () => renderExposition(observe(result), await processMetrics(), format)),
    );
    return { render, compress: oncePer(async (result: ReadResult) => gzipSync(await render(result))) };
  };
  const renderers = { text: rendererOf('text'), openMetrics: rendererOf('openMetrics') };

  // With all methods known, an unexpected one gets 405 rather than 501.
  const router = new Router({ methods: METHODS });
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
  router.get('/', async (ctx) => {
    const [result, lastDay] = await Promise.all([read(ctx), readLastDay?.()]);
    if (result === undefined) return;
    const refresh = ctx.query['refresh'] === 'off' ? undefined : REFRESH_SECONDS;
    if (refresh !== undefined) ctx.set('refresh', String(refresh));
    ctx.set('cache-control', 'no-store');
    ctx.type = 'html';
    const modem = { address: modemAddress, link: linkForBrowser(modemAddress, ctx.hostname) };
    const dashboard = grafanaUrl && linkForBrowser(`${grafanaUrl}${DASHBOARD_PATH}`, ctx.hostname);
    const context = { lineName, runbook, modem, dashboard, lastDay, refresh };
    ctx.body = await limitRendering(async () => renderLandingPage(observe(result), context));
  });
  router.get('/runbook', (ctx) => {
    ctx.type = 'html';
    ctx.body = runbook.page;
  });
  for (const [path, word] of [
    ['/-/healthy', 'healthy'],
    ['/-/ready', 'ready'],
  ] as const) {
    router.get(path, (ctx) => {
      ctx.body = `${word}\n`;
    });
  }
  return router;
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
