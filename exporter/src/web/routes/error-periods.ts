import type { Router } from '@koa/router';
import { errorPeriodsDocument } from '../../../../modem/src/error-periods-document.ts';
import type { SharedReader } from '../../scrape/shared-read.ts';
import { unlessDisconnected } from '../disconnect.ts';
import { refuse } from '../refuse.ts';

/** Bound on a read, in seconds. It gives way to scrapes. */
export const ERROR_PERIODS_SECONDS = 15;

/** When to try again after a failed read, in seconds. */
const RETRY_SECONDS = 30;

/** What the route needs. */
export interface ErrorPeriodsDependencies {
  /** Reads `xdslcmd info --stats` in the background. Without it, telnet is off. */
  errorPeriodsReader?: SharedReader | undefined;
  /** How documents call the line. */
  lineName: string;
}

/**
 * `GET /error-periods.json`: what the driver counted in its own periods of 15 minutes and a day, read on demand. 404
 * without telnet, 503 when it could not be read.
 */
export function addErrorPeriodsRoute(
  router: Router,
  { errorPeriodsReader: reader, lineName }: ErrorPeriodsDependencies,
): void {
  router.get('/error-periods.json', async (ctx) => {
    if (reader === undefined) {
      refuse(ctx, 404, 'the periods are read by telnet, which is off: set MODEM_TELNET');
      return;
    }
    const result = await unlessDisconnected(ctx, (disconnect) =>
      reader.read(ERROR_PERIODS_SECONDS, disconnect),
    );
    if (result === undefined) return;
    const [outcome] = result.outcomes.values();
    if (outcome?.ok !== true) {
      refuse(ctx, 503, outcome?.error.message ?? 'not read', RETRY_SECONDS);
      return;
    }
    const { errorPeriods = {}, line } = outcome.parsed.data;
    ctx.type = 'json';
    ctx.set('cache-control', 'no-store');
    ctx.body = `${JSON.stringify(
      errorPeriodsDocument(errorPeriods, { line: lineName, readAt: new Date(), uptime: line?.uptime }),
    )}\n`;
  });
}
