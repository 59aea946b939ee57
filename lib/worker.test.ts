import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { nextMessage, WorkerError } from './worker.ts';

const run = (code: string, withinMs = 10_000): Promise<unknown> => {
  const worker = new Worker(`const { parentPort } = require('node:worker_threads'); ${code}`, {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  });
  return nextMessage(worker, withinMs).finally(() => void worker.terminate());
};

it('returns the next message', async () => {
  expect(await run('parentPort.postMessage(7)')).toBe(7);
});

it.each([
  { name: 'an error', code: 'throw new RangeError("bad")', error: new RangeError('bad') },
  { name: 'an exit', code: 'process.exit(3)', error: new WorkerError('the worker ended with 3') },
  {
    name: 'an endless loop',
    code: 'for (;;);',
    error: new WorkerError('no answer within 0.2 s'),
    within: 200,
  },
])('rejects after $name', async ({ code, error, within }) => {
  await expect(run(code, within)).rejects.toThrow(error);
});

it('rejects when the worker takes too much memory', async () => {
  const error: unknown = await run('const all = []; for (;;) all.push([...all, 1, 2, 3].slice(0, 50))').catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'ERR_WORKER_OUT_OF_MEMORY' });
});
