import type { Context } from 'koa';
import type { Logger } from 'pino';
import { createFailureLog } from '../scrape/failure-log.ts';
import type { ReadResult } from '../../../modem/src/read.ts';
import { unlessDisconnected } from './disconnect.ts';
import { secondsLeft } from './seconds-left.ts';
import type { SharedReader } from '../scrape/shared-read.ts';

/** Reads the modem for a request; `undefined` when the client has disconnected in the meantime. */
export type ReadForClient = (ctx: Context) => Promise<ReadResult | undefined>;

/** What a read for a request needs. */
export interface ReadForClientOptions {
  reader: SharedReader;
  log: Logger;
  /** Upper bound on a read in seconds, whatever timeout the request names. */
  timeoutSeconds: number;
}

/** Creates reads that end when the request's deadline is over or its client disconnects, and that log what failed. */
export function createReadForClient({ reader, log, timeoutSeconds }: ReadForClientOptions): ReadForClient {
  const logFailures = createFailureLog(log);
  return async (ctx) => {
    const seconds = secondsLeft(ctx, timeoutSeconds);
    // A read that ended because of the disconnect says nothing about the modem.
    const result = await unlessDisconnected(ctx, (disconnect) => reader.read(seconds, disconnect));
    if (result !== undefined) logFailures(result.outcomes);
    return result;
  };
}
