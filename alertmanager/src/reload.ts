import { lookup } from 'node:dns/promises';

/** What came of asking Alertmanager to read its configuration again. */
export type ReloadOutcome =
  | { readonly kind: 'reloaded' }
  | { readonly kind: 'not-running'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

/** A name that no container has yet is not known at once where the machine has no name server either. */
const LOOKUP_MS = 3000;

/** Error codes of a connection to something that is not there. */
const NOT_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Asks a running Alertmanager to take the new configuration. One that does not run will read it when it starts.
 *
 * @param baseUrl of Alertmanager, such as `http://alertmanager:9093`
 */
export async function reloadAlertmanager(baseUrl: string, timeoutMs = 10_000): Promise<ReloadOutcome> {
  const url = new URL(`${baseUrl}/-/reload`);
  if (!(await isKnown(url.hostname))) return { kind: 'not-running', why: `${url.hostname} is not known` };
  try {
    const response = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(timeoutMs) });
    const body = (await response.text()).trim();
    if (response.ok) return { kind: 'reloaded' };
    return { kind: 'failed', why: `${url.href} answered ${response.status}: ${body.slice(0, 500)}` };
  } catch (error) {
    const { code, words } = describe(error);
    if (NOT_THERE.has(code)) return { kind: 'not-running', why: code };
    return { kind: 'failed', why: `${url.href} did not answer: ${code || words}` };
  }
}

async function isKnown(hostname: string): Promise<boolean> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const found = lookup(bare).then(
    () => true,
    () => false,
  );
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), LOOKUP_MS);
  });
  return Promise.race([found, tooLate]).finally(() => clearTimeout(timer));
}

/** `fetch failed` alone helps nobody: the cause has the code, or at least the words. */
function describe(error: unknown): { code: string; words: string } {
  if (!(error instanceof Error)) return { code: '', words: String(error) };
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return { code, words: cause.message };
}
