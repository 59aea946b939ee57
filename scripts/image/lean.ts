/**
 * Runs before a service in its image (`node --import`), and makes its process smaller. Nothing depends on it: without
 * it a service does the same, in some 10 MiB more.
 */

/** How long after its start a service has loaded what it loads. */
const STARTED_MS = 1000;

// Whoever imports node:http as a module is handed every one of its exports, and merely looking at these three loads a
// whole second HTTP client. By require, as here, none is looked at.
const http: Partial<Record<string, unknown>> = process.getBuiltinModule('node:http');
for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) delete http[name];

// What starting left behind would lie about for as long as little is asked of the service. There with --expose-gc.
setTimeout(
  () => globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' }),
  STARTED_MS,
).unref();
