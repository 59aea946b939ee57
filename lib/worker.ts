import type { Worker } from 'node:worker_threads';

/** A worker thread did not answer in time, or ended without an answer. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
}

/**
 * Waits for the next message of a worker thread.
 *
 * @throws {WorkerError} if it ends without a message, or does not send one within `withinMs`; it is not terminated
 * @throws the error that ended it
 */
export async function nextMessage(worker: Worker, withinMs: number): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const exit = (code: number): void => reject(new WorkerError(`the worker ended with ${code}`));
  const late = (): void => reject(new WorkerError(`no answer within ${withinMs / 1000} s`));
  const timer = setTimeout(late, withinMs);
  worker.once('message', resolve).once('error', reject).once('exit', exit);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', resolve).off('error', reject).off('exit', exit);
  }
}
