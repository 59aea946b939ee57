import type { Context } from 'koa';

/**
 * Runs a task for a client. Its signal aborts when the client disconnects before the response.
 *
 * @returns the result of the task; `undefined` if the client has disconnected, also if the task failed
 */
export async function unlessDisconnected<T>(
  ctx: Context,
  task: (disconnect: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const disconnect = new AbortController();
  const abort = () => disconnect.abort();
  ctx.res.once('close', abort);
  try {
    const result = await task(disconnect.signal);
    return disconnect.signal.aborted ? undefined : result;
  } catch (error) {
    if (disconnect.signal.aborted) return undefined;
    throw error;
  } finally {
    ctx.res.off('close', abort);
  }
}
