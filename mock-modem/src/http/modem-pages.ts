import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fleet } from '../fleet.ts';
import type { Frame } from '../source.ts';
import type { Stage } from '../stage.ts';
import type { Counters } from '../stats.ts';
import { PAGE_FAULTS } from './faults.ts';

/** Where the modem has its DSL status. */
export const STATUS_PATH = '/html/status/xdslStatus.asp';

const FLEET_PATH = /^\/modem\/(\d{1,6})(\/.*)$/;

/** Answers what a modem would be asked; returns false for a request that is not for a modem's page. */
export type ModemPages = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Serves the status page as it is at this moment, or as the fault of the moment spoils it; below `/modem/<n>` that of
 * another simulated modem. A fault spoils the pages of all.
 */
export function serveModemPages(stage: Stage, fleet: Fleet, counters: Counters): ModemPages {
  const frameFor = (path: string): Frame | undefined => {
    if (path === STATUS_PATH) return stage.frame();
    const [, number, rest] = FLEET_PATH.exec(path) ?? [];
    return rest === STATUS_PATH ? fleet.frame(Number(number), stage.lifeSeconds()) : undefined;
  };

  return (request, response) => {
    const frame = frameFor(request.url?.split('?', 1)[0] ?? '');
    if (!frame) return false;
    const closed = counters.requestOpened();
    response.once('close', () => closed(response.writableFinished));

    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Length': 0 }).end();
      return true;
    }
    const { page } = frame;
    const { act, signal } = stage;
    const fault = PAGE_FAULTS.get(act.scenario.name);
    if (fault) fault({ response, page, parameters: act.parameters, signal });
    else {
      const length = typeof page.body === 'string' ? Buffer.byteLength(page.body) : page.body.length;
      response.writeHead(page.status, { ...page.headers, 'Content-Length': length }).end(page.body);
    }
    return true;
  };
}
