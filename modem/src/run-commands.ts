import type { CollectorName, CommandCollector } from './collectors/collector.ts';
import { asModemError, type Reply } from './parse.ts';
import { SessionPreemptedError, type TelnetModem } from './transport/telnet/shell.ts';

/** A command and the reply that it will have. */
const pendingReplies = (collectors: readonly CommandCollector[]) =>
  collectors.map(({ name, source: { command } }) => ({
    name,
    command,
    ...Promise.withResolvers<Reply>(),
  }));

/** Runs the commands one after the other in one session; each has its own reply. */
export function runCommands(
  shell: TelnetModem,
  collectors: readonly CommandCollector[],
  signal: AbortSignal,
): [CollectorName, Promise<Reply>][] {
  const pending = pendingReplies(collectors);
  if (pending.length > 0) void runSession();
  return pending.map(({ name, promise }) => [name, promise]);

  async function runSession(): Promise<void> {
    let startedAt = performance.now();
    let loggedIn = false;
    const seconds = (): number => (performance.now() - startedAt) / 1000;
    try {
      await shell.withShell(signal, async (session) => {
        loggedIn = true;
        for (const { command, resolve } of pending) {
          const text = await session.run(command);
          resolve({ ok: true, text, seconds: seconds() });
          startedAt = performance.now();
        }
      });
    } catch (error) {
      // The error that ended the session is the reason for its command and for those that were not run. Resolving
      // a reply that is already there has no effect.
      const cause = asModemError('telnet session', error);
      for (const { resolve } of pending) resolve({ ok: false, error: cause, loggedIn, seconds: seconds() });
    }
  }
}

/** Bound on one command in the background. The longest table takes a real modem about two seconds. */
const BACKGROUND_COMMAND_MS = 20_000;

/**
 * Runs the commands one after the other, in as few sessions as other users of the shell allow. A command that fails
 * ends its session, and the next one gets another; without a login, or after the deadline, all that are left fail.
 */
export function runCommandsInBackground(
  shell: TelnetModem,
  collectors: readonly CommandCollector[],
  signal: AbortSignal,
): [CollectorName, Promise<Reply>][] {
  const pending = pendingReplies(collectors);
  const remaining = [...pending];
  void runSessions();
  return pending.map(({ name, promise }) => [name, promise]);

  async function runSessions(): Promise<void> {
    while (remaining.length > 0) await runSession();
  }

  async function runSession(): Promise<void> {
    let startedAt = performance.now();
    let loggedIn = false;
    const seconds = (): number => (performance.now() - startedAt) / 1000;
    try {
      await shell.withShellInBackground(signal, async (session) => {
        loggedIn = true;
        for (let next = remaining[0]; next !== undefined; next = remaining[0]) {
          const text = await session.run(next.command, AbortSignal.timeout(BACKGROUND_COMMAND_MS));
          next.resolve({ ok: true, text, seconds: seconds() });
          remaining.shift();
          startedAt = performance.now();
        }
      });
    } catch (error) {
      if (error instanceof SessionPreemptedError) return;
      const cause = asModemError('telnet session', error);
      const failed = remaining.splice(0, loggedIn && !signal.aborted ? 1 : remaining.length);
      for (const { resolve } of failed) resolve({ ok: false, error: cause, loggedIn, seconds: seconds() });
    }
  }
}
