// npm run demo: the mock modem and the exporter as plain processes, for a look without Docker.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { exists, ROOT } from '../setup/machine.mjs';
import { fail, say } from '../lib/say.mjs';
import { publishedPort } from '../tools/stack/services.mjs';
import { nonEmpty } from '../tools/stack/settings.mjs';

const START_MS = 15_000;
const STOP_MS = 8000;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major >= 24 || (major === 22 && minor >= 18);
if (!runsTypeScript || !(await exists(path.join(ROOT, 'node_modules/koa')))) {
  fail('The demo needs the packages of this project, Node 24 among them: run `npm ci` first.');
}

const settings = nonEmpty(process.env);
const host = settings['BIND_ADDRESS'] ?? '127.0.0.1';
const ports = {
  exporter: publishedPort('exporter', settings),
  modem: publishedPort('mockModem', settings),
  telnet: publishedPort('mockTelnet', settings),
};
const modemUrl = process.env['MODEM_URL'] || `http://${host}:${ports.modem}`;
const mocked = !process.env['MODEM_URL'];
const mockTelnet = process.env['MODEM_TELNET'] ?? `${host}:${ports.telnet}`;

for (const [variable = '', port = ''] of [
  ['EXPORTER_PORT', ports.exporter],
  ...(mocked
    ? [
        ['MOCK_MODEM_PORT', ports.modem],
        ['MOCK_MODEM_TELNET_PORT', ports.telnet],
      ]
    : []),
]) {
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) {
    fail(`${variable}: expected a port from 1 to 65535, found ${JSON.stringify(port)}`);
  }
  if (await isTaken(Number(port))) {
    fail(
      `${host}:${port} is taken by another program. Stop that (\`npm stop\` if it is the stack), or choose another ` +
        `port: ${variable}=… npm run demo`,
    );
  }
}

const quiet = { LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn', LISTEN_HOST: host };
const programs = [
  ...(mocked ? [start('mock-modem', { HTTP_PORT: ports.modem, TELNET_PORT: ports.telnet })] : []),
  start('exporter', {
    LISTEN_PORT: ports.exporter,
    MODEM_URL: modemUrl,
    MODEM_TELNET: mocked ? mockTelnet : (process.env['MODEM_TELNET'] ?? ''),
  }),
];
const ended = Promise.race(
  programs.map(async (program) => ({ program, code: (await once(program, 'exit'))[0] })),
);
const asked = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
const over = new AbortController();

try {
  const addresses = [`${modemUrl}/-/scenarios`, `http://${host}:${ports.exporter}/-/ready`];
  await Promise.race([Promise.all(addresses.slice(mocked ? 0 : 1).map(answers)), ended, asked]);
  if (programs.every((program) => program.exitCode === null)) {
    const shown = host === '0.0.0.0' ? 'localhost' : host;
    say('Line', mocked ? `the mock modem, http://${shown}:${ports.modem}` : modemUrl);
    say('Exporter', `http://${shown}:${ports.exporter} (the line as it is now), /metrics (for Prometheus)`);
    say('End', 'Ctrl-C');
  }
  const first = await Promise.race([ended, asked]);
  // What a program has to say about its own end it has said above.
  process.exitCode = 'program' in first ? 1 : 0;
} finally {
  over.abort();
  await stopAll();
}

/**
 * @param {number} port
 * @returns {Promise<boolean>} whether somebody listens there
 */
async function isTaken(port) {
  const socket = connect({ host, port, timeout: 1000 });
  const events = ['connect', 'error', 'timeout'].map(
    (name) => new Promise((resolve) => socket.once(name, () => resolve(name))),
  );
  const taken = (await Promise.race(events)) === 'connect';
  socket.destroy();
  return taken;
}

/**
 * @param {string} service
 * @param {Record<string, string>} env
 */
function start(service, env) {
  return spawn(process.execPath, [path.join(ROOT, service, 'src/main.ts')], {
    cwd: ROOT,
    env: { ...process.env, ...quiet, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/**
 * Waits until an address answers, or all is over.
 *
 * @param {string} url
 */
async function answers(url) {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    if (answer?.ok || over.signal.aborted) return;
    await sleep(100);
  }
  throw new Error(`${url} did not answer within ${START_MS / 1000} s`);
}

async function stopAll() {
  const running = programs.filter((program) => program.exitCode === null && program.signalCode === null);
  const exits = running.map((program) => once(program, 'exit'));
  for (const program of running) program.kill('SIGTERM');
  const timer = setTimeout(() => running.forEach((program) => program.kill('SIGKILL')), STOP_MS);
  await Promise.all(exits);
  clearTimeout(timer);
}
