// npm run fleet: runs the set-up for many lines (compose/fleet.yml). Where engine or images are missing, setup/ installs
// them. npm run fleet stop: stops it and keeps its data.
import { optionsOrExit, refuse } from '../lib/options.mjs';
import { fail, say, sayIfSlow, since } from '../lib/say.mjs';
import { FLEET_IMAGES } from '../setup/plan.mjs';
import { Impossible, prepare } from '../setup/prepare.mjs';
import { build, compose, services, up } from '../tools/stack/compose.mjs';
import { publishedAddress } from '../tools/stack/services.mjs';
import { nonEmpty } from '../tools/stack/settings.mjs';
import { settingsOrExit } from './lib/settings.mjs';

const COMMAND = 'npm run fleet --';
const USAGE = `npm run fleet [stop]

Runs the set-up for many lines with Docker Compose, or stops it and keeps its data: docs/scaling.md

  npm run fleet -- --help   show this help

Settings: .env, such as FLEET_CONFIG (your modems) and FLEET_SIZE (simulated ones); see .env.example.`;

const {
  positionals: [command],
} = optionsOrExit(COMMAND, USAGE, {}, 1);
if (command !== undefined && command !== 'stop') refuse(`Unexpected argument '${command}'`, COMMAND);
const started = Date.now();
const settings = nonEmpty(await settingsOrExit());
const config = settings['FLEET_CONFIG'];
const variables = { COMPOSE_FILE: 'compose/fleet.yml' };

try {
  if (command === 'stop') await stop();
  else await start();
} catch (error) {
  fail(
    error instanceof Impossible
      ? `The fleet needs Docker: ${error.message}.`
      : error instanceof Error
        ? error.message
        : String(error),
  );
}

async function stop() {
  const args = ['--profile', '*', 'down', '--remove-orphans'];
  const result = await compose(args, { variables, revision: '' }, 120_000);
  if (!result.ok) fail(`docker compose down: ${result.stderr.trim()}`);
  say('fleet', 'stopped; its data is kept');
}

async function start() {
  const prepared = await prepare(settings, (line) => say('setup', line), FLEET_IMAGES);
  const { images, missing, registryProblem, buildProblem } = prepared;
  const needed = missing.filter((variable) => variable !== 'GRAFANA_IMAGE').join(', ');
  if (needed !== '') {
    fail([`No image for ${needed}.`, registryProblem, buildProblem].filter(Boolean).join('\n'));
  }
  const withoutGrafana = missing.includes('GRAFANA_IMAGE');
  const stack = {
    variables: { ...variables, ...(withoutGrafana && { GRAFANA_URL: '' }), ...images },
    revision: '',
  };
  const wanted = (await services(stack)).filter((service) => service !== 'grafana' || !withoutGrafana);
  await sayIfSlow('images', 'building the images of this project', () => build(stack));
  say('fleet', 'starting; waiting until every service is healthy');
  await up(wanted, stack);
  say('fleet', `healthy after ${since(started)}`);
  process.stdout.write('\n');
  say(
    'Modems',
    config ??
      `the mock modem's fleet (FLEET_CONFIG), http://${publishedAddress('mockModem', settings)}/-/fleet`,
  );
  say('Exporter', `http://${publishedAddress('exporter', settings)}`);
  const bind = publishedAddress('grafana', settings).replace(/:\d+$/, '');
  say('Data', `http://${bind}:${settings['VICTORIAMETRICS_PORT'] ?? 8428}/vmui`);
  say(
    'Grafana',
    withoutGrafana
      ? `not started: its image is not here and cannot be pulled (${registryProblem})`
      : `http://${publishedAddress('grafana', settings)}`,
  );
  process.stdout.write('\n`npm run fleet stop` stops it and keeps its data.\n');
}
