import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { nextMessage, WorkerError } from '../../../lib/worker.ts';
import { FairQueue } from '../web/fair-queue.ts';

/** A password to verify. The worker's response is whether it matches the hash. */
export interface Question {
  readonly password: string;
  readonly hash: string;
}

/** Verifies passwords one after the other, of all clients in turn. */
export type VerifyPassword = (question: Question, client: string) => Promise<boolean>;

/** Too many passwords wait to be verified. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** Beside this file, as source or as a bundle. */
const WORKER = new URL(`bcrypt-worker${path.extname(import.meta.url)}`, import.meta.url);

/** Passwords of one client that wait. At cost 10, each takes about a tenth of a second. */
const MAX_WAITING = 15;

/** Far above the time of one verification, which is a few seconds at the highest cost that is allowed. */
const MAX_MS = 30_000;

/** Time without work after which the worker ends: it takes 10 MiB, and later passwords are in the cache. */
const IDLE_MS = 10_000;

/**
 * Verifies passwords in a worker thread, which runs only while there is work: one at a time, so that a client with many
 * wrong passwords takes at most one core from others, and nothing from the event loop. Another client waits for one of
 * them.
 *
 * @throws {BusyError} on verification, if too many passwords of the client wait
 */
export function createPasswordVerifier(): VerifyPassword {
  let worker: Worker | undefined;
  const waiting = new FairQueue<() => void>();
  let isBusy = false;
  let idle: NodeJS.Timeout | undefined;

  async function verify(question: Question): Promise<boolean> {
    clearTimeout(idle);
    worker ??= start();
    const current = worker;
    current.ref();
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
      current.postMessage(question);
      return (await nextMessage(current, MAX_MS)) as boolean;
    } catch (error) {
      worker = undefined;
      void current.terminate();
      throw error instanceof WorkerError ? new BusyError('the password was not verified in time') : error;
    } finally {
      current.unref();
      idle = setTimeout(() => {
        void worker?.terminate();
        worker = undefined;
      }, IDLE_MS).unref();
    }
  }

  return async (question, client) => {
    if (waiting.count(client) >= MAX_WAITING) throw new BusyError('too many passwords to verify');
    if (isBusy) await new Promise<void>((resolve) => waiting.push(client, resolve));
    isBusy = true;
    try {
      return await verify(question);
    } finally {
      const next = waiting.shift();
      if (next === undefined) isBusy = false;
      else next();
    }
  };
}

const start = (): Worker =>
  new Worker(WORKER, {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 },
  });
