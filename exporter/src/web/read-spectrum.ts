import type { Context } from 'koa';
import type { Logger } from 'pino';
import { unlessDisconnected } from './disconnect.ts';
import { createFailureLog } from '../scrape/failure-log.ts';
import { SPECTRUM_SECONDS, type SpectrumReader, type SpectrumReading } from '../scrape/spectrum-read.ts';
import { secondsLeft } from './seconds-left.ts';
import { refuse } from './refuse.ts';

/** Requests that may wait for a read at a time. Each holds a connection for up to a minute. */
const MAX_WAITING = 16;

/** When to try again after a response that there are too many, in seconds. */
const RETRY_SECONDS = 30;

/** Time for a client to receive the response, ms. */
const CLIENT_MS = 5000;

/**
 * Reads the spectrum for a request; `undefined` when there is nothing left to do: the client has disconnected, or got a
 * response that says why there is no spectrum.
 *
 * @param reuse whether a reading of the last minute will do
 */
export type ReadSpectrum = (ctx: Context, reuse: boolean) => Promise<SpectrumReading | undefined>;

/** What a read of the spectrum for a request needs. */
export interface ReadSpectrumOptions {
  /** Without it, telnet is off: only the telnet shell has the spectrum. */
  spectrumReader?: SpectrumReader | undefined;
  log: Logger;
}

/** Creates reads of the spectrum that end when the request's deadline is over or its client disconnects. */
export function createReadSpectrum({ spectrumReader, log }: ReadSpectrumOptions): ReadSpectrum {
  const logFailures = createFailureLog(log);
  let waiting = 0;
  return async (ctx, reuse) => {
    if (spectrumReader === undefined) {
      refuse(ctx, 404, 'the spectrum is read by telnet, which is off: set MODEM_TELNET');
      return undefined;
    }
    if (waiting >= MAX_WAITING) {
      const reason = `too many requests wait for the spectrum (limit ${MAX_WAITING}); retry in ${RETRY_SECONDS} s`;
      refuse(ctx, 503, reason, RETRY_SECONDS);
      return undefined;
    }
    // The connection is silent for longer than those of other requests may be.
    ctx.res.setTimeout(SPECTRUM_SECONDS * 1000 + CLIENT_MS);
    const seconds = secondsLeft(ctx, SPECTRUM_SECONDS);
    waiting += 1;
    try {
      const reading = await unlessDisconnected(ctx, (disconnect) =>
        spectrumReader.read({ seconds, disconnect, reuse }),
      );
      if (reading !== undefined) logFailures(reading.outcomes);
      return reading;
    } finally {
      waiting -= 1;
    }
  };
}
