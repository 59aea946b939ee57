import { CommandError, run } from '../../../lib/run.mjs';
import { ROOT } from '../../../tools/stack/root.mjs';

/** A compose project. */
export interface Project {
  readonly name: string;
  /** Paths of its compose files. */
  readonly files: readonly string[];
  /** Settings, as in `.env`, which is not read. */
  readonly env: Readonly<Record<string, string>>;
}

const UP_MS = 600_000;
const LOGS_MS = 30_000;

/**
 * Runs `docker compose …`.
 *
 * @returns its output
 * @throws with the last log lines of the services when it fails
 */
export async function runCompose({ name, files, env }: Project, ...args: readonly string[]): Promise<string> {
  const options = [
    '--project-name',
    name,
    '--env-file',
    '/dev/null',
    ...files.map((file) => `--file=${file}`),
  ];
  const docker = (timeoutMs: number, ...command: readonly string[]) =>
    run('docker', ['compose', ...options, ...command], { cwd: ROOT, env, timeoutMs });
  const result = await docker(UP_MS, ...args);
  if (result.ok) return result.stdout.trim();
  const logs = await docker(LOGS_MS, 'logs', '--no-color', '--tail=20');
  throw new Error(`${new CommandError(`docker compose ${args[0]}`, result).message}\n${logs.stdout}`);
}
