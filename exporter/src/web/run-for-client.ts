import type { Context } from 'koa';
import { unlessDisconnected } from './disconnect.ts';
import { ProgramError } from './program-runner.ts';
import { refuse } from './refuse.ts';

/** Seconds after which a client may try again. */
const RETRY_SECONDS = 5;

/**
 * Runs a program for a request. When there is no output, it responds with 503 and `Retry-After` if trying again can
 * help, otherwise with 500. `undefined`: the request has its response, or its client has disconnected.
 *
 * @param explain the response to a failure that the program itself has explained; `undefined` for a defect
 */
export async function runForClient(
  ctx: Context,
  run: (signal: AbortSignal) => Promise<Buffer>,
  explain: (error: ProgramError) => { status: number; message: string } | undefined = () => undefined,
): Promise<Buffer | undefined> {
  try {
    return await unlessDisconnected(ctx, run);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const explained = explain(error);
    // A second program is refused by design, as often as a client tries.
    if (explained === undefined && error.reason !== 'busy') ctx.app.emit('error', error, ctx);
    const { status, message } = explained ?? responseTo(error);
    refuse(ctx, status, message, status === 503 ? RETRY_SECONDS : undefined);
    return undefined;
  }
}

const responseTo = ({ reason, message }: ProgramError): { status: number; message: string } =>
  reason === 'failed'
    ? { status: 500, message: 'internal error; see the log of the exporter' }
    : { status: 503, message };
