import { METHODS } from 'node:http';
import { Router } from '@koa/router';
import Koa, { type Context } from 'koa';
import compress from 'koa-compress';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { scrapeSeconds } from '../scrape/deadline.ts';
import { EXPOSITION_TYPE, renderObservation } from '../metrics/exposition.ts';
import { createFailureLog } from '../scrape/failure-log.ts';
import { limitInFlight } from './in-flight.ts';
import { renderLandingPage } from './landing/page.ts';
import type { SharedReader } from '../scrape/shared-read.ts';
import { type Observation, observe } from '../../../modem/src/observation.ts';

/** More than any household's scrapers and people at once; so many answers at a time take some 20 MiB. */
const MAX_IN_FLIGHT = 64;

/** A fifth of the memory that zlib takes by default; a page is small enough for it. */
const SMALL_GZIP = { windowBits: 13, memLevel: 5 };

/** All that the app needs; it opens no port and reads no environment. */
export interface AppDependencies {
  reader: SharedReader;
  /** The exporter's own metrics, which outlive a scrape. */
  processRegistry: Registry;
  log: Logger;
  /** Seconds; no scrape takes longer, whatever it asks for. */
  timeoutSeconds: number;
  /** The modem's page, as people may open it. */
  modemAddress: string;
}

/** The exporter as a Koa application. */
export function createApp(dependencies: AppDependencies): Koa {
  const { reader, processRegistry, log, timeoutSeconds } = dependencies;
  const logFailures = createFailureLog(log);

  async function read(ctx: Context): Promise<Observation> {
    const abandoned = new AbortController();
    const abandon = () => abandoned.abort();
    ctx.res.once('close', abandon);
    const seconds = scrapeSeconds(ctx.get('x-prometheus-scrape-timeout-seconds'), timeoutSeconds);
    const result = await reader.read(seconds, abandoned.signal);
    ctx.res.off('close', abandon);
    // Who hangs up early learns nothing of the modem, and neither does the log.
    if (!abandoned.signal.aborted) logFailures(result.outcomes);
    return observe(result);
  }

  // Whatever the method, what is wrong with it is that this path does not take it.
  const router = new Router({ methods: METHODS });
  const oneOfFew = limitInFlight(MAX_IN_FLIGHT);
  router.get('/metrics', oneOfFew, async (ctx) => {
    // While the modem is read there is nothing else to do.
    const [observation, process] = await Promise.all([read(ctx), processRegistry.metrics()]);
    ctx.set('content-type', EXPOSITION_TYPE);
    ctx.body = `${await renderObservation(observation)}\n${process}`;
  });
  router.get('/', oneOfFew, async (ctx) => {
    const observation = await read(ctx);
    ctx.set({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; img-src data:; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
    });
    ctx.type = 'html';
    ctx.body = renderLandingPage(observation, dependencies.modemAddress);
  });
  for (const [path, word] of [
    ['/-/healthy', 'healthy'],
    ['/-/ready', 'ready'],
  ] as const) {
    router.get(path, (ctx) => {
      ctx.body = `${word}\n`;
    });
  }

  const app = new Koa();
  app.on('error', (error: Error, ctx?: Context) => {
    // That somebody hung up while being answered is no fault of the exporter's.
    if (ctx?.req.socket.destroyed !== true) log.error({ err: error }, 'cannot answer a request');
  });
  app.use((ctx, next) => {
    // Who accepts nothing that there is gets it as it is: koa-compress has no answer to that.
    if (ctx.acceptsEncodings('gzip', 'identity') === false) ctx['compress'] = false;
    return next();
  });
  app.use(compress({ threshold: 1024, gzip: SMALL_GZIP, br: false, deflate: false, zstd: false }));
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}
