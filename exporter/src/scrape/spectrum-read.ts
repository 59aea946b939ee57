import { spectrumCollectors } from '../../../modem/src/collectors/index.ts';
import type { Modem, ReadResult } from '../../../modem/src/read.ts';
import { createBackgroundReader } from './shared-read.ts';

/**
 * Bound on one read of the spectrum, in seconds. The tables take a real modem seconds, and longer when the read has to
 * give way to scrapes.
 */
export const SPECTRUM_SECONDS = 60;

/** How long a complete reading is reused, ms: reloading the page does not load the modem. */
const REUSE_MS = 60_000;

/** The same for a reading of which a part failed. */
const REUSE_FAILED_MS = 10_000;

/** A reading of the spectrum. */
export interface SpectrumReading extends ReadResult {
  /** When the read ended. */
  readonly readAt: Date;
}

/** How to read, and for how long to wait. */
export interface SpectrumReadOptions {
  /** Time after which the reading contains what is known by then; at most {@link SPECTRUM_SECONDS}. */
  readonly seconds: number;
  /** Aborted when the client no longer waits. */
  readonly disconnect: AbortSignal;
  /** Whether a reading of the last minute will do. A read in progress always does. */
  readonly reuse: boolean;
}

/** Reads the spectrum of a modem for any number of clients. */
export interface SpectrumReader {
  read(options: SpectrumReadOptions): Promise<SpectrumReading>;
  /** Ends the read in progress and waits until no session is left at the modem. */
  close(): Promise<void>;
}

/**
 * Reads the spectrum of a modem when it is requested, once for all who request it meanwhile. It never delays a scrape
 * by more than one second and the time of a logout: the commands run in the background of all other reads (see
 * `withShellInBackground`), and a command that was interrupted is repeated afterwards.
 */
export function createSpectrumReader(modem: Modem): SpectrumReader {
  const shared = createBackgroundReader(modem, spectrumCollectors, SPECTRUM_SECONDS);
  /** Of the latest read. Clients that share a read get the same object. */
  let latest:
    | { readonly result: ReadResult; readonly reading: SpectrumReading; readonly at: number }
    | undefined;

  return {
    async read({ seconds, disconnect, reuse }) {
      if (reuse && latest !== undefined && performance.now() - latest.at < reuseMs(latest.result)) {
        return latest.reading;
      }
      const result = await shared.read(seconds, disconnect);
      if (latest?.result === result) return latest.reading;
      const reading: SpectrumReading = { ...result, readAt: new Date() };
      // An aborted read says nothing about the modem.
      if (!disconnect.aborted) latest = { result, reading, at: performance.now() };
      return reading;
    },
    close: () => shared.close(),
  };
}

const reuseMs = ({ outcomes }: ReadResult): number =>
  outcomes.values().every(({ ok }) => ok) ? REUSE_MS : REUSE_FAILED_MS;
