import type { Context } from 'koa';
import { scrapeSeconds } from '../scrape/deadline.ts';
import { waitedSeconds } from './connections.ts';

/**
 * Time that is left for a scrape, in seconds: its client has waited since it sent the request, which may have waited for
 * its turn since.
 *
 * @param boundSeconds time for the whole scrape, which the scrape timeout header may lower
 */
export function secondsLeft(ctx: Context, boundSeconds: number): number {
  const seconds = scrapeSeconds(ctx.get('x-prometheus-scrape-timeout-seconds'), boundSeconds);
  return Math.max(0, seconds - waitedSeconds(ctx.req));
}
