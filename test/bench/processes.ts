import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { type Agent, get } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entrypointOf } from '../../scripts/image/entrypoint.ts';

/** A service under measurement, as its own process. */
export interface Service extends AsyncDisposable {
  url: string;
  /** From its start to its first answer, s. */
  startSeconds: number;
  /** Resident memory now, MiB: all of it, and what is not Node's own binary mapped into memory. */
  memory(): { resident: number; own: number };
  /** The same after some seconds in which nobody asks it for anything. */
  idleMemory(): Promise<{ resident: number; own: number }>;
}

/** How long a service may take to answer for the first time. */
const START_MS = 10_000;

/** How long a service is left alone before it counts as idle. */
const IDLE_MS = 5000;

/** A port that nobody listens on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Compiled once, and of the image's own settings. */
const COMPILE_CACHE = mkdtempSync(join(tmpdir(), 'hg612-bench-'));

/**
 * Starts a service and waits for its first answer.
 *
 * @param service its folder
 * @param path what is asked until it answers
 */
export async function startService(
  service: string,
  port: number,
  path: string,
  environment: Record<string, string>,
): Promise<Service> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, entrypointOf(ROOT, service), {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      MALLOC_ARENA_MAX: '2',
      LOG_LEVEL: 'warn',
      LISTEN_HOST: '127.0.0.1',
      ...environment,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await answered(child, `${url}${path}`, startedAt);
  return {
    url,
    startSeconds: (performance.now() - startedAt) / 1000,
    memory: () => residentMegabytes(child),
    idleMemory: async () => {
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      return residentMegabytes(child);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function answered(child: ChildProcess, url: string, startedAt: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${url}: the service ended before it answered`);
    if (performance.now() - startedAt > START_MS) throw new Error(`${url}: no answer within ${START_MS} ms`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) {
      await response.text();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function residentMegabytes({ pid }: ChildProcess): { resident: number; own: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { resident: mebibytes('VmRSS'), own: mebibytes('RssAnon') };
}

/** One GET, timed to its last byte, ms. Without an agent it opens a connection of its own, as the exporter does. */
export function timedGet(url: string, agent?: Agent): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent: agent ?? false }, (response) => {
      response.resume();
      response.on('end', () => resolve(performance.now() - startedAt));
      response.on('error', reject);
    }).on('error', reject);
  });
}
