import { expect, it } from 'vitest';
import { run } from './run.mjs';

it('does not fail if the reader of the output stops early', async () => {
  const module = new URL('say.mjs', import.meta.url).href;
  const program = `
    const { say } = await import('${module}');
    for (let line = 0; line < 20_000; line += 1) say('step', 'a line');
    process.exitCode = 3;`;
  const command = `'${process.execPath}' --input-type=module -e "$PROGRAM" | head -1; echo "status \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await run('bash', ['-c', command], {
    env: { PROGRAM: program },
    timeoutMs: 20_000,
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('step          a line\nstatus 3\n');
});
