import { connect } from 'node:net';
import { request, type IncomingMessage } from 'node:http';
import { ModemFormatError, ModemHttpStatusError, ModemTimeoutError, ModemTooLargeError } from '../errors.ts';
import { deadlineError, socketError } from './connecting.ts';

/** Far more than any page of this modem has. */
export const MAX_PAGE_BYTES = 64 * 1024;

/** The modem's response to a request for a page. */
export interface PageResponse {
  status: number;
  /** Names and values in turn, as sent. */
  rawHeaders: readonly string[];
  body: Buffer;
}

/** How a page is fetched. */
export interface FetchOptions {
  /** Accept any HTTP status; by default, a status other than 200 is an error. */
  readonly anyStatus?: boolean;
  /** The IP address to connect to, instead of resolving the URL's host. The `Host` header stays the URL's. */
  readonly connectTo?: string | undefined;
}

/**
 * Fetches one page over a connection of its own, which is closed afterwards: the modem has few connections.
 *
 * @param url the page's whole address
 * @param signal its abort is the deadline; it ends the connection at any point
 * @throws {ModemError} and nothing else
 */
export function fetchPage(
  url: URL,
  signal: AbortSignal,
  { anyStatus = false, connectTo }: FetchOptions = {},
): Promise<PageResponse> {
  return new Promise((resolve, reject) => {
    const address = url.href;
    const startedAt = performance.now();
    let waitingFor = 'a response';
    let connected = false;

    const fail = (error: Error): void => {
      signal.removeEventListener('abort', expire);
      reject(error);
      attempt.destroy();
    };
    const expire = (): void => {
      const seconds = (performance.now() - startedAt) / 1000;
      fail(deadlineError({ address, connected }, waitingFor, seconds));
    };
    const failOn = (error: Error): void => {
      const code = 'code' in error ? String(error.code) : '';
      if (code.startsWith('HPE_')) {
        fail(new ModemFormatError(address, 'an HTTP response', error.message));
      } else fail(socketError({ address, connected }, waitingFor, error));
    };
    const receive = (response: IncomingMessage): void => {
      const { statusCode: status = 0, rawHeaders } = response;
      if (!anyStatus && status !== 200) {
        fail(new ModemHttpStatusError(address, status));
        return;
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      waitingFor = 'the page';
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        waitingFor = `the rest of the page (${bytes} bytes received)`;
        if (bytes > MAX_PAGE_BYTES) fail(new ModemTooLargeError(address, { bytes: MAX_PAGE_BYTES }));
        else chunks.push(chunk);
      });
      // Before the listener of node:http, which would shut the connection down before it closes it.
      response.prependListener('end', () => {
        signal.removeEventListener('abort', expire);
        resolve({ status, rawHeaders, body: Buffer.concat(chunks) });
        attempt.destroy();
      });
      response.on('error', failOn);
    };

    const host = connectTo ?? url.hostname.replaceAll(/[[\]]/g, '');
    const attempt = request({
      path: url.pathname + url.search,
      // No agent: a pooled connection would be a second one at the modem.
      createConnection: () => connect({ host, port: Number(url.port || 80) }),
      // Lenient: embedded servers deviate from HTTP.
      insecureHTTPParser: true,
      headers: ['Host', url.host, 'Connection', 'close', 'Accept', '*/*'],
    });
    attempt.on('socket', (socket) => {
      socket.once('connect', () => {
        connected = true;
      });
    });
    attempt.on('response', receive);
    attempt.on('upgrade', ({ statusCode: status = 0 }, socket) => {
      socket.destroy();
      fail(new ModemHttpStatusError(address, status));
    });
    attempt.on('error', failOn);
    if (signal.aborted) fail(new ModemTimeoutError(address, 'a connection', 0));
    else {
      signal.addEventListener('abort', expire, { once: true });
      attempt.end();
    }
  });
}
