import type { Context } from 'koa';

/**
 * Responds with an error status and the reason in one line of text.
 *
 * @param retrySeconds when to try again, if the reason is temporary
 */
export function refuse(ctx: Context, status: number, reason: string, retrySeconds?: number): void {
  ctx.status = status;
  ctx.type = 'text';
  if (retrySeconds !== undefined) ctx.set('retry-after', String(retrySeconds));
  ctx.body = `${reason}\n`;
}
