import type { Collector, CollectorName } from '../../../modem/src/collectors/collector.ts';
import { ModemTimeoutError } from '../../../modem/src/errors.ts';
import type { Modem, Outcome, ReadResult, Reads } from '../../../modem/src/read.ts';

export interface SharedReader {
  /**
   * Joins the read under way, or starts one.
   *
   * @param seconds after which the answer is given with what is known by then; at most the modem's own bound
   * @param abandoned its abort says that nobody waits for this answer any more
   */
  read(seconds: number, abandoned?: AbortSignal): Promise<ReadResult>;
  /** Ends the read under way and waits until the modem is free. */
  close(): Promise<void>;
}

/** How long an ended read has to say where it stood. */
const LAST_WORDS_MS = 100;

/** A reason of our own: the default one is an exception whose stack nobody reads. */
const ENDED = 'the read has ended';

interface Flight {
  reads: Reads;
  startedAt: number;
  known: Map<CollectorName, Outcome>;
  landed: Promise<unknown>;
  waiting: number;
  end: () => void;
}

/**
 * Lets any number of scrapes, and a person, share one slow modem: never two reads at once.
 *
 * A read lasts as long as somebody waits for it, and never longer than `boundSeconds`, so that scrapes
 * which keep joining cannot keep a hung read alive.
 */
export function createSharedReader(
  modem: Modem,
  collectors: readonly Collector[],
  boundSeconds: number,
): SharedReader {
  let current: Flight | undefined;

  function start(): Flight {
    const abort = new AbortController();
    const reads = modem.read(collectors, abort.signal);
    const known = new Map<CollectorName, Outcome>();
    const landed = Promise.all(
      [...reads].map(async ([name, outcome]) => {
        known.set(name, await outcome);
      }),
    );
    const flight: Flight = {
      reads,
      startedAt: performance.now(),
      known,
      landed,
      waiting: 0,
      end: () => {
        if (current === flight) current = undefined;
        clearTimeout(bound);
        abort.abort(ENDED);
      },
    };
    const bound = setTimeout(flight.end, boundSeconds * 1000);
    void landed.then(flight.end);
    return flight;
  }

  return {
    async read(seconds, abandoned) {
      const flight = (current ??= start());
      flight.waiting += 1;
      const joinedAt = performance.now();
      await firstOf(flight.landed, Math.min(seconds, boundSeconds) * 1000, abandoned);
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        flight.end();
        await firstOf(flight.landed, LAST_WORDS_MS);
      }
      const waited = (performance.now() - joinedAt) / 1000;
      const outcomes = new Map<CollectorName, Outcome>();
      for (const name of flight.reads.keys()) {
        outcomes.set(name, flight.known.get(name) ?? outOfTime(modem, name, waited));
      }
      return { outcomes, seconds: (performance.now() - flight.startedAt) / 1000 };
    },
    async close() {
      current?.end();
      await modem.close();
    },
  };
}

/** Resolves with the first of: the work done, the time over, nobody waiting any more. */
async function firstOf(work: Promise<unknown>, milliseconds: number, abandoned?: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, milliseconds);
  const leave = () => over.resolve();
  if (abandoned?.aborted) leave();
  abandoned?.addEventListener('abort', leave, { once: true });
  await Promise.race([work, over.promise]);
  abandoned?.removeEventListener('abort', leave);
  clearTimeout(timer);
}

function outOfTime(modem: Modem, name: CollectorName, seconds: number): Outcome {
  return { ok: false, error: new ModemTimeoutError(modem.addressOf(name), 'an answer', seconds), seconds };
}
