import { createServer, type Server } from 'node:http';
import { Router } from '@koa/router';
import Koa from 'koa';
import type { Logger } from 'pino';
import type { Fleet } from './simulator/fleet.ts';
import type { Playback } from './scenarios/playback.ts';
import type { StatisticsRecorder } from './protocols/statistics.ts';
import { addControl } from './control/endpoints.ts';
import { serveModemPages } from './protocols/http/modem-pages.ts';
import { addView } from './control/page-routes.ts';

/** The mock's own application: everything that is not the modem's. */
function createControlApp(playback: Playback, statistics: StatisticsRecorder, log: Logger): Koa {
  const app = new Koa();
  const router = new Router();
  addView(router, playback);
  addControl(router, playback, statistics);
  app.use(router.routes());
  app.use(router.allowedMethods());
  app.on('error', (error: Error) => log.error({ err: error }, 'control endpoint failed'));
  return app;
}

/**
 * The HTTP server, not yet listening. The modem's pages bypass koa: faults need the bare socket, and thousands of
 * simulated modems need the speed.
 */
export function createHttpServer(
  playback: Playback,
  fleet: Fleet,
  statistics: StatisticsRecorder,
  log: Logger,
): Server {
  const modemPages = serveModemPages(playback, fleet, statistics);
  const control = createControlApp(playback, statistics, log).callback();
  return createServer((request, response) => {
    if (!modemPages(request, response)) void control(request, response);
  });
}
