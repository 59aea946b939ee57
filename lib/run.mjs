import { spawn } from 'node:child_process';

/**
 * @typedef {object} RunOptions
 * @property {number} timeoutMs The command is terminated after this long.
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] Added to this process's environment.
 * @property {boolean} [show] The command writes to this terminal itself; nothing is captured.
 * @property {import('node:stream').Readable} [input] The command's standard input.
 * @property {AbortSignal} [signal] Terminates the command when aborted.
 * @property {number} [keepBytes] Output kept per stream, from its end. 256 KiB by default.
 * @property {(text: string) => void} [onOutput] Called with every chunk of output.
 *
 * @typedef {object} RunResult
 * @property {boolean} ok Exit status 0 within the deadline.
 * @property {number | null} code
 * @property {boolean} timedOut
 * @property {string} stdout
 * @property {string} stderr
 */

/** Bytes of output kept per stream: the last ones, which hold the error message. */
const KEEP = 256 * 1024;

/** A command failed. The message ends with the last lines of its output. */
export class CommandError extends Error {
  /**
   * @param {string} what
   * @param {RunResult} result
   */
  constructor(what, result) {
    const output = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-8).join('\n    ');
    const how = result.timedOut ? 'timed out' : `exited with status ${result.code ?? 'none'}`;
    super(`${what} ${how}${output === '' ? '' : `:\n    ${output}`}`);
    this.name = 'CommandError';
  }
}

/**
 * Runs a program and waits until it exits. Never rejects: a program that does not exist is status 127.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<RunResult>}
 */
export function run(
  command,
  args,
  { timeoutMs, cwd, env, show = false, input, signal, keepBytes = KEEP, onOutput },
) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? 'inherit' : [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    /** @type {RunResult} */
    const result = { ok: false, code: null, timedOut: false, stdout: '', stderr: '' };
    const end = () => {
      result.timedOut = true;
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 5000).unref();
    };
    const timer = setTimeout(end, timeoutMs);
    signal?.addEventListener('abort', end, { once: true });

    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      child[stream]?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        result[stream] = (result[stream] + text).slice(-keepBytes);
        onOutput?.(text);
      });
    }
    if (input !== undefined && child.stdin !== null) {
      // A command that exits without reading everything is judged by its exit status, not by the broken pipe.
      child.stdin.on('error', () => {});
      input.pipe(child.stdin);
    }
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ ...result, code: 127, stderr: error.message });
    });
    const finish = (/** @type {number | null} */ code) => {
      clearTimeout(timer);
      resolve({ ...result, code, ok: code === 0 && !result.timedOut });
    };
    child.on('close', finish);
    // Child processes of a terminated command may keep its output open.
    child.on('exit', (code) => {
      if (result.timedOut) finish(code);
    });
  });
}

/**
 * Runs a program that must succeed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<string>} Its standard output.
 * @throws {CommandError} with the last lines of its output.
 */
export async function must(command, args, options) {
  const result = await run(command, args, options);
  if (!result.ok) throw new CommandError(`${command} ${args.slice(0, 2).join(' ')}`, result);
  return result.stdout;
}
