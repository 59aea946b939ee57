import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { createMockModem } from '../../mock-modem/src/mock-modem.ts';
import { eventually } from '../../test/support/eventually.ts';
import { freePort } from '../../test/support/free-port.ts';
import { configFolder } from '../../test/support/prober.ts';
import { startSilentServer } from '../../test/support/start-server.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts the exporter as a process with no other variables set. */
function start(environment: Record<string, string>, args: readonly string[] = []) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', LISTEN_HOST: '127.0.0.1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  return { child, exit: once(child, 'exit'), stdout: text(child.stdout), stderr: text(child.stderr) };
}

async function healthy(port: number): Promise<void> {
  await expect
    .poll(async () => (await fetch(`http://127.0.0.1:${port}/-/healthy`).catch(() => undefined))?.status, {
      timeout: 60_000,
    })
    .toBe(200);
}

it('prints every problem of its environment on a line and exits with status 1', async () => {
  const { exit, stderr, stdout } = start({
    MODEM_URL: 'ftp://modem',
    LISTEN_PORT: 'http',
    LOG_LEVEL: 'loud',
  });
  expect(await exit).toEqual([1, null]);
  expect((await stderr).trim().split('\n')).toEqual([
    'MODEM_URL: expected an address that begins with http://, the only protocol of the status page, found "ftp://modem"',
    'LISTEN_PORT: expected a port from 0 to 65535, found "http"',
    'LOG_LEVEL: expected trace, debug, info, warn, error, fatal, silent, found "loud"',
  ]);
  expect(await stdout).toBe('');
});

it('exits with status 1 when its port is in use', async () => {
  await using other = await startSilentServer();
  const { port } = other;
  const { exit, stderr } = start({ LISTEN_PORT: String(port) });
  expect(await exit).toEqual([1, null]);
  expect(await stderr).toBe(
    `cannot listen on 127.0.0.1:${port} (LISTEN_PORT): the port is in use; stop the other program or choose another port\n`,
  );
});

it.each([
  ['--help', /^hg612 \[--help \| --version\]\n/],
  ['-h', /^hg612 \[--help \| --version\]\n/],
  ['--version', /^hg612 \d+\.\d+\.\d+ \(revision \S+, Node\.js \d+\.\d+\.\d+\)\n$/],
])('%s prints and exits with status 0, whatever the environment', async (flag, expected) => {
  const { exit, stdout, stderr } = start({ MODEM_URL: 'ftp://modem' }, [flag]);
  expect(await exit).toEqual([0, null]);
  expect(await stdout).toMatch(expected);
  expect(await stderr).toBe('');
});

it.each(['--modem.url=http://modem', '-x', 'doktor'])('refuses %s with status 2', async (argument) => {
  const { exit, stdout, stderr } = start({}, [argument]);
  expect(await exit).toEqual([2, null]);
  const problem = argument.replace(/=.*/, '');
  expect(await stderr).toMatch(new RegExp(`^.*'${problem}'\\. For help: hg612 --help\n$`));
  expect(await stdout).toBe('');
});

it('warns if MODEM_URL is not set, and names the default', async () => {
  const port = await freePort();
  const { child, exit, stdout } = start({ LISTEN_PORT: String(port) });
  await healthy(port);
  child.kill('SIGTERM');
  await exit;
  const [first = ''] = (await stdout).split('\n');
  expect(JSON.parse(first)).toMatchObject({
    level: 40,
    default: 'http://192.168.1.1',
    msg: 'MODEM_URL is not set',
  });
});

it('serves and exits with status 0 on SIGTERM', async () => {
  await using mock = await createMockModem();
  const port = await freePort();
  const { child, exit, stdout } = start({ MODEM_URL: mock.url, LISTEN_PORT: String(port) });
  await healthy(port);
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(await response.text()).toContain('hg612_up 1\n');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  const lines = (await stdout).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['listening', 'stopping']);
});

