// A worker thread that verifies one password at a time: bcrypt is slow by design, and would block the event loop.
import { parentPort } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';
import type { Question } from './bcrypt.ts';

parentPort?.on('message', ({ password, hash }: Question) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  parentPort?.postMessage(compareSync(password, hash));
});
