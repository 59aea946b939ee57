import { setMaxListeners } from 'node:events';

/**
 * An `AbortController` without Node's warning about many listeners: any number of responses may wait for its signal.
 */
export function createAbortController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
