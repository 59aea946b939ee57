import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { nextMessage, WorkerError } from '../../../lib/worker.ts';
import { type ConfigContents, configOf, type FileConfig } from './file-config.ts';
import { ConfigFileError } from './load.ts';

/** What the worker sends. */
export type ConfigAnswer = ConfigContents | { readonly problems: string };

/** Beside this file, as source or as a bundle. */
const WORKER = new URL(`config-worker${path.extname(import.meta.url)}`, import.meta.url);

/** A file of 10 000 lines takes one to three seconds and 50 MiB. */
const MAX_MS = 30_000;
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4, stackSizeMb: 4 };

/**
 * Loads a configuration file off the event loop and in a heap of its own: the exporter serves its clients meanwhile,
 * and survives whatever the file contains.
 *
 * @throws {ConfigFileError}
 */
export async function loadConfigInWorker(file: string): Promise<FileConfig> {
  const worker = new Worker(WORKER, { workerData: file, execArgv: [], resourceLimits: LIMITS });
  let answer: ConfigAnswer;
  try {
    answer = (await nextMessage(worker, MAX_MS)) as ConfigAnswer;
  } catch (error) {
    const isOutOfMemory =
      error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (isOutOfMemory || error instanceof WorkerError) {
      const limit = isOutOfMemory ? `${LIMITS.maxOldGenerationSizeMb} MiB of memory` : `${MAX_MS / 1000} s`;
      throw new ConfigFileError(`${file}: parsing it takes more than ${limit}`, { cause: error });
    }
    throw error;
  } finally {
    void worker.terminate();
  }
  if ('problems' in answer) throw new ConfigFileError(answer.problems);
  return configOf(answer);
}
