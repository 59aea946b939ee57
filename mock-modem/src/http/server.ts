import { createServer, type Server } from 'node:http';
import { Router } from '@koa/router';
import Koa from 'koa';
import type { Logger } from 'pino';
import type { Fleet } from '../fleet.ts';
import type { Stage } from '../stage.ts';
import type { Counters } from '../stats.ts';
import { addControl } from './control.ts';
import { serveModemPages } from './modem-pages.ts';
import { addView } from './view.ts';

/** The mock's own application: everything that is not the modem's. */
function createControlApp(stage: Stage, counters: Counters, log: Logger): Koa {
  const app = new Koa();
  const router = new Router();
  addView(router, stage);
  addControl(router, stage, counters);
  app.use(router.routes());
  app.use(router.allowedMethods());
  app.on('error', (error: Error) => log.error({ err: error }, 'control endpoint failed'));
  return app;
}

/**
 * The HTTP server, not yet listening. The modem's pages bypass koa: faults need the bare socket, and thousands of
 * simulated modems need the speed.
 */
export function createHttpServer(stage: Stage, fleet: Fleet, counters: Counters, log: Logger): Server {
  const modemPages = serveModemPages(stage, fleet, counters);
  const control = createControlApp(stage, counters, log).callback();
  return createServer((request, response) => {
    if (!modemPages(request, response)) void control(request, response);
  });
}
