import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import type { Handshake } from '../web/connections.ts';
import type { Turns } from '../web/turns.ts';
import { whyRefused } from './client-certificate.ts';
import type { CurrentWebConfig } from './current.ts';
import { EncryptedStream } from './encrypted-stream.ts';
import type { TlsSettings } from './tls.ts';

/** The first byte of a TLS handshake. */
const HANDSHAKE_RECORD = 0x16;

/** What Go's HTTP server answers. */
const PLAIN_HTTP_RESPONSE =
  'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/** A connection during its handshake. */
interface Pending {
  readonly client: string | undefined;
  readonly onSecure: (secure: TLSSocket) => void;
}

/**
 * Handshakes with the certificates, and the policy for client certificates, as they are when the connection opens.
 *
 * @param turns each part of a handshake, and what a connection receives later, is decrypted in one of them
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
  /** The connection of which a part of the handshake is being handled: the server does not say which one it is. */
  let current: Pending | undefined;

  function serverFor(settings: TlsSettings): Server {
    const known = servers.get(settings);
    if (known !== undefined) return known;
    const { clientAuth, context } = settings;
    const server = createServer({
      ...context,
      // Another handshake on the same connection would have no turn. Go has none either.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
      requestCert: clientAuth.request,
      rejectUnauthorized: clientAuth.require && clientAuth.verify,
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: timeoutMs,
    });
    server.on('secureConnection', (secure) => {
      const refusal = whyRefused(secure, settings);
      if (refusal === undefined && current !== undefined) {
        current.onSecure(secure);
        return;
      }
      log.debug({ client: current?.client, reason: refusal }, 'TLS connection refused');
      secure.destroy();
    });
    server.on('tlsClientError', (error, secure) => {
      log.debug({ client: current?.client, reason: error.message }, 'TLS handshake failed');
      secure.destroy();
    });
    servers.set(settings, server);
    return server;
  }

  async function start(socket: Socket, onSecure: Pending['onSecure']): Promise<void> {
    const { tls } = await web.get();
    if (tls === undefined || socket.destroyed) return;
    const stream = new EncryptedStream(socket, turns);
    stream.once('data', (first: Buffer) => {
      if (first[0] !== HANDSHAKE_RECORD) {
        stream.end(PLAIN_HTTP_RESPONSE, () => stream.destroy());
        return;
      }
      stream.pause();
      stream.unshift(first);
      startTls(stream, tls, {
        client: socket.remoteAddress,
        onSecure: (secured) => {
          stream.completeHandshake();
          onSecure(secured);
        },
      });
    });
  }

  function startTls(stream: EncryptedStream, tls: TlsSettings, pending: Pending): void {
    stream.on('data', () => {
      current = pending;
    });
    serverFor(tls).emit('connection', stream);
    stream.on('data', () => {
      current = undefined;
    });
  }

  return (socket, onSecure) => {
    const deadline = setTimeout(() => socket.destroy(), timeoutMs);
    socket.once('close', () => clearTimeout(deadline));
    start(socket, (secure) => {
      clearTimeout(deadline);
      onSecure(secure);
    }).catch(() => socket.destroy());
  };
}
