// A worker thread that reads the configuration file which its data names. Its message is what is in it, or its problems.
import { parentPort, workerData } from 'node:worker_threads';
import type { ConfigAnswer } from './load-in-worker.ts';
import { ConfigFileError, readConfigFile } from './load.ts';

const answer = (): ConfigAnswer => {
  try {
    return readConfigFile(workerData as string);
  } catch (error) {
    if (error instanceof ConfigFileError) return { problems: error.message };
    throw error;
  }
};

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
parentPort?.postMessage(answer());
