import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fleet } from '../../fleet/fleet.ts';
import type { Answers } from '../../source.ts';
import type { Playback } from '../../scenarios/playback.ts';
import type { StatisticsRecorder } from '../statistics.ts';
import { PAGE_FAULTS } from './faults.ts';

/** Path of the modem's DSL status page. */
export const STATUS_PATH = '/html/status/xdslStatus.asp';

const FLEET_PATH = /^\/modem\/(\d{1,6})(\/.*)$/;

/** Responds to requests for modem pages; returns false for any other request. */
type ModemPages = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Serves the current status page; at the addresses of the fleet, and under `/modem/<n>`, those of its modems. A fault
 * of the status page applies to all of them.
 */
export function serveModemPages(
  playback: Playback,
  fleet: Fleet,
  statistics: StatisticsRecorder,
): ModemPages {
  /** The number of the modem that a request is for: 0 for the one with the scenarios, undefined for no modem's page. */
  const numberFor = (path: string, localAddress: string): number | undefined => {
    if (path === STATUS_PATH) return fleet.numberAt(localAddress) ?? 0;
    const [, number, rest] = FLEET_PATH.exec(path) ?? [];
    return rest === STATUS_PATH && Number(number) > 0 ? Number(number) : undefined;
  };

  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const number = numberFor(path, request.socket.localAddress ?? '');
    const answers: Answers | undefined =
      number === undefined ? undefined : number === 0 ? playback.answers() : fleet.answers(number);
    if (number === undefined || !answers) return false;
    const closed = statistics.requestOpened();
    response.once('close', () => closed(response.writableFinished));

    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Length': 0 }).end();
      return true;
    }
    const { page } = answers;
    const fleetFault = number === 0 ? undefined : fleet.fault(number);
    const { scenario, parameters } = playback.selection;
    const fault = PAGE_FAULTS.get(fleetFault ?? scenario.name);
    const signal = fleetFault ? fleet.signal : playback.signal;
    if (fault) fault({ response, page, parameters, signal });
    else {
      const length = typeof page.body === 'string' ? Buffer.byteLength(page.body) : page.body.length;
      response.writeHead(page.status, { ...page.headers, 'Content-Length': length }).end(page.body);
    }
    return true;
  };
}
