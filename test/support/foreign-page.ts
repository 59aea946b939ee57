import { request } from 'node:http';

/** Origin of a web page that has nothing to do with the stack. */
const FOREIGN = 'https://attacker.example';

/** A request that a script sends from a page in a browser. */
export interface PageRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Without one: no body. */
  readonly contentType?: string;
  readonly body?: string;
}

/** What comes of it. */
export interface PageResult {
  /** `blocked`: the browser does not send the request, because the preflight does not allow it. */
  readonly status: number | 'blocked';
  /** Whether the browser gives the response to the script. */
  readonly readable: boolean;
}

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Sends a request as a browser sends it from a page of another origin, by the rules of CORS: preflight included. */
export async function fromForeignPage(url: string, page: PageRequest): Promise<PageResult> {
  if (needsPreflight(page)) {
    const { status, headers } = await send(url, 'OPTIONS', {
      origin: FOREIGN,
      'access-control-request-method': page.method,
      ...(page.contentType !== undefined && { 'access-control-request-headers': 'content-type' }),
    });
    const methods = listIn(headers['access-control-allow-methods']);
    const allowed =
      status >= 200 &&
      status < 300 &&
      isReadable(headers) &&
      (methods.includes(page.method.toLowerCase()) || SIMPLE_METHODS.has(page.method)) &&
      (page.contentType === undefined ||
        listIn(headers['access-control-allow-headers']).includes('content-type'));
    if (!allowed) return { status: 'blocked', readable: false };
  }
  const { status, headers } = await send(url, page.method, { origin: FOREIGN, ...typeOf(page) }, page.body);
  return { status, readable: isReadable(headers) };
}

/**
 * Sends a request as a browser sends it after DNS rebinding: the name of the attacker's site now resolves to the
 * server, so that the page has the server's origin and may read every response.
 */
export async function afterRebinding(url: string, page: PageRequest): Promise<number> {
  const host = `attacker.example:${new URL(url).port}`;
  const headers = { host, ...(page.method === 'GET' ? {} : { origin: `http://${host}` }), ...typeOf(page) };
  return (await send(url, page.method, headers, page.body)).status;
}

/** Methods that a page may send anywhere. */
const SIMPLE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

/** Content types that HTML forms can send. */
const FORM_TYPES: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
]);

const needsPreflight = ({ method, contentType }: PageRequest): boolean =>
  !SIMPLE_METHODS.has(method) || (contentType !== undefined && !FORM_TYPES.has(contentType));

const isReadable = (headers: Response['headers']): boolean =>
  ['*', FOREIGN].includes(String(headers['access-control-allow-origin']));

const listIn = (header: string | string[] | undefined): string[] =>
  String(header ?? '')
    .toLowerCase()
    .split(/, */);

const typeOf = ({ contentType }: PageRequest): Record<string, string> =>
  contentType === undefined ? {} : { 'content-type': contentType };

const send = (
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Response> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, timeout: 10_000 }, (response) => {
      response.resume();
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    });
    sent.on('timeout', () => sent.destroy(new Error(`${url}: timed out`)));
    sent.on('error', reject);
    sent.end(body);
  });

/** A silence for every alert, as the body of a request to Alertmanager. */
export const silenceEverything = (): string =>
  JSON.stringify({
    matchers: [{ name: 'alertname', value: '.+', isRegex: true, isEqual: true }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    createdBy: 'a web page',
    comment: 'created by a test',
  });
