import { within } from '../../../lib/within.ts';
import type { Collector, CollectorName, CommandCollector } from '../../../modem/src/collectors/collector.ts';
import { ModemTimeoutError } from '../../../modem/src/errors.ts';
import type { Outcome } from '../../../modem/src/parse.ts';
import type { Modem, ReadResult, Reads } from '../../../modem/src/read.ts';

/** Reads a modem for any number of clients. */
export interface SharedReader {
  /**
   * Joins the read in progress, or starts one. All that wait until its end get the same result object.
   *
   * @param seconds time after which the result contains what is known by then; at most the reader's own bound
   * @param disconnect aborted when the client no longer waits for the result
   */
  read(seconds: number, disconnect?: AbortSignal): Promise<ReadResult>;
  /** Ends the read in progress and waits until no session is left at the modem. */
  close(): Promise<void>;
}

/** A shared reader whose commands give way to all other reads of the modem. */
export const createBackgroundReader = (
  modem: Modem,
  collectors: readonly CommandCollector[],
  boundSeconds: number,
): SharedReader =>
  createSharedReader(
    { ...modem, read: (wanted, signal) => modem.readInBackground(wanted, signal) },
    collectors,
    boundSeconds,
  );

/** A modem as far as a shared reader uses it. */
export interface ReadableModem<Kind extends Collector> extends Pick<Modem, 'addressOf' | 'close'> {
  read(collectors: readonly Kind[], signal: AbortSignal): Reads;
}

/** Time for an aborted read to report what it was waiting for. */
const ABORT_MS = 100;

/** A plain reason: the default one is an exception with a stack trace that is never shown. */
const ENDED = 'the read has ended';

interface Flight {
  readonly reads: Reads;
  readonly startedAt: number;
  /** The outcomes so far. */
  readonly known: Map<CollectorName, Outcome>;
  /** Resolves when every collector has an outcome. */
  readonly complete: Promise<ReadResult>;
  /** Scrapes that wait for it. */
  waiting: number;
  /** Ends it before its time. */
  readonly end: () => void;
}

/**
 * Lets any number of scrapes and page views share one slow modem: there is never more than one read at a time.
 *
 * A read lasts as long as a client waits for it, and never longer than `boundSeconds`: scrapes that keep joining do not
 * prolong a read that hangs.
 */
export function createSharedReader<Kind extends Collector>(
  modem: ReadableModem<Kind>,
  collectors: readonly Kind[],
  boundSeconds: number,
): SharedReader {
  let current: Flight | undefined;

  function start(): Flight {
    const abort = new AbortController();
    const startedAt = performance.now();
    const reads = modem.read(collectors, abort.signal);
    const known = new Map<CollectorName, Outcome>();
    const finished = Promise.all(
      [...reads].map(async ([name, outcome]) => {
        known.set(name, await outcome);
      }),
    );
    const flight: Flight = {
      reads,
      startedAt,
      known,
      complete: finished.then(() => ({ outcomes: known, seconds: secondsSince(startedAt) })),
      waiting: 0,
      end: () => {
        leave();
        abort.abort(ENDED);
      },
    };
    const leave = (): void => {
      if (current === flight) current = undefined;
      clearTimeout(bound);
    };
    const bound = setTimeout(flight.end, boundSeconds * 1000);
    void finished.then(leave);
    return flight;
  }

  return {
    async read(seconds, disconnect) {
      const flight = (current ??= start());
      flight.waiting += 1;
      const joinedAt = performance.now();
      let complete = await within(flight.complete, Math.min(seconds, boundSeconds) * 1000, disconnect);
      flight.waiting -= 1;
      if (complete === undefined && flight.waiting === 0) {
        flight.end();
        complete = await within(flight.complete, ABORT_MS);
      }
      if (complete !== undefined) return complete;
      const waited = secondsSince(joinedAt);
      const outcomes = new Map<CollectorName, Outcome>();
      for (const name of flight.reads.keys()) {
        outcomes.set(name, flight.known.get(name) ?? timedOut(modem, name, waited));
      }
      return { outcomes, seconds: secondsSince(flight.startedAt) };
    },
    async close() {
      current?.end();
      await modem.close();
    },
  };
}

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;

function timedOut(modem: Pick<Modem, 'addressOf'>, name: CollectorName, seconds: number): Outcome {
  return { ok: false, error: new ModemTimeoutError(modem.addressOf(name), 'a response', seconds), seconds };
}
