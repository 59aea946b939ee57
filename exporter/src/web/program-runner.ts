import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setImmediate } from 'node:timers/promises';

/** Work that is too heavy for the exporter's own heap: a program of ours, in a process of its own. */
export interface Program {
  /** How messages call it, such as `spectrum page`. */
  readonly name: string;
  /** Path of the module that Node.js runs. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Its whole environment. It gets nothing of the exporter's, which has the modem's password. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Why a program has no output. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
  /** `busy`: another program runs, or the exporter is stopping. `timeout`: it took too long. `failed`: it ended with an error. */
  readonly reason: 'busy' | 'timeout' | 'failed';
  /** Exit status of a program that ended by itself. */
  readonly exitStatus: number | undefined;
  /** What it wrote to its standard error, cut to a few hundred characters. */
  readonly output: string;
  constructor(reason: ProgramError['reason'], message: string, exitStatus?: number, output = '') {
    super(message);
    this.reason = reason;
    this.exitStatus = exitStatus;
    this.output = output;
  }
}

/** Bounds on every program. */
export interface ProgramLimits {
  readonly deadlineMs: number;
  /** Size of the heap, in MiB. The process takes about 70 MiB more for Node.js itself, 40 of them shared. */
  readonly heapMegabytes: number;
  readonly maxOutputBytes: number;
}

/** Runs programs, one at a time. */
export interface ProgramRunner {
  /**
   * Runs a program and returns what it writes to its standard output.
   *
   * @param input its standard input
   * @throws {ProgramError} also when another program is running
   */
  run(program: Program, input: string, signal: AbortSignal): Promise<Buffer>;
  /** Ends the program that is running. */
  close(): void;
}

/** Bound on what a message quotes of a program's error output. */
const MAX_MESSAGE = 500;

/** What the exporter allows the programs behind its pages, within the memory limit of its container. */
export const PROGRAM_LIMITS: ProgramLimits = {
  deadlineMs: 20_000,
  heapMegabytes: 64,
  maxOutputBytes: 4 * 1024 * 1024,
};

/** Creates a runner that runs one program at a time, at a lower priority than the exporter. */
export function createProgramRunner({
  deadlineMs,
  heapMegabytes,
  maxOutputBytes,
}: ProgramLimits): ProgramRunner {
  const closing = new AbortController();
  let running: string | undefined;

  return {
    close: () => closing.abort(),
    async run(program, input, signal) {
      if (running !== undefined) throw new ProgramError('busy', `busy with the ${running}`);
      running = program.name;
      try {
        // To start a process takes tens of milliseconds. A client that has disconnected is noticed before that.
        await setImmediate();
        const ended = AbortSignal.any([signal, closing.signal]);
        if (ended.aborted) throw new ProgramError('failed', `${program.name}: aborted`);
        return await start(program, input, ended);
      } catch (error) {
        throw closing.signal.aborted ? new ProgramError('busy', 'the exporter is stopping') : error;
      } finally {
        running = undefined;
      }
    },
  };

  function start(
    { name, file, args = [], environment = {} }: Program,
    input: string,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const child = execFile(
      process.execPath,
      ['--max-semi-space-size=2', `--max-old-space-size=${heapMegabytes}`, file, ...args],
      {
        env: environment,
        encoding: 'buffer',
        maxBuffer: maxOutputBytes,
        timeout: deadlineMs,
        killSignal: 'SIGKILL',
        signal,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (error.code === 'ABORT_ERR' || error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
          reject(new ProgramError('failed', `${name}: ${error.message}`));
        } else if (error.killed === true) {
          reject(new ProgramError('timeout', `${name}: timed out after ${deadlineMs / 1000} s`));
        } else {
          // Node.js prints the reason of a crash at the end, and that of an uncaught error after the line of code.
          const text = stderr.toString().trim().slice(0, MAX_MESSAGE);
          const status = error.signal ?? `exit status ${error.code}`;
          const exitStatus = typeof error.code === 'number' ? error.code : undefined;
          reject(new ProgramError('failed', `${name}: ${status}: ${text}`, exitStatus, text));
        }
      },
    );
    if (child.pid !== undefined) makeExpendable(child.pid);
    // A program that ends early does not read its input; the callback reports why it ended.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    return promise;
  }
}

/**
 * Gives a process less CPU time than the exporter, and has the kernel end it first when their container is out of memory.
 */
function makeExpendable(pid: number): void {
  try {
    setPriority(pid, 5);
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // It has ended already, or this is not Linux.
  }
}
