import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fleet } from '../../simulator/fleet.ts';
import type { Answers } from '../../source.ts';
import type { Playback } from '../../scenarios/playback.ts';
import type { StatisticsRecorder } from '../statistics.ts';
import { PAGE_FAULTS } from './faults.ts';

/** Path of the modem's DSL status page. */
export const STATUS_PATH = '/html/status/xdslStatus.asp';

const FLEET_PATH = /^\/modem\/(\d{1,6})(\/.*)$/;

/** Responds to requests for modem pages; returns false for any other request. */
export type ModemPages = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Serves the current status page, and under `/modem/<n>` those of the other simulated modems. A fault of the status page
 * applies to all of them.
 */
export function serveModemPages(
  playback: Playback,
  fleet: Fleet,
  statistics: StatisticsRecorder,
): ModemPages {
  const answersFor = (path: string): Answers | undefined => {
    if (path === STATUS_PATH) return playback.answers();
    const [, number, rest] = FLEET_PATH.exec(path) ?? [];
    return rest === STATUS_PATH ? fleet.answers(Number(number), playback.totalSeconds()) : undefined;
  };

  return (request, response) => {
    const answers = answersFor(request.url?.split('?', 1)[0] ?? '');
    if (!answers) return false;
    const closed = statistics.requestOpened();
    response.once('close', () => closed(response.writableFinished));

    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Length': 0 }).end();
      return true;
    }
    const { page } = answers;
    const { selection, signal } = playback;
    const fault = PAGE_FAULTS.get(selection.scenario.name);
    if (fault) fault({ response, page, parameters: selection.parameters, signal });
    else {
      const length = typeof page.body === 'string' ? Buffer.byteLength(page.body) : page.body.length;
      response.writeHead(page.status, { ...page.headers, 'Content-Length': length }).end(page.body);
    }
    return true;
  };
}
