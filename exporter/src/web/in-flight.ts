import type { Middleware } from 'koa';

/**
 * Lets a bounded number of answers be in the making at a time. Each holds a page, a registry and a compressor from the
 * moment the modem has answered, and all that share a read do so at once: without a bound, enough of them would take
 * more memory than the process may have. Whoever comes on top gets 503 at once.
 *
 * @param limit answers that are waited for or being sent
 */
export function limitInFlight(limit: number): Middleware {
  let inFlight = 0;
  return async (ctx, next) => {
    if (inFlight >= limit) {
      ctx.status = 503;
      ctx.set('retry-after', '1');
      ctx.body = `${limit} requests are waiting for the modem already: try again in a moment\n`;
      return;
    }
    inFlight += 1;
    ctx.res.once('close', () => {
      inFlight -= 1;
    });
    await next();
  };
}
