/**
 * The exporter and the mock modem as processes of their own, started as in their images: bundled, and by the image's
 * start script. For tests and benchmarks in which the process itself matters: its memory, its file descriptors, whether
 * it survives.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterThisProcess } from './after-this-process.ts';
import { bundles } from './bundles.ts';

/** The start scripts of the images, in a folder laid out like `/app` there. */
const START_SCRIPTS = { exporter: 'exporter/bin/hg612', 'mock-modem': 'mock-modem/bin/mock-modem' } as const;

type ImageService = keyof typeof START_SCRIPTS;

/** Time for a service to report that it listens, on a busy machine. */
const START_MS = 30_000;
/** Time between SIGTERM and SIGKILL when a test ends a process. */
const STOP_MS = 10_000;
/** A process that outlives its test is killed after this time by default. */
const LIFETIME_MS = 600_000;
/** Output kept per stream: the first characters. */
const KEPT_OUTPUT = 4 * 1024 * 1024;

/** How a process ended: with an exit status or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Resident memory in MiB. */
export interface Memory {
  readonly resident: number;
  /** Anonymous memory: resident memory without mapped files such as Node's own binary. */
  readonly anonymous: number;
}

/** A running service. Disposing of it ends the process. */
export interface ServiceProcess extends AsyncDisposable {
  /** Base URL of its HTTP server. */
  readonly url: string;
  /** Port of its HTTP server. */
  readonly port: number;
  /** `host:port` of its telnet server; empty for the exporter. */
  readonly telnet: string;
  readonly pid: number;
  /** Time from its start to the moment it listened, in seconds. */
  readonly startSeconds: number;
  /** What it has written to standard output so far. */
  readonly stdout: string;
  /** What it has written to standard error so far. */
  readonly stderr: string;
  /** How it ended, or undefined while it runs. */
  readonly exit: Exit | undefined;
  /** Memory in use now. */
  memory(): Memory;
  /** Number of open file descriptors. */
  openFiles(): number;
  /** CPU time used since its start, user and system, in seconds. */
  cpuSeconds(): number;
  /** Sends SIGTERM, and SIGKILL when the process has not ended after `withinMs`. */
  stop(withinMs?: number): Promise<Exit>;
}

type Environment = Readonly<Record<string, string>>;

/**
 * Starts the exporter on a free port.
 *
 * @param environment its settings; MODEM_URL at least
 * @param args its command line
 * @param lifetimeMs time after which it is killed
 */
export const startExporter = (
  environment: Environment,
  args: readonly string[] = [],
  lifetimeMs?: number,
): Promise<ServiceProcess> =>
  startService('exporter', { LISTEN_PORT: '0', ...environment }, { args, lifetimeMs });

/** Starts the mock modem on free ports; `lifetimeMs` as in {@link startExporter}. */
export const startMockModem = (environment: Environment = {}, lifetimeMs?: number): Promise<ServiceProcess> =>
  startService('mock-modem', { HTTP_PORT: '0', TELNET_PORT: '0', ...environment }, { args: [], lifetimeMs });

/** The log line with which both services report their addresses. */
interface Listening {
  readonly msg: 'listening';
  /** The exporter's address. */
  readonly address?: { readonly port: number };
  /** The mock modem's base URL and telnet address. */
  readonly page?: string;
  readonly telnet: string;
}

interface StartOptions {
  readonly args: readonly string[];
  readonly lifetimeMs: number | undefined;
}

async function startService(
  service: ImageService,
  environment: Environment,
  { args, lifetimeMs = LIFETIME_MS }: StartOptions,
): Promise<ServiceProcess> {
  const script = join(await bundles(), START_SCRIPTS[service]);
  const startedAt = performance.now();
  const child = spawn(script, args, {
    env: { PATH: process.env['PATH'] ?? '', LISTEN_HOST: '127.0.0.1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = captureOutput(child);
  const state: { exit?: Exit } = {};
  // 'close' follows 'exit' once the output has been read to its end.
  const ended = once(child, 'close').then(([code, signal]) => {
    state.exit = { code: code as number | null, signal: signal as NodeJS.Signals | null };
    return state.exit;
  });
  endWithThisProcess(child, ended, lifetimeMs);

  const listening = await waitUntilListening(service, child, output, ended).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    await ended;
    throw error;
  });
  const startSeconds = (performance.now() - startedAt) / 1000;
  const url = listening.page ?? `http://127.0.0.1:${listening.address?.port}`;
  const stop = async (withinMs = STOP_MS): Promise<Exit> => {
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), withinMs);
    const exit = await ended;
    clearTimeout(kill);
    return exit;
  };
  return {
    url,
    port: Number(new URL(url).port),
    telnet: listening.page === undefined ? '' : listening.telnet,
    pid: child.pid ?? 0,
    startSeconds,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    get exit() {
      return state.exit;
    },
    memory: () => memoryOf(child),
    openFiles: () => readdirSync(`/proc/${child.pid}/fd`).length,
    cpuSeconds: () => cpuSecondsOf(child),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}

interface Output {
  stdout: string;
  stderr: string;
}

function captureOutput(child: ChildProcess): Output {
  const output: Output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      output[stream] = (output[stream] + text).slice(0, KEPT_OUTPUT);
    });
  }
  return output;
}

/**
 * Kills the child when this process ends, in whatever way, or when the child has run for too long. The watchdog's
 * standard input closes when this process is gone.
 */
function endWithThisProcess(child: ChildProcess, ended: Promise<unknown>, lifetimeMs: number): void {
  const timer = setTimeout(() => child.kill('SIGKILL'), lifetimeMs);
  timer.unref();
  const cancel = afterThisProcess('kill -9 "$1"', String(child.pid));
  void ended.then(() => {
    clearTimeout(timer);
    cancel();
  });
}

async function waitUntilListening(
  service: string,
  child: ChildProcess,
  output: Output,
  ended: Promise<Exit>,
): Promise<Listening> {
  const describe = (what: string): string => `${service} ${what}:\n${output.stderr}${output.stdout}`;
  const deadline = AbortSignal.timeout(START_MS);
  const exited = ended.then((exit) => {
    throw new Error(describe(`ended with ${exit.signal ?? exit.code} before it listened`));
  });
  for (;;) {
    const listening = listeningLine(output.stdout);
    if (listening !== undefined) {
      exited.catch(() => {});
      return listening;
    }
    if (child.stdout === null) throw new Error('expected standard output to be a pipe');
    const more = once(child.stdout, 'data', { signal: deadline }).catch(() => {
      throw new Error(describe(`did not listen within ${START_MS / 1000} s`));
    });
    await Promise.race([more, exited]);
  }
}

function listeningLine(stdout: string): Listening | undefined {
  const lines = stdout.split('\n').slice(0, -1);
  const parsed = lines.map((line) => JSON.parse(line) as { msg?: string });
  return parsed.find((line): line is Listening => line.msg === 'listening');
}

function memoryOf({ pid }: ChildProcess): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { resident: mebibytes('VmRSS'), anonymous: mebibytes('RssAnon') };
}

/** Clock ticks per second in /proc/[pid]/stat; 100 on every Linux that Node supports. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used since its start, user and system, in seconds. */
export function cpuSecondsOf({ pid }: ChildProcess): number {
  // The second field, the command name, may contain spaces; the fields after its parenthesis do not.
  const [, fields = ''] = /\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  const values = fields.split(' ').map(Number);
  // utime and stime are fields 14 and 15; the first value here is field 3.
  return ((values[11] ?? Number.NaN) + (values[12] ?? Number.NaN)) / TICKS_PER_SECOND;
}
