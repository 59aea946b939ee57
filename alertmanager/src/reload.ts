import { lookup } from 'node:dns/promises';
import { within } from '../../lib/within.ts';

/** Result of a configuration reload. */
type ReloadOutcome =
  | { readonly kind: 'reloaded' }
  | { readonly kind: 'not-running'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Without a name server on the host, looking up a container that does not exist yet takes long to fail. */
const LOOKUP_MS = 3000;

/** Error codes of a connection to a server that is not running. */
const NOT_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Reloads the configuration of a running Alertmanager. One that is not running reads it when it starts.
 *
 * @param baseUrl of Alertmanager, such as `http://alertmanager:9093`
 */
export async function reloadAlertmanager(baseUrl: string, timeoutMs = 10_000): Promise<ReloadOutcome> {
  const url = new URL(`${baseUrl}/-/reload`);
  if (!(await isResolvable(url.hostname)))
    return { kind: 'not-running', reason: `${url.hostname} cannot be resolved` };
  try {
    const response = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(timeoutMs) });
    const body = (await response.text()).trim();
    if (response.ok) return { kind: 'reloaded' };
    return { kind: 'failed', reason: `${url.href} returned ${response.status}: ${body.slice(0, 500)}` };
  } catch (error) {
    const { code, message } = describe(error);
    if (NOT_THERE.has(code)) return { kind: 'not-running', reason: code };
    return { kind: 'failed', reason: `no response from ${url.href}: ${code || message}` };
  }
}

async function isResolvable(hostname: string): Promise<boolean> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const found = lookup(bare).then(
    () => true,
    () => false,
  );
  return (await within(found, LOOKUP_MS)) ?? false;
}

/** The cause of `fetch failed`: its code, or at least its message. */
function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return { code, message: cause.message };
}
