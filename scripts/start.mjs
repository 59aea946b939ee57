// npm start: the whole stack, on a machine that has Docker and on one that has only Node, npm and apt.
import { LOCAL_REPOSITORY } from '../setup/local-images.mjs';
import { Impossible, prepare } from '../setup/prepare.mjs';
import { run } from '../lib/run.mjs';
import { fail, say, sayIfSlow, since } from '../lib/say.mjs';
import { build, compose, services, up } from '../tools/stack/compose.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import { publishedAddress } from '../tools/stack/services.mjs';
import { readSettings } from '../tools/stack/settings.mjs';

const started = Date.now();
try {
  const { images, missing, registryProblem, buildProblem } = await prepare((line) => say('machine', line));
  const withoutGrafana = missing.includes('GRAFANA_IMAGE');
  const needed = missing.filter((variable) => variable !== 'GRAFANA_IMAGE');
  if (needed.length > 0) {
    fail(
      `No image for ${needed.join(', ')}.\nThe registry: ${registryProblem}\n` +
        (buildProblem === '' ? '' : `Building one here: ${buildProblem}\n`) +
        `Connect to a registry, or set ${needed.join(', ')} in .env to images that this machine has.`,
    );
  }

  const revision = (await run('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, timeoutMs: 5000 }))
    .stdout;
  const stack = { images, revision: revision.trim() };
  const settings = await readSettings(ROOT, process.env);
  const wanted = (await services(stack)).filter((service) => service !== 'grafana' || !withoutGrafana);

  await sayIfSlow('images', "building the project's own", () => build(stack));
  say('stack', 'starting, and waiting until all is healthy');
  if (wanted.includes('history'))
    say('', 'the first time, 30 days of the mock line are made up: up to a minute');
  // A mock modem from before MODEM_URL was set would go on unasked.
  if (!wanted.includes('mock-modem')) await compose(['rm', '--stop', '--force', 'mock-modem'], stack, 60_000);
  await up(wanted, stack);
  say('stack', `healthy after ${since(started)} in all`);
  showWhatRuns(settings, images, withoutGrafana ? registryProblem : '');
} catch (error) {
  if (!(error instanceof Impossible)) fail(error instanceof Error ? error.message : String(error));
  fail(
    `The stack needs Docker: ${error.message}.\n\n` +
      'Without it: `npm ci && npm run demo` runs the mock modem and the exporter alone.',
  );
}

/**
 * @param {import('../tools/stack/settings.mjs').Settings} settings
 * @param {import('../setup/plan.mjs').Images} images
 * @param {string} noGrafana why Grafana is not there; empty when it is
 */
function showWhatRuns(settings, images, noGrafana) {
  const at = (/** @type {import('../tools/stack/services.mjs').EndpointName} */ name) =>
    `http://${publishedAddress(name, settings)}`;
  const modem = settings['MODEM_URL'];
  const telnet = settings['MODEM_TELNET'];

  process.stdout.write('\n');
  say(
    'Line',
    modem === undefined
      ? 'the mock modem (set MODEM_URL in .env for yours)'
      : `${modem}, telnet ${telnet ?? 'off (MODEM_TELNET)'}`,
  );
  say('Exporter', at('exporter'));
  say('Prometheus', `${at('prometheus')}${withoutPages(images.PROMETHEUS_IMAGE)}`);
  say('Alertmanager', `${at('alertmanager')}${withoutPages(images.ALERTMANAGER_IMAGE)}`);
  say(
    'Grafana',
    noGrafana === '' ? at('grafana') : `left out: no image of it here, and none to be pulled (${noGrafana})`,
  );
  if (modem === undefined) say('Mock modem', `${at('mockModem')} (make something happen to the line)`);
  process.stdout.write('\nnpm stop takes it down and keeps its data.\n');
}

/**
 * @param {string | undefined} image
 */
function withoutPages(image) {
  return image?.startsWith(`${LOCAL_REPOSITORY}/`) ? " (Debian's build: the API without the web pages)" : '';
}
