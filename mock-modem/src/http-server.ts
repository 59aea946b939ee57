import { createServer, type Server } from 'node:http';
import { Router } from '@koa/router';
import Koa from 'koa';
import type { Logger } from 'pino';
import { addEndpoints } from './control/endpoints.ts';
import { addPage } from './control/page-routes.ts';
import { guardStateChanges } from './control/request-guard.ts';
import { serveModemPages } from './protocols/http/modem-pages.ts';
import type { StatisticsRecorder } from './protocols/statistics.ts';
import type { Playback } from './scenarios/playback.ts';
import type { Fleet } from './simulator/fleet.ts';

function createControlApp(playback: Playback, statistics: StatisticsRecorder, log: Logger): Koa {
  const app = new Koa();
  const router = new Router();
  addPage(router, playback);
  addEndpoints(router, playback, statistics);
  app.use(guardStateChanges);
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
