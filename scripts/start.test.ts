import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

import { run } from '../lib/run.mjs';
import { cloneOf } from '../test/support/clone.ts';

const clone = await cloneOf(['lib', 'scripts', 'setup', 'tools']);
afterAll(() => clone.remove());

const start = (env: Record<string, string>) =>
  run(process.execPath, [join(clone.path, 'scripts/start.mjs')], { env, timeoutMs: 20_000 });

it('reports every invalid port before it looks at the machine', async () => {
  const { code, stdout, stderr } = await start({ EXPORTER_PORT: '0', MOCK_MODEM_PORT: '99999' });
  expect(stderr).toBe(
    '\nEXPORTER_PORT: expected a port from 1 to 65535, found "0"\n' +
      'MOCK_MODEM_PORT: expected a port from 1 to 65535, found "99999"\n',
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});

it('reports an invalid .env with the line', async () => {
  await writeFile(join(clone.path, '.env'), '# ports\nEXPORTER_PORT="9612\n');
  const { code, stderr } = await start({});
  expect(stderr).toBe('\n.env, line 2: EXPORTER_PORT: the closing quote is missing\n');
  expect(code).toBe(1);
});
