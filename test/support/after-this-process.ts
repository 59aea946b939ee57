import { spawn } from 'node:child_process';

/**
 * Runs a shell command when this process has ended, in whatever way: the standard input of the shell closes then.
 *
 * @param command receives the arguments as `$1`, `$2`, …
 * @returns cancels it
 */
export function afterThisProcess(command: string, ...args: readonly string[]): () => void {
  const shell = spawn('sh', ['-c', `read -r _; ${command}`, 'sh', ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A signal to the group of this process, such as Ctrl-C, must not end it.
    detached: true,
  });
  shell.unref();
  return () => void shell.kill('SIGKILL');
}
