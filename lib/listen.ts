import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** A server cannot listen. The message names the address, the setting, the reason and what to change. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use; stop the other program or choose another port',
  EACCES: 'permission denied; choose a port above 1023',
  EADDRNOTAVAIL: 'this machine has no such address; set LISTEN_HOST',
  ENOTFOUND: 'unknown host; set LISTEN_HOST',
};

/**
 * Connections that wait to be accepted. Beyond that the kernel drops some, and their clients retry after 1, 3 and 7 s.
 * Linux caps it at net.core.somaxconn, 4096 by default.
 */
const BACKLOG = 4096;

/** An address to listen on; port 0 takes a free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Makes a server listen.
 *
 * @param setting the variable with the port
 * @returns the port
 * @throws {ListenError} whose cause is the operating system's error
 */
export async function listen(server: Server, { host, port }: Address, setting: string): Promise<number> {
  server.listen({ port, host, backlog: BACKLOG });
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = REASONS[code ?? ''] ?? message;
    throw new ListenError(`cannot listen on ${host}:${port} (${setting}): ${reason}`, { cause: error });
  }
  return (server.address() as AddressInfo).port;
}
