/** A complete response. */
export interface HttpResponse {
  readonly status: number;
  readonly text: string;
}

/** No response, or one that cannot be used. The message is shown to users. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** Nothing listens at the address, or it does not exist: the server is probably not running. */
  readonly unreachable: boolean;

  constructor(
    message: string,
    { unreachable = false, cause }: { unreachable?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.unreachable = unreachable;
  }
}

/** A URL without the user name and password that it may have, for messages. */
export const withoutLogin = (url: string): string => url.replace(/^(https?:\/\/)[^/]*@/, '$1');

/** Queries of Prometheus are too long for messages. */
const withoutQuery = (url: string): string => url.replace(/\?.*/s, '');

/** Far above any response of the stack's servers. */
const MAX_BYTES = 8 * 1024 * 1024;

interface RequestOptions {
  /** Body of a POST request; without it, the request is a GET. */
  readonly json?: unknown;
  /** Largest response that is read; by default {@link MAX_BYTES}. */
  readonly maxBytes?: number;
}

/** More levels than any response has. Parsing a megabyte of brackets takes 30 MiB outside the heap. */
const DEEP_JSON = /(?:[[{]\s*(?:"[^"\\]{0,64}"\s*:\s*)?){64}/;

/**
 * Sends a request to a server of the stack.
 *
 * @param base URL without a trailing slash. A user name and password in it are sent in a header, and are in no message
 * @param signal its abort is the deadline
 * @throws {RequestError} and nothing else
 */
export async function request(
  base: string,
  path: string,
  signal: AbortSignal,
  { json, maxBytes = MAX_BYTES }: RequestOptions = {},
): Promise<HttpResponse> {
  const url = new URL(base + path);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const headers: Record<string, string> = {};
  if (username !== '') {
    const login = [username, password].map(decodeURIComponent).join(':');
    headers['authorization'] = `Basic ${Buffer.from(login).toString('base64')}`;
  }
  if (json !== undefined) headers['content-type'] = 'application/json';
  const startedAt = performance.now();
  try {
    const response = await fetch(url, {
      headers,
      signal,
      // It may lead to any server that this machine can reach.
      redirect: 'manual',
      ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
    });
    return { status: response.status, text: await readText(response, url, maxBytes) };
  } catch (error) {
    if (error instanceof RequestError) throw error;
    if (signal.aborted) {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      throw new RequestError(`${url.origin}: timed out after ${seconds} s`, { cause: error });
    }
    throw toRequestError(url, error);
  }
}

async function readText(response: Response, { href }: URL, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new RequestError(
        `${withoutQuery(href)}: the response is larger than ${maxBytes / 1024 ** 2} MiB`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name not found',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network unreachable',
};

/** The message of `fetch` says only "fetch failed"; its cause has the reason. */
function toRequestError({ origin }: URL, error: unknown): RequestError {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason = UNREACHABLE[code];
  if (reason !== undefined) {
    return new RequestError(`${origin}: ${reason} (${code})`, { unreachable: true, cause });
  }
  const message = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return new RequestError(`${origin}: ${message}${code === '' ? '' : ` (${code})`}`, { cause });
}

/**
 * {@link request} for JSON.
 *
 * @throws {RequestError} also if the status is not 2xx or the body is not JSON
 */
export async function requestJson(
  base: string,
  path: string,
  signal: AbortSignal,
  options?: RequestOptions,
): Promise<unknown> {
  const { status, text } = await request(base, path, signal, options);
  const where = new URL(base).origin + withoutQuery(path);
  if (status < 200 || status > 299) {
    const details = text.trim().slice(0, 300);
    throw new RequestError(`${where}: HTTP status ${status}${details === '' ? '' : `: ${details}`}`);
  }
  if (DEEP_JSON.test(text)) throw new RequestError(`${where}: the response is nested too deeply`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RequestError(`${where}: the response is not JSON`, { cause: error });
  }
}
