import path from 'node:path';

import { CommandError, run } from '../../lib/run.mjs';
import { ROOT } from './root.mjs';

const BUILD_MS = 600_000;
const WAIT_SECONDS = 300;

/**
 * The stack of docker-compose.yml.
 *
 * @typedef {object} Stack
 * @property {Readonly<Record<string, string>>} variables of the compose file, such as images, beside those in `.env`
 * @property {string} revision of the sources, for the exporter's build information; may be empty
 */

/**
 * @param {readonly string[]} args
 * @param {Stack} stack
 * @param {number} timeoutMs
 */
export const compose = (args, { variables, revision }, timeoutMs) =>
  run('docker', ['compose', ...args], {
    cwd: ROOT,
    timeoutMs,
    env: { ...variables, HG612_REVISION: revision, COMPOSE_PROGRESS: 'plain' },
  });

/**
 * @param {Stack} stack
 * @returns {Promise<string[]>} names of the services that the current settings enable
 */
export async function services(stack) {
  const listed = await compose(['config', '--services'], stack, 30_000);
  if (!listed.ok) throw new CommandError('docker compose config', listed);
  return listed.stdout.split('\n').filter(Boolean);
}

/**
 * @param {Stack} stack
 * @returns {Promise<string[]>} ports that the stack's containers publish. A container that fails and restarts has no
 * port in `docker compose ps` but still uses it
 */
export async function publishedPorts(stack) {
  const { stdout: ids } = await compose(['ps', '--all', '--quiet'], stack, 30_000);
  if (ids.trim() === '') return [];
  const format = '{{if or .State.Running .State.Restarting}}{{json .HostConfig.PortBindings}}{{end}}';
  const args = ['inspect', '--format', format, ...ids.trim().split('\n')];
  const { stdout } = await run('docker', args, { timeoutMs: 30_000 });
  return Array.from(stdout.matchAll(/"HostPort":"(\d+)"/g), ([, port]) => port ?? '');
}

/**
 * @param {Stack} stack
 * @returns {Promise<string | undefined>} directory of another checkout whose stack of the same name is running
 */
export async function checkoutOfRunningStack(stack) {
  const { stdout } = await compose(['ps', '--format', '{{.Labels}}'], stack, 30_000);
  const [, directory] = /\bcom\.docker\.compose\.project\.working_dir=([^,\n]+)/.exec(stdout) ?? [];
  return directory === undefined || path.resolve(directory) === path.resolve(ROOT) ? undefined : directory;
}

/**
 * @param {string} name of a volume in docker-compose.yml
 * @param {Stack} stack
 * @returns {Promise<boolean>} whether an earlier start has created it
 */
export async function hasVolume(name, stack) {
  const config = await compose(['config', '--format', 'json'], stack, 30_000);
  if (!config.ok) throw new CommandError('docker compose config', config);
  const { volumes } = /** @type {{ volumes: Record<string, { name: string }> }} */ (
    JSON.parse(config.stdout)
  );
  const volume = volumes[name]?.name ?? name;
  return (await run('docker', ['volume', 'inspect', volume], { timeoutMs: 30_000 })).ok;
}

/**
 * Builds the project's own images; quick if nothing changed.
 *
 * @param {Stack} stack
 */
export async function build(stack) {
  const result = await compose(['build'], stack, BUILD_MS);
  if (!result.ok) throw new CommandError('docker compose build', result);
}

/**
 * Starts services and waits until all are healthy.
 *
 * @param {readonly string[]} names
 * @param {Stack} stack
 * @throws {Error} with the logs of the services that failed
 */
export async function up(names, stack) {
  const wait = ['--wait', '--wait-timeout', String(WAIT_SECONDS)];
  const result = await compose(
    ['up', '--detach', '--no-build', '--remove-orphans', ...wait, ...names],
    stack,
    (WAIT_SECONDS + 30) * 1000,
  );
  if (result.ok) return;
  const port = /listen tcp\S* (\S+): bind|Bind for (\S+) failed/.exec(result.stderr);
  if (port !== null) {
    throw new Error(
      `${port[1] ?? port[2]} is in use by another program. Stop it, or set another port in .env (see .env.example).`,
    );
  }
  const listed = await compose(['ps', '--all', '--format', ROW], stack, 30_000);
  const failed = failedServices(listed.stdout, result.stderr);
  if (failed.length === 0) throw new CommandError('docker compose up', result);
  const logs = await compose(
    ['logs', '--tail=15', '--no-color', '--no-log-prefix', ...failed],
    stack,
    30_000,
  );
  // A service that restarts repeatedly logs the same lines each time.
  const lines = [...new Set(logs.stdout.split('\n'))].join('\n').trim();
  if (lines === '') throw new CommandError('docker compose up', result);
  throw new Error(`${failed.join(', ')} failed to start:\n\n${lines}`);
}

const ROW = '{{.Service}}\t{{.Name}}\t{{.ExitCode}}\t{{.Health}}\t{{.State}}';

/**
 * @param {string} listing one {@link ROW} per container
 * @param {string} output of the failed `docker compose up`
 * @returns {string[]} services that exited with an error, restart repeatedly, or are unhealthy
 */
export function failedServices(listing, output) {
  return listing.split('\n').flatMap((line) => {
    const [service, name, exitCode, health, state] = line.split('\t');
    if (!service) return [];
    const hasFailed = exitCode !== '0' || health === 'unhealthy' || state === 'restarting';
    return hasFailed || output.includes(`container ${name} is unhealthy`) ? [service] : [];
  });
}