it('answers a scrape in progress before it exits and leaves no connection to the modem open', async () => {
  await using mock = await createMockModem({ scenario: 'hang' });
  const port = await freePort();
  const { child, exit } = start({
    MODEM_URL: mock.url,
    MODEM_TELNET: mock.telnet,
    LISTEN_PORT: String(port),
  });
  await healthy(port);
  const scrape = fetch(`http://127.0.0.1:${port}/metrics`);
  await expect.poll(() => mock.stats().http.open).toBe(1);
  child.kill('SIGTERM');
  expect(await (await scrape).text()).toContain('hg612_up 0\n');
  expect(await exit).toEqual([0, null]);
  await expect.poll(() => mock.stats().http.open + mock.stats().telnet.open).toBe(0);
});

it('ends a read of the spectrum before it exits and leaves no session at the modem', async () => {
  await using mock = await createMockModem();
  await mock.setScenario('telnet-slow', { seconds: 30, commands: 'tones' });
  const port = await freePort();
  const { child, exit } = start({
    MODEM_URL: mock.url,
    MODEM_TELNET: mock.telnet,
    LISTEN_PORT: String(port),
  });
  await healthy(port);
  const spectrum = fetch(`http://127.0.0.1:${port}/spectrum.json`);
  await expect.poll(() => mock.stats().telnet.commands).toBe(1);
  child.kill('SIGTERM');
  expect((await spectrum).status).toBe(503);
  expect(await exit).toEqual([0, null]);
  await expect.poll(() => mock.stats().telnet.open).toBe(0);
});

it('serves the spectrum in the time zone of TZ, with the references of SPECTRUM_REFERENCE_DIR', async () => {
  await using mock = await createMockModem();
  using folder = configFolder('', { 'yesterday.json': '{}' });
  const port = await freePort();
  start({
    MODEM_URL: mock.url,
    MODEM_TELNET: mock.telnet,
    LISTEN_PORT: String(port),
    SPECTRUM_REFERENCE_DIR: dirname(folder.file),
    TZ: 'Asia/Tokyo',
  });
  await healthy(port);
  // 503 with Retry-After if the program that renders the page is too slow, as on a busy machine.
  const { page } = await eventually(
    'the page of the spectrum',
    async () => {
      const response = await fetch(`http://127.0.0.1:${port}/spectrum`);
      return { status: response.status, page: await response.text() };
    },
    ({ status }) => status !== 503,
  );
  expect(page).toContain('href="/spectrum?reference=yesterday"');
  expect(page).toMatch(/>\d\d:\d\d:\d\d GMT\+9</);
});

it('does not log the password', async () => {
  await using mock = await createMockModem({ scenario: 'telnet-bad-password' });
  const port = await freePort();
  const { child, exit, stdout, stderr } = start({
    MODEM_URL: mock.url,
    MODEM_TELNET: mock.telnet,
    MODEM_PASSWORD: 'correct-horse-battery',
    LISTEN_PORT: String(port),
    LOG_LEVEL: 'trace',
  });
  await healthy(port);
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  expect(metrics).toContain('hg612_scrape_collector_failure{collector="xdslcmd_stats",reason="login"} 1');
  child.kill('SIGTERM');
  await exit;
  const log = (await stdout) + (await stderr);
  expect(log).toContain('"reason":"login"');
  expect(metrics + page + log).not.toContain('correct-horse-battery');
});

it('--config.check prints every problem of the file and exits with status 1, or what is in it', async () => {
  using folder = configFolder('module: {}\ntargets: 3\n');
  const bad = start({}, [`--config.file=${folder.file}`, '--config.check']);
  expect(await bad.exit).toEqual([1, null]);
  expect((await bad.stderr).trim().split('\n')).toEqual([
    `${folder.file}:1:1: module: unknown field; did you mean modules?`,
    `${folder.file}:2:10: targets: expected a list of networks and host names, found 3`,
  ]);
  folder.write('targets: [10.0.0.0/8]\n');
  const good = start({ MODEM_URL: 'ftp://modem' }, [`--config.file=${folder.file}`, '--config.check']);
  expect(await good.exit).toEqual([0, null]);
  expect(await good.stdout).toBe(`${folder.file} is valid: modules 1, auths 1, targets 1, inventory 0\n`);
});

