import { run, type RunResult } from '../../lib/run.mjs';

/** Runs a program of the exporter's image, such as `doctor`, in its container: there the whole stack can be reached. */
export type RunInExporter = (
  args: readonly string[],
  timeoutMs: number,
  signal?: AbortSignal,
) => Promise<RunResult>;

/**
 * {@link RunInExporter} with Docker Compose.
 *
 * @param root project directory, with docker-compose.yml
 */
export const inExporterOf =
  (root: string): RunInExporter =>
  (args, timeoutMs, signal) =>
    run('docker', ['compose', 'exec', '-T', 'exporter', 'hg612', ...args], {
      cwd: root,
      timeoutMs,
      ...(signal !== undefined && { signal }),
    });

/** Why {@link RunInExporter} did not run the program, in one line. */
export function whyNotRun({ timedOut, stderr }: RunResult): string {
  if (timedOut) return 'docker compose exec timed out';
  if (stderr.startsWith('spawn docker ENOENT')) return 'docker is not installed';
  return stderr.trim().split('\n').at(-1) || 'docker compose exec failed';
}
