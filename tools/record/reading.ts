import type { CommandCollector } from '../../modem/src/collectors/collector.ts';
import { ModemError } from '../../modem/src/errors.ts';
import { fetchAnswer, type PageAnswer } from '../../modem/src/transport/http.ts';
import type { TelnetModem } from '../../modem/src/transport/telnet/shell.ts';

/** What the modem said when it was asked once; where it did not, why. */
export interface Reading {
  readonly page: PageAnswer | ModemError;
  /** By command; empty when the shell is not asked. */
  readonly outputs: ReadonlyMap<CommandCollector, string | ModemError>;
}

/** Whom to ask, and for how long. */
export interface ReaderOptions {
  readonly pageUrl: URL;
  readonly telnet: TelnetModem | undefined;
  readonly commands: readonly CommandCollector[];
  /** Bound on the page, and once more on the telnet session. */
  readonly timeoutSeconds: number;
}

/** Asks the modem once: the page, and after it the shell, so that it never has two things to do. */
export async function readModem(
  { pageUrl, telnet, commands, timeoutSeconds }: ReaderOptions,
  signal: AbortSignal,
): Promise<Reading> {
  const bounded = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
  const page = await orError(fetchAnswer(pageUrl, bounded()));
  const outputs = new Map<CommandCollector, string | ModemError>();
  if (telnet === undefined) return { page, outputs };
  const session = await orError(
    telnet.withShell(bounded(), async (shell) => {
      for (const command of commands) outputs.set(command, await orError(shell.run(command.command)));
    }),
  );
  if (session instanceof ModemError) {
    for (const command of commands) if (!outputs.has(command)) outputs.set(command, session);
  }
  return { page, outputs };
}

/** What went wrong at the modem is part of the reading; any other error is a defect and goes on. */
async function orError<T>(work: Promise<T>): Promise<T | ModemError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ModemError) return error;
    throw error;
  }
}
