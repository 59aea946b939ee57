import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';

import { run } from '../lib/run.mjs';
import { bundles } from '../test/support/bundles.ts';
import { startExporter, startMockModem } from '../test/support/processes.ts';
import { createWebConfigFolder, PASSWORDS } from '../test/support/web-config.ts';
import { ask } from '../test/support/web-config-servers.ts';

let folder = '';
beforeAll(async () => {
  folder = await bundles();
});

it('bundles the exporter and the mock modem, which run without node_modules', async () => {
  await using mock = await startMockModem();
  await using exporter = await startExporter({ MODEM_URL: mock.url, MODEM_TELNET: mock.telnet });
  const metrics = await (await fetch(`${exporter.url}/metrics`)).text();
  expect(metrics).toContain('hg612_up 1\n');
  expect(metrics).toContain('hg612_scrape_collector_success{collector="xdslcmd_stats"} 1\n');
  expect(await (await fetch(`${exporter.url}/runbook`)).text()).toContain('id="hg612synclost"');
});

it('bundles the worker that verifies passwords', async () => {
  await using files = await createWebConfigFolder();
  const { password, hash } = PASSWORDS.alice;
  await files.write(`basic_auth_users: { alice: ${hash} }\n`);
  await using exporter = await startExporter({ MODEM_URL: 'http://127.0.0.1:9' }, [
    `--web.config.file=${files.file}`,
  ]);
  expect((await ask(exporter, { auth: `alice:${password}` })).status).toBe(200);
  expect((await ask(exporter, { auth: 'alice:wrong' })).status).toBe(401);
});

it.each(['doctor', 'test-alert'])('bundles hg612 %s', async (program) => {
  const help = await run(join(folder, 'exporter/bin/hg612'), [program, '--help'], { timeoutMs: 20_000 });
  expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^hg612 ${program}\\b`)) });
});

it('bundles the history', async () => {
  const usage = await run(join(folder, 'mock-modem/bin/mock-modem'), ['history'], { timeoutMs: 20_000 });
  expect(usage).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Expected the data directory of Prometheus and the file to write\. /),
  });
});

it('keeps the bundle of the exporter ASCII, for which V8 needs half the memory (in templates: &ndash; for –)', () => {
  const text = readFileSync(join(folder, 'exporter/dist/main.js'), 'utf8');
  expect(text.split('\n').filter((line) => /\P{ASCII}/u.test(line))).toEqual([]);
});

it('ships the licences of the packages in the bundle', () => {
  const licences = readFileSync(join(folder, 'exporter/dist/LICENSES.txt'), 'utf8');
  for (const name of ['koa', 'marked', 'pino', '@prometheus-io/client', 'valibot', 'bcryptjs']) {
    expect(licences).toMatch(new RegExp(`^== ${name} \\d`, 'm'));
  }
});
