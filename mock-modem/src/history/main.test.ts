import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fakeServer } from '../../../test/support/fake-server.ts';
import { run } from '../../../lib/run.mjs';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const main = path.join(import.meta.dirname, 'main.ts');
const rules = path.join(import.meta.dirname, '../../../prometheus/rules');

it('writes the history without alerts if the rules cannot be evaluated, and stops their server', async () => {
  await using server = await fakeServer({
    '/-/ready': 'ready',
    '/api/v1/write': 500,
    '/-/quit': 'stopping',
  });
  await using folder = await temporaryFolder();
  const data = path.join(folder.path, 'data');
  const file = path.join(folder.path, 'history.txt');
  await mkdir(data);
  const { ok, stdout, stderr } = await run(process.execPath, [main, data, file, rules], {
    env: { HISTORY_DAYS: '1', RULES_URL: server.url },
    timeoutMs: 110_000,
  });
  expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
  expect(stdout).toMatch(
    /^History: no alerts: .*\/api\/v1\/write: HTTP 500: no\.\nHistory: 1 days of .* written/,
  );
  const history = await readFile(file, 'utf8');
  expect(history).toContain('hg612_dsl_up{');
  expect(history).not.toContain('ALERTS{');
  expect(history.endsWith('# EOF\n')).toBe(true);
  expect(server.requests.at(-1)?.path).toBe('/-/quit');
});
