import type { Collector, Parsed, ParseOptions } from './collectors/collector.ts';
import { ModemError, ModemFormatError } from './errors.ts';
import type { PageResponse } from './transport/http.ts';

/** The text of one page or command as the modem sent it, or why there is none. */
export type Reply = (
  | {
      readonly ok: true;
      readonly text: string;
      /** Status, headers and bytes, if it is a page. */
      readonly page?: PageResponse;
    }
  | {
      readonly ok: false;
      readonly error: ModemError;
      /** For a command: whether the login had succeeded by then. */
      readonly loggedIn?: boolean;
    }
) & {
  /** How long it took. The first command of a session includes the login. */
  readonly seconds: number;
};

/** The result of reading one page or command. Never an exception: a failure is a value. */
export type Outcome = (
  | { readonly ok: true; readonly parsed: Parsed }
  | { readonly ok: false; readonly error: ModemError }
) & {
  /** How long it took, including parsing. */
  readonly seconds: number;
};

/** Parses a reply. Never throws. */
export function parseReply(collector: Collector, reply: Reply, options: ParseOptions = {}): Outcome {
  const { ok, seconds } = reply;
  if (!ok) return { ok, error: reply.error, seconds };
  const startedAt = performance.now();
  const total = (): number => seconds + (performance.now() - startedAt) / 1000;
  try {
    return { ok, parsed: collector.parse(reply.text, options), seconds: total() };
  } catch (error) {
    return { ok: false, error: asModemError(collector.name, error), seconds: total() };
  }
}

/** Parses a text that is known without reading a modem, such as one of a recording. Never throws. */
export const parseText = (
  collector: Collector,
  text: string,
  options: ParseOptions & { readonly seconds?: number } = {},
): Outcome => {
  const { seconds = 0 } = options;
  return { ...parseReply(collector, { ok: true, text, seconds }, options), seconds };
};

/**
 * Any error as a modem's: a defect in one parser must not remove the values of other collectors, and must be visible.
 */
export function asModemError(name: string, error: unknown): ModemError {
  if (error instanceof ModemError) return error;
  const wrapped = new ModemFormatError(name, 'text that its parser can read', String(error));
  wrapped.cause = error;
  return wrapped;
}
