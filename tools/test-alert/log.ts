import type { Environment } from '../../lib/environment.ts';
import { run } from '../../lib/run.mjs';

const LOG_MS = 10_000;

/**
 * The log of the stack's Alertmanager.
 *
 * @param root project directory
 * @param since start of the requested part
 * @returns empty if it cannot be read, as without Docker or for an Alertmanager elsewhere
 */
export async function readLog(root: string, environment: Environment, since: Date): Promise<string> {
  const args = ['compose', 'logs', '--no-color', '--no-log-prefix', '--since', since.toISOString()];
  const { stdout } = await run('docker', [...args, 'alertmanager'], {
    cwd: root,
    env: { ...environment },
    timeoutMs: LOG_MS,
  });
  return stdout;
}

/** `err="…"` in logfmt, with Go's escapes. */
const ERROR = /\berr="((?:\\.|[^"\\])*)"/;

/** `receiver=` of an attempt that will be repeated, or the start of the error when Alertmanager gives up. */
const RECEIVER = /\breceiver=(\S+)/;
const GIVEN_UP = /^(\S+?)\/\S+?\[\d+\]: (?:notify retry canceled.*? after \d+ attempts?: )?(.*)$/s;

/** What precedes the cause: the request, whose URL Alertmanager hides, and Slack's channel, which is never set. */
const PREFIXES = /^(?:(?:Post|Put|Get) "[^"]*": |channel "": )+/;

/**
 * Why notifications failed, from Alertmanager's log.
 *
 * @param testRun label value of the test alert: errors of other alerts are left out
 * @returns the last error of each receiver, such as `dial tcp 10.0.0.9:25: connect: connection refused`
 */
export function causesIn(log: string, testRun: string): ReadonlyMap<string, string> {
  const causes = new Map<string, string>();
  for (const line of log.split('\n')) {
    if (!line.includes(testRun)) continue;
    const text = ERROR.exec(line)?.[1]?.replaceAll(/\\(["\\])/g, '$1');
    if (text === undefined) continue;
    const [, givenUp, cause = text] = GIVEN_UP.exec(text) ?? [];
    const receiver = RECEIVER.exec(line)?.[1] ?? givenUp;
    if (receiver !== undefined) causes.set(receiver, (cause ?? text).replace(PREFIXES, '').trim());
  }
  return causes;
}
