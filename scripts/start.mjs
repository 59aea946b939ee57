// npm start: runs the whole stack. Where engine or images are missing, setup/ installs them.
import { run } from '../lib/run.mjs';
import { optionsOrExit } from '../lib/options.mjs';
import { fail, say, sayIfSlow, since } from '../lib/say.mjs';
import { Impossible, prepare } from '../setup/prepare.mjs';
import {
  build,
  checkoutOfRunningStack,
  compose,
  hasVolume,
  publishedPorts,
  services,
  up,
} from '../tools/stack/compose.mjs';
import { addressOfThisMachine, linkVariables } from '../tools/stack/links.mjs';
import { foreignBindAddress, invalidPorts, portsInUse } from '../tools/stack/ports.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import { ENDPOINTS, endpointsOf, isPublished, publishedAddress } from '../tools/stack/services.mjs';
import { nonEmpty } from '../tools/stack/settings.mjs';
import { readModemOnce } from './lib/modem-report.mjs';
import { settingsOrExit } from './lib/settings.mjs';

/** @typedef {import('../setup/prepare.mjs').Prepared} Prepared */

/** @typedef {import('../tools/stack/services.mjs').EndpointName} EndpointName */

/** Exit status where the stack runs and a source of the modem cannot be read. */
const MODEM_NOT_READ = 2;

const MOCK_MODEM = 'the mock modem (set MODEM_URL in .env for your own)';

optionsOrExit(
  'npm start --',
  `npm start

Runs the whole stack with Docker Compose: checks settings and ports, waits until every service is healthy, and reads the
modem once. As root on Debian 12 it installs Docker Engine and builds images where they are missing.

  npm start -- --help   show this help

Settings: .env; see .env.example. \`npm stop\` stops the stack.

Exit status: 0 the stack runs, 1 it could not be started, ${MODEM_NOT_READ} it runs, but the modem cannot be read.`,
  {},
);

const started = Date.now();
const all = await settingsOrExit();
const settings = nonEmpty(all);
const invalid = invalidPorts(/** @type {EndpointName[]} */ (Object.keys(ENDPOINTS)), settings);
if (invalid.length > 0) fail(invalid.join('\n'));
const foreign = await foreignBindAddress(settings);
if (foreign !== undefined) fail(foreign);
try {
  const prepared = await prepare(settings, (line) => say('setup', line));
  requireImages(prepared);
  const withoutGrafana = prepared.missing.includes('GRAFANA_IMAGE');
  const stack = {
    variables: {
      TZ: settings['TZ'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...linkVariables(all, await addressOfThisMachine(), !withoutGrafana),
      ...prepared.images,
    },
    revision: await revision(),
  };
  const wanted = (await services(stack)).filter((service) => service !== 'grafana' || !withoutGrafana);
  const other = await checkoutOfRunningStack(stack);
  if (other !== undefined) {
    fail(
      `The stack of another checkout is running: ${other}\n\nStop it there (\`npm stop\`), or set COMPOSE_PROJECT_NAME ` +
        'and other ports in .env to run both.',
    );
  }
  const inUse = await portsInUse(endpointsOf(wanted), settings, await publishedPorts(stack));
  if (inUse.length > 0) {
    fail(`${inUse.join('\n')}\n\nStop those programs, or set other ports in .env.`);
  }

  await sayIfSlow('images', 'building the images of this project', () => build(stack));
  say('stack', 'starting; waiting until every service is healthy');
  if (await generatesHistory(wanted, stack)) {
    say('', 'this first start generates the history of the mock modem, which takes up to a minute');
  }
  // Left over from before MODEM_URL was set.
  if (!wanted.includes('mock-modem')) await compose(['rm', '--stop', '--force', 'mock-modem'], stack, 60_000);
  await up(wanted, stack);
  say('stack', `healthy after ${since(started)}`);
  const report = await sayIfSlow('modem', 'reading it', () => readModemOnce(stack));
  process.stdout.write('\n');
  showModem();
  for (const [label, text] of report.rows) say(label, text);
  showAddresses(prepared);
  if (!report.ok) {
    process.stderr.write(
      `\nThe stack runs, but the modem cannot be read${report.isLineKnown ? ' completely' : ''}. ` +
        'Correct .env, then run `npm start` again.\n',
    );
    process.exitCode = MODEM_NOT_READ;
  }
} catch (error) {
  if (!(error instanceof Impossible)) fail(error instanceof Error ? error.message : String(error));
  fail(
    `The stack needs Docker: ${error.message}.\n\n` +
      'Without Docker, `npm ci && npm run demo` runs the mock modem and the exporter.',
  );
}

/**
 * Whether the service history has something to do.
 *
 * @param {readonly string[]} wanted services
 * @param {import('../tools/stack/compose.mjs').Stack} stack
 */
async function generatesHistory(wanted, stack) {
  if (!wanted.includes('history') || settings['HISTORY_DAYS'] === '0' || settings['RECORDING']) return false;
  return !(await hasVolume('demo-data', stack));
}

/** @param {Prepared} prepared */
function requireImages({ missing, registryProblem, buildProblem }) {
  const needed = missing.filter((variable) => variable !== 'GRAFANA_IMAGE').join(', ');
  if (needed === '') return;
  fail(
    `No image for ${needed}.\nPull failed: ${registryProblem}\n` +
      (buildProblem === '' ? '' : `Local build failed: ${buildProblem}\n`) +
      `Make the registry reachable, or set ${needed} in .env to images that this machine has.`,
  );
}

/** @returns {Promise<string>} commit of the checkout; empty when there is none */
async function revision() {
  const args = ['rev-parse', '--short', 'HEAD'];
  return (await run('git', args, { cwd: ROOT, timeoutMs: 5000 })).stdout.trim();
}

function showModem() {
  const modem = settings['MODEM_URL'];
  const telnet = settings['MODEM_TELNET'] ?? 'off (MODEM_TELNET)';
  say('Modem', modem === undefined ? MOCK_MODEM : `${modem}, telnet ${telnet}`);
}

/** @param {Prepared} prepared */
function showAddresses({ substitutes, missing, registryProblem }) {
  const at = (/** @type {EndpointName} */ name) => `http://${publishedAddress(name, settings)}`;
  const withoutPages = (/** @type {import('../setup/plan.mjs').ImageVariable} */ variable) =>
    substitutes.includes(variable) ? " (Debian's build: API only, no web pages)" : '';

  say('Exporter', `${at('exporter')} (state of the line)`);
  say('Prometheus', `${at('prometheus')}${withoutPages('PROMETHEUS_IMAGE')}`);
  say(
    'Alertmanager',
    isPublished('alertmanager', settings)
      ? `${at('alertmanager')}${withoutPages('ALERTMANAGER_IMAGE')}`
      : `not published; set ALERTMANAGER_PORT=${ENDPOINTS.alertmanager.port} to open it`,
  );
  say(
    'Grafana',
    missing.includes('GRAFANA_IMAGE')
      ? `not started: its image is not here and cannot be pulled (${registryProblem})`
      : at('grafana'),
  );
  if (settings['MODEM_URL'] === undefined) {
    say('Mock modem', `${at('mockModem')} (start events on its line)`);
  }
  process.stdout.write('\n`npm stop` stops the stack and keeps its data.\n');
}
