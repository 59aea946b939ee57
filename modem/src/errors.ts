/**
 * What can go wrong with a modem: one class per cause. `reason` is the label value of
 * `hg612_scrape_collector_failure`; the message names the address, what was expected and what was found.
 */
import { printable } from '../../lib/printable.ts';
import { quote } from './quote.ts';

/** Every reason for which a read can fail, as in the metric contract. */
export const failureReasons = [
  'connect',
  'timeout',
  'reset',
  'http_status',
  'login',
  'busy',
  'format',
  'too_large',
] as const;

export type FailureReason = (typeof failureReasons)[number];

/** Bounds on a whole message and on a field's name, in characters. */
const MAX_MESSAGE = 500;
const MAX_FIELD = 80;

/** Any failure to read the modem. No other error leaves a collector. The message is printable and bounded. */
export abstract class ModemError extends Error {
  abstract readonly reason: FailureReason;

  constructor(message: string, options?: ErrorOptions) {
    super(printable(message, MAX_MESSAGE), options);
    this.name = new.target.name;
  }
}

/** No connection: refused, unreachable, unknown host. */
export class ModemConnectError extends ModemError {
  readonly reason = 'connect';
  constructor(address: string, cause: Error) {
    super(`${address}: cannot connect: ${describeSystemError(cause)}`, { cause });
  }
}

/** The deadline passed before the connection was open: nothing there responds, not even to refuse it. */
export class ModemUnreachableError extends ModemError {
  readonly reason = 'connect';
  constructor(address: string, seconds: number) {
    super(
      `${address}: cannot connect: no response within ${seconds.toFixed(1)} s (no route to the modem, or wrong address)`,
    );
  }
}

/** The deadline passed. `received` is text that arrived meanwhile, if it may be shown. */
export class ModemTimeoutError extends ModemError {
  readonly reason = 'timeout';
  constructor(address: string, waitingFor: string, seconds: number, received = '') {
    const instead = received === '' ? '' : `; received ${quote(received)}`;
    super(`${address}: timed out after ${seconds.toFixed(1)} s waiting for ${waitingFor}${instead}`);
  }
}

/** The modem closed or reset the connection before its response was complete. */
export class ModemResetError extends ModemError {
  readonly reason = 'reset';
  constructor(address: string, waitingFor: string, cause?: Error) {
    const how = cause === undefined ? 'connection closed by the modem' : describeSystemError(cause);
    super(`${address}: ${how} while waiting for ${waitingFor}`, { cause });
  }
}

/** An HTTP status other than 200. */
export class ModemHttpStatusError extends ModemError {
  readonly reason = 'http_status';
  readonly status: number;
  constructor(address: string, status: number) {
    const meaning = meaningOf(status);
    super(`${address}: expected HTTP status 200, found ${status}${meaning === '' ? '' : ` (${meaning})`}`);
    this.status = status;
  }
}

function meaningOf(status: number): string {
  if (status === 404) return 'no such page';
  if (status === 401 || status === 403) return 'access denied';
  return status >= 500 ? 'server error' : '';
}

/** A login page instead of the status page, or a rejected telnet login. */
export class ModemLoginError extends ModemError {
  readonly reason = 'login';
  /** @param found text of the modem; left out where it may contain a part of the password */
  constructor(address: string, expected: string, found?: string) {
    super(`${address}: expected ${expected}${found === undefined ? '' : `, found ${quote(found)}`}`);
  }
}

/** The modem refused a telnet session because it has none left: it serves one at a time. */
export class ModemBusyError extends ModemError {
  readonly reason = 'busy';
  /** @param received text of the modem; left out where it may contain a part of the password */
  constructor(address: string, received?: string) {
    const instead = received === undefined ? '' : `; received ${quote(received)}`;
    super(`${address}: telnet session refused, another client may be logged in${instead}`);
  }
}

/** Text that is not what this modem sends. Names the field, what was expected there, and what was found. */
export class ModemFormatError extends ModemError {
  readonly reason = 'format';
  readonly field: string;
  constructor(field: string, expected: string, found: string | undefined) {
    const name = printable(field, MAX_FIELD);
    super(`${name}: expected ${printable(expected, MAX_MESSAGE / 2)}, found ${quote(found)}`);
    this.field = name;
  }
}

/** More text than a page or a command of this modem can have. */
export class ModemTooLargeError extends ModemError {
  readonly reason = 'too_large';
  constructor(address: string, limit: { readonly bytes: number } | { readonly lines: number }) {
    const text = 'bytes' in limit ? `${limit.bytes / 1024} KiB` : `${limit.lines} lines`;
    super(`${address}: response exceeds ${text}`);
  }
}

/** Describes Node's system errors; the code (`ECONNREFUSED`) stays in the text, since people search for it. */
function describeSystemError(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const text = code === undefined ? undefined : systemErrors[code];
  if (text === undefined) return error.message;
  return `${text} (${code})`;
}

const systemErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the modem',
  ENETUNREACH: 'no route to its network',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'no response from the name server',
  ETIMEDOUT: 'no response: no route to the modem, or wrong address',
  EPIPE: 'connection closed by the modem',
};
