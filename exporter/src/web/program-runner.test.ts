import { writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import path from 'node:path';
import Koa from 'koa';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../../../test/support/start-server.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../test/support/temporary-folder.ts';
import { createProgramRunner, type Program, type ProgramLimits } from './program-runner.ts';
import { runForClient } from './run-for-client.ts';

const limits: ProgramLimits = { deadlineMs: 20_000, heapMegabytes: 32, maxOutputBytes: 1024 * 1024 };
const never = new AbortController().signal;

describe('a program', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder.remove());

  const program = async (name: string, code: string, more: Partial<Program> = {}): Promise<Program> => {
    const file = path.join(folder.path, `${name}.mjs`);
    await writeFile(file, code);
    return { name, file, ...more };
  };

  it('gets its input, arguments and environment, and nothing of the exporter', async () => {
    const code = `import { text } from 'node:stream/consumers';
      const input = await text(process.stdin);
      console.log(JSON.stringify([input, process.argv.slice(2), { ...process.env }]));`;
    const echo = await program('echo', code, { args: ['--days=3'], environment: { TZ: 'UTC' } });
    const output = await createProgramRunner(limits).run(echo, 'input', never);
    expect(JSON.parse(output.toString())).toEqual(['input', ['--days=3'], { TZ: 'UTC' }]);
  });

  it.runIf(process.platform === 'linux')('is the first to be ended when memory runs out', async () => {
    const code = `import { readFileSync } from 'node:fs';
      import { getPriority } from 'node:os';
      console.log(readFileSync('/proc/self/oom_score_adj', 'utf8').trim(), getPriority());`;
    const output = await createProgramRunner(limits).run(await program('adjusted', code), '', never);
    expect(output.toString()).toBe('1000 5\n');
  });

  it('is not started for a client that has disconnected meanwhile', async () => {
    const disconnect = new AbortController();
    // To start it would fail with another error.
    const impossible: Program = { name: 'impossible', file: 'none', args: ['\0'] };
    const run = createProgramRunner(limits).run(impossible, '', disconnect.signal);
    disconnect.abort();
    await expect(run).rejects.toMatchObject({ reason: 'failed', message: 'impossible: aborted' });
  });

  it('runs alone', async () => {
    const runner = createProgramRunner(limits);
    const slow = await program('slow', 'setTimeout(() => console.log("done"), 300)');
    const first = runner.run(slow, '', never);
    await expect(runner.run(slow, '', never)).rejects.toMatchObject({
      reason: 'busy',
      message: 'busy with the slow',
    });
    expect((await first).toString()).toBe('done\n');
    expect((await runner.run(slow, '', never)).toString()).toBe('done\n');
  });

  it.each([
    ['never ends', 'setInterval(() => {}, 1000)', {}, 'timeout', 'timed out after 0.5 s'],
    ['blocks its thread', 'while (true);', {}, 'timeout', 'timed out after 0.5 s'],
    [
      'fails',
      'process.stderr.write("no data"); process.exit(1)',
      { deadlineMs: 20_000 },
      'failed',
      'exit status 1: no data',
    ],
    [
      'exhausts its heap',
      'const all = []; while (true) all.push(new Array(1000).fill(0).map(() => ({})))',
      { deadlineMs: 20_000 },
      'failed',
      'SIGABRT',
    ],
    [
      'writes without end',
      'import { writeSync } from "node:fs"; while (true) writeSync(1, "x".repeat(1000))',
      { deadlineMs: 20_000 },
      'failed',
      'stdout maxBuffer length exceeded',
    ],
  ])('that %s is ended and reported', async (_name, code, more, reason, message) => {
    const runner = createProgramRunner({ ...limits, deadlineMs: 500, ...more });
    const broken = await program('broken', code);
    await expect(runner.run(broken, 'x'.repeat(1_000_000), never)).rejects.toMatchObject({
      reason,
      message: expect.stringContaining(message) as string,
    });
  });

  it('ends with the runner', async () => {
    const runner = createProgramRunner(limits);
    const endless = runner.run(await program('endless', 'setInterval(() => {}, 1000)'), '', never);
    runner.close();
    await expect(endless).rejects.toMatchObject({ reason: 'busy', message: 'the exporter is stopping' });
  });

  const appOf = (run: (signal: AbortSignal) => Promise<Buffer>) => {
    const app = new Koa();
    const errors: Error[] = [];
    app.on('error', (error: Error) => errors.push(error));
    app.use(async (ctx) => {
      const output = await runForClient(ctx, run);
      if (output !== undefined) ctx.body = output;
    });
    return { app, errors };
  };

  it('answers a request, and further requests with 503 and Retry-After while it runs', async () => {
    const runner = createProgramRunner(limits);
    const slow = await program('report', 'setTimeout(() => console.log("done"), 400)');
    const { app } = appOf((signal) => runner.run(slow, '', signal));
    await using server = await startApp(app);
    const answers = await Promise.all([request(server.url).get('/'), request(server.url).get('/')]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
    const refused = answers.find(({ status }) => status === 503)!;
    expect(refused.text).toBe('busy with the report\n');
    expect(refused.headers['retry-after']).toBe('5');
  });

  it('that fails is a 500 without details, which are in the log', async () => {
    const runner = createProgramRunner(limits);
    const broken = await program('report', 'throw new Error("secret")');
    const { app, errors } = appOf((signal) => runner.run(broken, '', signal));
    const answer = await request(app.callback()).get('/');
    expect([answer.status, answer.text]).toEqual([500, 'internal error; see the log of the exporter\n']);
    expect(errors.map(String).join('')).toContain('secret');
  });

  it('ends when its client disconnects, which makes room for the next', async () => {
    const runner = createProgramRunner(limits);
    const endless = await program('endless', 'setInterval(() => {}, 1000)');
    const quick = await program('quick', 'console.log("done")');
    const runs: Promise<Buffer>[] = [];
    const { app, errors } = appOf((signal) => {
      const run = runner.run(endless, '', signal);
      runs.push(run);
      return run;
    });
    await using server = await startApp(app);
    const client = get(server.url);
    client.on('error', () => {});
    await expect.poll(() => runs.length).toBe(1);
    client.destroy();
    await expect(runs[0]).rejects.toThrow('aborted');
    expect((await runner.run(quick, '', never)).toString()).toBe('done\n');
    expect(errors).toEqual([]);
  });
});
