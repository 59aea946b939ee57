import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configFolder } from './prober.ts';
import { type ServiceProcess, startExporter, startMockModem } from './processes.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The command line and the environment of a process. */
const startedWith = ({ pid }: ServiceProcess): string =>
  ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8')).join('');

it('starts both services with the options of their images', async () => {
  await using mock = await startMockModem();
  await using exporter = await startExporter({ MODEM_URL: mock.url });
  expect(startedWith(mock)).toMatch(/--max-old-space-size=320\0.*MALLOC_ARENA_MAX=2\0/);
  expect(startedWith(exporter)).toMatch(/--max-old-space-size=96\0.*MALLOC_ARENA_MAX=2\0/);
});

it('starts an exporter with a configuration file with a larger heap', async () => {
  using folder = configFolder('modules: { default: {} }\ntargets: [127.0.0.1]\n');
  await using exporter = await startExporter({}, [`--config.file=${folder.file}`]);
  expect(startedWith(exporter)).toContain('--max-old-space-size=160\0');
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
  await using folder = await temporaryFolder();
  const module = new URL('processes.ts', import.meta.url).href;
  const start = `const { startMockModem } = await import(${JSON.stringify(module)});
    console.log((await startMockModem()).pid); setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', start], {
    env: { ...process.env, TMPDIR: folder.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(starter.stdout, 'data')) as [Buffer];
  const pid = Number(String(line));
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  starter.kill('SIGKILL');
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  // The bundles are removed too.
  await expect.poll(() => readdirSync(folder.path)).toEqual([]);
});
