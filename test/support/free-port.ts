import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports that operating systems do not assign by themselves, so that no other test gets one of them from port 0. */
const LOWEST = 15_000;
const HIGHEST = 29_999;

/** A TCP port of 127.0.0.1 that nothing listens on, and that no other server gets unless it asks for it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
