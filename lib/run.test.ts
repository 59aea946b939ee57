import { describe, expect, it } from 'vitest';

import { CommandError, must, run } from './run.mjs';

const node = (script: string, timeoutMs = 5000) => run(process.execPath, ['--eval', script], { timeoutMs });

describe('run', () => {
  it('returns output and exit status', async () => {
    const result = await node("console.log('out'); console.error('err'); process.exitCode = 3");
    expect(result).toEqual({ ok: false, code: 3, timedOut: false, stdout: 'out\n', stderr: 'err\n' });
  });

  it('returns status 127 for a program that does not exist', async () => {
    expect(await run('no-such-program', [], { timeoutMs: 1000 })).toMatchObject({ ok: false, code: 127 });
  });

  it('terminates a program at its timeout, and does not wait for its child processes', async () => {
    const started = Date.now();
    const grandchild = "['-e', 'setTimeout(() => {}, 15000)']";
    const result = await node(
      `require('child_process').spawn(process.execPath, ${grandchild}, { stdio: 'inherit' }); setTimeout(() => {}, 15000)`,
      500,
    );
    expect(result).toMatchObject({ ok: false, timedOut: true });
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

describe('must', () => {
  it('returns the output of a program that succeeds', async () => {
    expect(await must(process.execPath, ['--eval', "console.log('fine')"], { timeoutMs: 60_000 })).toBe(
      'fine\n',
    );
  });

  it('rejects with the last lines that a failing program printed', async () => {
    const failing = must(process.execPath, ['--eval', "console.error('disk full'); process.exitCode = 1"], {
      timeoutMs: 60_000,
    });
    await expect(failing).rejects.toThrow(CommandError);
    await expect(failing).rejects.toThrow(/exited with status 1:\n +disk full$/);
  });
});
