import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import type { Handshake } from '../web/connections.ts';
import type { Turns } from '../web/turns.ts';
import { whyRefused } from './client-certificate.ts';
import type { CurrentWebConfig } from './current.ts';
import type { TlsSettings } from './tls.ts';

/** The first byte of a TLS handshake. */
const HANDSHAKE_RECORD = 0x16;

/** What Go's HTTP server answers. */
const PLAIN_HTTP_RESPONSE =
  'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/**
 * Handshakes with the certificates, and the policy for client certificates, as they are when the connection opens.
 *
 * @param turns each handshake starts in one of them
 * @param timeoutMs time from the opening of a connection to the end of its handshake
 */
export function createHandshake(
  web: CurrentWebConfig,
  turns: Turns,
  log: Logger,
  timeoutMs: number,
): Handshake {
  /** A server that never listens, for each configuration: it holds the parsed certificates and the session tickets' key. */
  const servers = new WeakMap<TlsSettings, Server>();
  const waiting = new Map<string, (secure: TLSSocket) => void>();

  function serverFor(settings: TlsSettings): Server {
    const known = servers.get(settings);
    if (known !== undefined) return known;
    const { clientAuth, context } = settings;
    const server = createServer({
      ...context,
      requestCert: clientAuth.request,
      rejectUnauthorized: clientAuth.require && clientAuth.verify,
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: timeoutMs,
    });
    server.on('secureConnection', (secure) => {
      const refusal = whyRefused(secure, settings);
      if (refusal !== undefined) {
        log.debug({ client: secure.remoteAddress, reason: refusal }, 'TLS connection refused');
        secure.destroy();
        return;
      }
      waiting.get(nameOf(secure))?.(secure);
    });
    server.on('tlsClientError', (error, secure) => {
      log.debug({ client: secure.remoteAddress, reason: error.message }, 'TLS handshake failed');
      secure.destroy();
    });
    servers.set(settings, server);
    return server;
  }

  async function start(socket: Socket): Promise<void> {
    const [first] = (await once(socket, 'data')) as [Buffer];
    socket.pause();
    if (first[0] !== HANDSHAKE_RECORD) {
      socket.end(PLAIN_HTTP_RESPONSE, () => socket.destroy());
      return;
    }
    const { tls } = await web.get();
    // It may be for a health check.
    await turns.next(true);
    if (tls === undefined || socket.destroyed) return;
    socket.unshift(first);
    serverFor(tls).emit('connection', socket);
  }

  return (socket, onSecure) => {
    const name = nameOf(socket);
    const deadline = setTimeout(() => socket.destroy(), timeoutMs);
    waiting.set(name, (secure) => {
      clearTimeout(deadline);
      waiting.delete(name);
      onSecure(secure);
    });
    socket.once('close', () => {
      clearTimeout(deadline);
      waiting.delete(name);
    });
    start(socket).catch(() => socket.destroy());
  };
}

/** Both ends of a connection, which no other open connection shares. */
const nameOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
