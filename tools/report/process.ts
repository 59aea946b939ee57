import type { CliContext } from './cli.ts';

/** What the report needs from the process that it runs in. */
export function processContext(): Omit<CliContext, 'place' | 'command' | 'settings'> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  return {
    environment: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    signal: interrupted.signal,
    now: () => Date.now() / 1000,
  };
}
