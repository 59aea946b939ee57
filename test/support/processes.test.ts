import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sourceCommand } from './image-command.ts';
import { startExporter, startMockModem } from './processes.ts';

it.each(['exporter', 'mock-modem'] as const)('runs %s with the heap limits of its image', (service) => {
  const root = new URL('../..', import.meta.url).pathname;
  expect(sourceCommand(root, service)[1]).toContainEqual(expect.stringMatching(/^--max-/));
});

it('runs an exporter with a configuration file with its own heap limit', () => {
  const root = new URL('../..', import.meta.url).pathname;
  const limitOf = (...args: string[]) =>
    sourceCommand(root, 'exporter', args)[1].find((arg) => arg.startsWith('--max-old-space-size='));
  expect(limitOf()).toBe('--max-old-space-size=96');
  expect(limitOf('--config.file=hg612.yml')).toBe('--max-old-space-size=160');
});

it('starts both services on free ports and ends them', async () => {
  await using mock = await startMockModem();
  await using exporter = await startExporter({ MODEM_URL: mock.url, MODEM_TELNET: mock.telnet });
  const metrics = await (await fetch(`${exporter.url}/metrics`)).text();
  expect(metrics).toContain('hg612_up 1\n');
  expect(metrics).toContain('hg612_scrape_collector_success{collector="xdslcmd_stats"} 1\n');
  expect(exporter.memory().anonymous).toBeGreaterThan(1);
  expect(exporter.memory().resident).toBeGreaterThan(exporter.memory().anonymous);
  expect(exporter.openFiles()).toBeGreaterThan(3);
  expect(exporter.cpuSeconds()).toBeGreaterThan(0);
  expect(exporter.exit).toBeUndefined();
  await expect(exporter.stop()).resolves.toEqual({ code: 0, signal: null });
  expect(exporter.exit).toEqual({ code: 0, signal: null });
  expect(exporter.stdout).toContain('"stopping"');
});

it('reports what a service wrote when it ended before it listened', async () => {
  await expect(startExporter({ MODEM_URL: 'not a URL' })).rejects.toThrow(
    /^exporter ended with 1 before it listened:\nMODEM_URL: expected /,
  );
});

it('ends a service when the process that started it is killed', async () => {
  const module = new URL('processes.ts', import.meta.url).href;
  const start = `const { startMockModem } = await import(${JSON.stringify(module)});
    console.log((await startMockModem()).pid); setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', start], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(starter.stdout, 'data')) as [Buffer];
  const pid = Number(String(line));
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  starter.kill('SIGKILL');
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 5000 }).toBe(false);
});
