// npm run demo: runs the mock modem and the exporter as plain processes, without Docker.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { optionsOrExit } from '../lib/options.mjs';
import { fail, say } from '../lib/say.mjs';
import { foreignBindAddress, invalidPorts, portsInUse, withoutBrackets } from '../tools/stack/ports.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import { publishedAddress, publishedPort } from '../tools/stack/services.mjs';
import { nonEmpty } from '../tools/stack/settings.mjs';
import { requirePackages } from './lib/requirements.mjs';
import { settingsOrExit } from './lib/settings.mjs';

const START_MS = 15_000;
const STOP_MS = 8000;

optionsOrExit(
  'npm run demo --',
  `npm run demo

Runs the exporter and, unless MODEM_URL is set, the mock modem as plain processes, without Docker. Ctrl-C stops them.

  npm run demo -- --help   show this help

Settings: .env or the environment, such as EXPORTER_PORT, MOCK_MODEM_PORT, MOCK_MODEM_TELNET_PORT; see .env.example.`,
  {},
);
requirePackages('The demo');

const all = await settingsOrExit();
const settings = nonEmpty(all);
const withMock = settings['MODEM_URL'] === undefined;
/** @type {import('../tools/stack/services.mjs').EndpointName[]} */
const endpoints = withMock ? ['exporter', 'mockModem', 'mockTelnet'] : ['exporter'];
const invalid = invalidPorts(endpoints, settings);
if (invalid.length > 0) fail(invalid.join('\n'));
const foreign = await foreignBindAddress(settings);
if (foreign !== undefined) fail(foreign);
const inUse = await portsInUse(endpoints, settings);
if (inUse.length > 0) {
  fail(
    `${inUse.join('\n')}\n\nStop those programs (\`npm stop\` if it is the stack), or choose other ports: ` +
      'EXPORTER_PORT=… npm run demo',
  );
}

const host = settings['BIND_ADDRESS'] ?? '127.0.0.1';
const mockAddress = `http://${publishedAddress('mockModem', settings)}`;
const exporterAddress = `http://${publishedAddress('exporter', settings)}`;
const common = { LOG_LEVEL: settings['LOG_LEVEL'] ?? 'warn', LISTEN_HOST: withoutBrackets(host) };
const exporter = start('exporter', {
  ...common,
  LISTEN_PORT: publishedPort('exporter', settings),
  ...(withMock && {
    MODEM_URL: mockAddress,
    MODEM_TELNET: all['MODEM_TELNET'] ?? publishedAddress('mockTelnet', settings),
  }),
});
const mock = withMock
  ? start('mock-modem', {
      ...common,
      HTTP_PORT: publishedPort('mockModem', settings),
      TELNET_PORT: publishedPort('mockTelnet', settings),
    })
  : undefined;
const programs = mock === undefined ? [exporter] : [mock, exporter];

const exited = Promise.race(programs.map((program) => once(program, 'exit'))).then(() => 1);
const interrupted = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal))).then(() => 0);
const stopping = new AbortController();

try {
  const addresses = [`${exporterAddress}/-/ready`, ...(withMock ? [`${mockAddress}/-/scenarios`] : [])];
  const ready = Promise.all(addresses.map(waitForResponse)).then(() => undefined);
  if ((await Promise.race([ready, exited, interrupted])) === undefined) {
    say('Line', withMock ? `the mock modem, ${mockAddress}` : (settings['MODEM_URL'] ?? ''));
    say('Exporter', `${exporterAddress} (state of the line), ${exporterAddress}/metrics (for Prometheus)`);
    say('Stop', 'Ctrl-C');
  }
  process.exitCode = await Promise.race([exited, interrupted]);
} finally {
  stopping.abort();
  await stopAll();
}

/**
 * @param {string} service
 * @param {Record<string, string>} env
 */
function start(service, env) {
  return spawn(process.execPath, [path.join(ROOT, service, 'src/main.ts')], {
    cwd: ROOT,
    env: { ...all, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/**
 * Waits until an address responds with success, or the demo stops.
 *
 * @param {string} url
 */
async function waitForResponse(url) {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    if (response?.ok || stopping.signal.aborted) return;
    await sleep(100);
  }
  throw new Error(`${url} did not respond within ${START_MS / 1000} s`);
}

async function stopAll() {
  const running = programs.filter((program) => program.exitCode === null && program.signalCode === null);
  const exits = running.map((program) => once(program, 'exit'));
  for (const program of running) program.kill('SIGTERM');
  const timer = setTimeout(() => running.forEach((program) => program.kill('SIGKILL')), STOP_MS);
  await Promise.all(exits);
  clearTimeout(timer);
}
