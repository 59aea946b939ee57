import { createServer, type Server } from 'node:http';
import { Router } from '@koa/router';
import Koa from 'koa';
import type { Logger } from 'pino';
import { addEndpoints } from './control/endpoints.ts';
import { addFleetEndpoints, type FleetPorts } from './control/fleet-endpoints.ts';
import { addPage } from './control/page-routes.ts';
import { guardStateChanges } from './control/request-guard.ts';
import { serveModemPages } from './protocols/http/modem-pages.ts';
import type { StatisticsRecorder } from './protocols/statistics.ts';
import type { Playback } from './scenarios/playback.ts';
import type { Fleet } from './fleet/fleet.ts';

interface HttpOptions {
  readonly playback: Playback;
  readonly fleet: Fleet;
  /** Known once both servers listen. */
  readonly ports: () => FleetPorts;
  readonly statistics: StatisticsRecorder;
  readonly log: Logger;
}

function createControlApp({ playback, fleet, ports, statistics, log }: HttpOptions): Koa {
  const app = new Koa();
  const router = new Router();
  addPage(router, playback, fleet);
  addEndpoints(router, playback, statistics);
  addFleetEndpoints(router, fleet, ports);
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
export function createHttpServer(options: HttpOptions): Server {
  const modemPages = serveModemPages(options.playback, options.fleet, options.statistics);
  const control = createControlApp(options).callback();
  return createServer((request, response) => {
    // A request before the end of the previous response. No known client sends one, and thousands exhaust the heap.
    if (response.socket === null) request.socket.destroy();
    else if (!modemPages(request, response)) void control(request, response);
  });
}
