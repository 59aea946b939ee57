/**
 * What can go wrong with a modem: one class per cause. `reason` is the label value of
 * `hg612_scrape_collector_failure`; the message tells a person what was expected, and what was found.
 */

/** Every reason a read can fail for, in the words of the metric contract. */
export const failureReasons = [
  'connect',
  'timeout',
  'reset',
  'http_status',
  'login',
  'format',
  'too_large',
] as const;

export type FailureReason = (typeof failureReasons)[number];

/** How much of a modem's text an error may quote. */
const QUOTED_CHARACTERS = 60;

/** Quotes what a modem sent: bounded, on one line, `nothing` where there was nothing. */
export function quote(found: string | undefined): string {
  if (found === undefined) return 'nothing';
  const cut = found.length > QUOTED_CHARACTERS ? `${found.slice(0, QUOTED_CHARACTERS)}…` : found;
  return JSON.stringify(cut);
}

/** Any failure to read the modem. Nothing else may leave a collector. */
export abstract class ModemError extends Error {
  abstract readonly reason: FailureReason;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
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

/** The deadline passed. `waitingFor` says what had not come by then, `found` what had come instead, if anything. */
export class ModemTimeoutError extends ModemError {
  readonly reason = 'timeout';
  constructor(address: string, waitingFor: string, seconds?: number, found = '') {
    const within = seconds === undefined ? 'in time' : `within ${seconds.toFixed(1)} s`;
    const instead = found === '' ? '' : `; the modem said ${quote(found)}`;
    super(`${address}: expected ${waitingFor} ${within}, it did not come${instead}`);
  }
}

/** The modem closed or reset the connection before it had answered. */
export class ModemResetError extends ModemError {
  readonly reason = 'reset';
  constructor(address: string, during: string, cause?: Error) {
    const how = cause === undefined ? 'closed by the modem' : describeSystemError(cause);
    super(`${address}: connection ended while ${during}: ${how}`, { cause });
  }
}

/** An HTTP answer other than 200. */
export class ModemHttpStatusError extends ModemError {
  readonly reason = 'http_status';
  constructor(address: string, status: number) {
    super(`${address}: expected HTTP status 200, found ${status}`);
  }
}

/** A login page instead of the status page, a refused telnet login, or a shell that is busy. */
export class ModemLoginError extends ModemError {
  readonly reason = 'login';
  constructor(address: string, expected: string, found: string | undefined) {
    super(`${address}: expected ${expected}, found ${quote(found)}`);
  }
}

/** Text that is not what this modem sends. Names the field, what was expected there, and what was found. */
export class ModemFormatError extends ModemError {
  readonly reason = 'format';
  readonly field: string;
  constructor(field: string, expected: string, found: string | undefined) {
    super(`${field}: expected ${expected}, found ${quote(found)}`);
    this.field = field;
  }
}

/** More text than a page or a command of this modem can have. */
export class ModemTooLargeError extends ModemError {
  readonly reason = 'too_large';
  constructor(address: string, limitBytes: number) {
    super(`${address}: expected at most ${limitBytes / 1024} KiB, the modem sent more`);
  }
}

/** Node's system errors in a person's words; the code alone (`ECONNREFUSED`) stays for those who search for it. */
function describeSystemError(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const words = code === undefined ? undefined : systemErrors[code];
  if (words === undefined) return error.message;
  return `${words} (${code})`;
}

const systemErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the modem',
  ENETUNREACH: 'no route to its network',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the name server did not answer',
  ETIMEDOUT: 'no answer',
  EPIPE: 'connection closed by the modem',
};