it('does not start with a file that has problems', async () => {
  using folder = configFolder('targets: 3\n');
  const { exit, stderr, stdout } = start({}, [`--config.file=${folder.file}`]);
  expect(await exit).toEqual([1, null]);
  expect(await stderr).toBe(
    `${folder.file}:1:10: targets: expected a list of networks and host names, found 3\n`,
  );
  expect(await stdout).toBe('');
});

it.each([
  { args: ['--config.check'], message: "Option '--config.check' needs '--config.file'" },
  { args: ['--config.file='], message: "Option '--config.file <value>' argument is empty" },
])('refuses $args with status 2', async ({ args, message }) => {
  const { exit, stderr } = start({}, args);
  expect(await exit).toEqual([2, null]);
  expect(await stderr).toContain(message);
});

it('serves the modems of a configuration file, and loads it again on SIGHUP', async () => {
  await using mock = await createMockModem();
  const module = `port: ${mock.httpPort}`;
  using folder = configFolder(`{ modules: { default: { ${module} } }, targets: [127.0.0.2] }`);
  const port = await freePort();
  const environment = { LISTEN_PORT: String(port), MODEM_TELNET: 'modem', MODEM_USERNAME: '' };
  const { child, exit, stdout } = start(environment, [`--config.file=${folder.file}`]);
  await healthy(port);
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  expect(await get('/probe?target=127.0.0.1')).toContain('127.0.0.1 is a loopback address');
  expect(await get('/metrics')).not.toContain('hg612_up');

  folder.write(`{ modules: { default: { ${module} } }, targets: [127.0.0.1] }`);
  child.kill('SIGHUP');
  await expect.poll(() => get('/probe?target=127.0.0.1'), { timeout: 60_000 }).toContain('hg612_up 1\n');

  folder.write('targets: 3');
  child.kill('SIGHUP');
  await expect
    .poll(() => get('/metrics'), { timeout: 60_000 })
    .toContain('hg612_exporter_config_last_reload_successful 0\n');
  expect(await get('/probe?target=127.0.0.1')).toContain('hg612_up 1\n');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  const messages = (await stdout)
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(messages).toEqual([
    'these settings have no effect without MODEM_URL',
    'listening',
    'configuration file reloaded',
    'cannot reload the configuration file',
    'stopping',
  ]);
});

it('serves its own line beside the modems of a configuration file', async () => {
  await using mock = await createMockModem();
  using folder = configFolder('');
  const port = await freePort();
  const { child, exit } = start({ MODEM_URL: mock.url, LISTEN_PORT: String(port) }, [
    `--config.file=${folder.file}`,
  ]);
  await healthy(port);
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  expect(await get('/metrics')).toContain('hg612_up 1\n');
  expect(await get('/targets')).toBe('[]');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});

it('answers probes in progress before it exits and leaves no session open', async () => {
  await using mock = await createMockModem({ scenario: 'telnet-hang' });
  const ports = `port: ${mock.httpPort}, telnet_port: ${mock.telnetPort}`;
  using folder = configFolder(`{ modules: { default: { telnet: true, ${ports} } }, targets: [127.0.0.1] }`);
  const port = await freePort();
  const { child, exit } = start({ LISTEN_PORT: String(port) }, [`--config.file=${folder.file}`]);
  await healthy(port);
  const probe = fetch(`http://127.0.0.1:${port}/probe?target=127.0.0.1`);
  await expect.poll(() => mock.stats().telnet.open).toBe(1);
  child.kill('SIGTERM');
  expect(await (await probe).text()).toContain(
    'hg612_scrape_collector_success{collector="xdslcmd_stats"} 0\n',
  );
  expect(await exit).toEqual([0, null]);
  await expect.poll(() => mock.stats().telnet.open).toBe(0);
});
