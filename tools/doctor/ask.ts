/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Seconds until the whole answer was there. */
  readonly seconds: number;
}

/** No answer, or none that could be used. The message is for people. */
export class AskError extends Error {
  override readonly name = 'AskError';
  /** Nothing listens there: it is not running, or not here. */
  readonly absent: boolean;

  constructor(message: string, { absent = false, cause }: { absent?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.absent = absent;
  }
}

/** No answer of these servers comes near. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Asks a server of the stack.
 *
 * @param base may carry user and password; they go into a header, and into no message
 * @param json to be posted; without it, a plain GET
 * @throws {AskError} and nothing else
 */
export async function ask(base: string, path: string, signal: AbortSignal, json?: unknown): Promise<Answer> {
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
      ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
    });
    const text = await readText(response, url);
    return { status: response.status, text, seconds: (performance.now() - startedAt) / 1000 };
  } catch (error) {
    if (error instanceof AskError) throw error;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (signal.aborted)
      throw new AskError(`${url.origin} did not answer within ${seconds} s`, { cause: error });
    throw explain(url, error);
  }
}

async function readText(response: Response, url: URL): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new AskError(`${url.href} sent more than ${MAX_BYTES / 1024 ** 2} MiB`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const absentWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at',
  ENOTFOUND: 'there is no host of that name:',
  EAI_AGAIN: 'there is no host of that name:',
  EHOSTUNREACH: 'there is no way to',
  ENETUNREACH: 'there is no way to',
};

/** `fetch failed` is no message; what caused it is. */
function explain(url: URL, error: unknown): AskError {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const words = absentWords[code];
  if (words !== undefined) return new AskError(`${words} ${url.origin} (${code})`, { absent: true, cause });
  const message = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return new AskError(`${url.origin} gave no HTTP answer: ${message}${code === '' ? '' : ` (${code})`}`, {
    cause,
  });
}

/**
 * Asks for JSON.
 *
 * @throws {AskError} also when the status is not 200, or the answer no JSON
 */
export async function askJson(
  base: string,
  path: string,
  signal: AbortSignal,
  json?: unknown,
): Promise<unknown> {
  const { status, text } = await ask(base, path, signal, json);
  const where = new URL(base).origin + path;
  if (status !== 200) throw new AskError(`${where} answered with HTTP status ${status}`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AskError(`${where} answered with something else than JSON: is it the right address?`, {
      cause: error,
    });
  }
}
