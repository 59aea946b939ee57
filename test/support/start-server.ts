import { once } from 'node:events';
import { createServer as createWebServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type Koa from 'koa';

/** A server that listens. Disposing of it ends its connections. */
export interface StartedServer extends AsyncDisposable {
  readonly port: number;
  /** Its base URL on this machine, if it is a web server. */
  readonly url: string;
}

/** Makes a TCP, TLS or web server listen on a free port. */
export async function startServer(server: Server, host = '127.0.0.1'): Promise<StartedServer> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Makes a Koa app listen on a free port. */
export function startApp(app: Koa, host?: string): Promise<StartedServer> {
  const handle = app.callback();
  return startServer(
    createWebServer((request, response) => void handle(request, response)),
    host,
  );
}

/** Starts a server that accepts connections and never responds. */
export const startSilentServer = (host?: string): Promise<StartedServer> =>
  startServer(
    createServer((socket) => socket.on('error', () => {})),
    host,
  );

/** Starts a server that sends a text to every client that has sent something, and closes the connection. */
export const startServerThatSends = (text: string): Promise<StartedServer> =>
  startServer(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(text));
    }),
  );
