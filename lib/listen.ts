import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** A port that cannot be had. The message says which, why, and what to change. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

const WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already; stop it, or choose another port',
  EACCES: 'this user may not listen there; choose a port above 1023',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no host of that name',
};

/** An open port. 0 takes a free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Opens a server's port.
 *
 * @param setting The variable that a person would change.
 * @returns The port it got.
 * @throws {ListenError} when it cannot be had; its cause is the operating system's error.
 */
export async function listen(server: Server, { host, port }: Address, setting: string): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = WORDS[code ?? ''] ?? message;
    throw new ListenError(`cannot listen on ${host}:${port} (${setting}): ${reason}`, { cause: error });
  }
  return (server.address() as AddressInfo).port;
}
