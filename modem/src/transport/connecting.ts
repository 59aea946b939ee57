import {
  ModemConnectError,
  type ModemError,
  ModemResetError,
  ModemTimeoutError,
  ModemUnreachableError,
} from '../errors.ts';

/** A connection attempt, as far as errors depend on it. */
export interface Attempt {
  /** Of the modem, for errors. */
  readonly address: string;
  /** Whether the connection was opened. */
  readonly connected: boolean;
}

/** A shorter wait for a connection, such as an abandoned one, does not prove that nothing responds. */
const MIN_CONNECT_SECONDS = 0.1;

/**
 * The error for an expired deadline.
 *
 * @param explain a more precise error, if the connection was opened
 */
export function deadlineError(
  { address, connected }: Attempt,
  waitingFor: string,
  seconds: number,
  explain: () => ModemError | undefined = () => undefined,
): ModemError {
  if (!connected && seconds >= MIN_CONNECT_SECONDS) return new ModemUnreachableError(address, seconds);
  return explain() ?? new ModemTimeoutError(address, waitingFor, seconds);
}

/** The error for an error of the socket. */
export function socketError({ address, connected }: Attempt, waitingFor: string, error: Error): ModemError {
  // A reset may arrive before Node has emitted `connect`.
  const wasReset = connected || ('code' in error && error.code === 'ECONNRESET');
  return wasReset ? new ModemResetError(address, waitingFor, error) : new ModemConnectError(address, error);
}
