import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { resetConnection } from '../close.ts';
import type { ParameterValues } from '../../parameters.ts';
import type { Page } from '../../source.ts';

/** A request for the status page under a fault. */
interface FaultyExchange {
  readonly response: ServerResponse;
  /** The response without the fault. */
  readonly page: Page;
  readonly parameters: ParameterValues;
  /** Aborted when the fault ends: no response is held open longer. */
  readonly signal: AbortSignal;
}

type PageFault = (exchange: FaultyExchange) => void;

/** A short page without script, as sibling firmwares send to clients that are not logged in. */
const LOGIN_PAGE = `<html>
<head><title>Home Gateway</title></head>
<body><form action="/index/login.cgi" method="post">
<input type="text" name="Username"><input type="password" name="Password"><input type="submit" value="Login">
</form></body>
</html>
`;

const ENDLESS_CHUNK = Buffer.from('var time = 0;\n'.repeat(4096));
/** About 1 MB/s: exceeds any limit soon without using much CPU. */
const ENDLESS_INTERVAL_MS = 50;

const bytesOf = ({ body }: Page): Buffer => (typeof body === 'string' ? Buffer.from(body) : body);

/** Repeats a function until the client disconnects or the fault ends; then the connection closes. */
function repeat(response: ServerResponse, signal: AbortSignal, milliseconds: number, step: () => void): void {
  const timer = setInterval(step, milliseconds);
  response.once('close', () => clearInterval(timer));
  holdUntil(response, signal);
}

/** Leaves a response open until the fault ends; then the connection closes. */
function holdUntil(response: ServerResponse, signal: AbortSignal): void {
  const end = (): void => void response.socket?.destroy();
  signal.addEventListener('abort', end, { once: true });
  response.once('close', () => signal.removeEventListener('abort', end));
}

/** A complete HTTP response as bytes, for a fault that concerns the headers too. */
function rawResponse(page: Page): Buffer {
  const body = bytesOf(page);
  const headers = Object.entries(page.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${page.status} OK\r\n${headers.join('')}Content-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

const drip: PageFault = ({ response, page, parameters, signal }) => {
  const includesHeaders = parameters['from'] === 'head';
  const bytes = includesHeaders ? rawResponse(page) : bytesOf(page);
  const target = includesHeaders ? response.socket : response;
  if (!includesHeaders) {
    response.writeHead(page.status, { ...page.headers, 'Content-Length': bytes.length });
    response.flushHeaders();
  }
  const milliseconds = Number(parameters['interval']) * 1000;
  const started = performance.now();
  let sent = 0;
  repeat(response, signal, milliseconds, () => {
    // By the clock: timers of a busy process are late, and the page would take longer than its parameter says.
    const due = Math.max(sent + 1, Math.floor((performance.now() - started) / milliseconds));
    if (sent < bytes.length) target?.write(bytes.subarray(sent, (sent = due)));
    else if (includesHeaders) response.socket?.end();
    else response.end();
  });
};

const truncated: PageFault = ({ response, page, parameters }) => {
  const whole = bytesOf(page);
  const cut = whole.subarray(0, Math.floor((whole.length * Number(parameters['keep'])) / 100));
  if (parameters['ends'] === 'body') {
    response.writeHead(page.status, { ...page.headers, 'Content-Length': cut.length }).end(cut);
    return;
  }
  response.writeHead(page.status, { ...page.headers, 'Content-Length': whole.length });
  response.write(cut, () => response.socket?.destroySoon());
};

const endless: PageFault = ({ response, page, signal }) => {
  response.writeHead(page.status, { ...page.headers });
  repeat(response, signal, ENDLESS_INTERVAL_MS, () => {
    if (!response.writableNeedDrain) response.write(ENDLESS_CHUNK);
  });
};

const garbage: PageFault = ({ response, page, parameters }) => {
  const outputLength = Math.floor(Number(parameters['bytes']));
  const bytes = createHash('shake256', { outputLength }).update('garbage').digest();
  response.writeHead(200, { ...page.headers, 'Content-Length': bytes.length }).end(bytes);
};

const httpError: PageFault = ({ response, parameters }) => {
  const status = Math.floor(Number(parameters['status']));
  const body = `<html><body><h1>${status}</h1></body></html>\n`;
  response.writeHead(status, { 'Content-Type': 'text/html', 'Content-Length': body.length }).end(body);
};

const loginPage: PageFault = ({ response }) => {
  response
    .writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': LOGIN_PAGE.length })
    .end(LOGIN_PAGE);
};

/** How the status page responds under each fault. */
export const PAGE_FAULTS: ReadonlyMap<string, PageFault> = new Map<string, PageFault>([
  ['unreachable', ({ response: { socket } }) => void (socket && resetConnection(socket))],
  ['hang', ({ response, signal }) => holdUntil(response, signal)],
  ['drip', drip],
  ['login-page', loginPage],
  ['truncated', truncated],
  ['garbage', garbage],
  ['http-500', httpError],
  ['endless', endless],
]);
