/**
 * What to do on this machine, decided from facts alone: nothing here looks at the machine.
 *
 * @typedef {import('../tools/stack/engine.mjs').EngineState} EngineState
 *
 * @typedef {object} Machine
 * @property {string} platform as in `process.platform`
 * @property {boolean} root
 * @property {boolean} apt a Debian with apt
 * @property {EngineState} engine
 * @property {string} dockerHost value of DOCKER_HOST; empty = not set
 * @property {boolean} dockerd the engine is installed
 * @property {string} composeVersion empty when docker has no compose plugin
 */

/** The oldest Compose with everything the compose file uses (`depends_on.required`, `env_file.required`, extends). */
const OLDEST_COMPOSE = [2, 24];

/** Packages of the machine's own Debian. */
export const ENGINE_PACKAGES = ['docker.io'];
/** Packages of a newer Debian: Compose, and what its newer versions build with. */
export const COMPOSE_PACKAGES = ['docker-compose', 'docker-buildx'];
/** Where the docker command looks for plugins of all users. */
export const PLUGIN_DIRECTORY = '/usr/local/lib/docker/cli-plugins';
/** Log of a dockerd that is started without systemd. */
export const ENGINE_LOG = '/var/log/hg612-dockerd.log';

/**
 * @typedef {{ action: 'none' | 'start' | 'install' } | { action: 'impossible', reason: string }} Step
 */

/**
 * Decides how to get a running Docker engine.
 *
 * @param {Machine} machine
 * @returns {Step}
 */
export function planEngine({ platform, root, apt, engine, dockerHost, dockerd }) {
  if (engine === 'running') return { action: 'none' };
  if (engine === 'forbidden') {
    return impossible(
      'this user has no access to the Docker engine: join its group (sudo usermod -aG docker $USER) and log in again',
    );
  }
  if (dockerHost !== '') return impossible(`no Docker engine responds at DOCKER_HOST=${dockerHost}`);
  if (platform !== 'linux') {
    const needed = engine === 'absent' ? 'install and start' : 'start';
    return impossible(
      `no Docker engine responds: ${needed} Docker Desktop (or another engine) and try again`,
    );
  }
  if (dockerd) {
    return root
      ? { action: 'start' }
      : impossible('the Docker engine is installed but not running: sudo systemctl start docker');
  }
  if (root && apt) return { action: 'install' };
  if (apt)
    return impossible('there is no Docker engine: sudo apt-get install docker.io, or run this as root');
  return impossible(
    'there is no Docker engine: install one with its compose plugin (docs.docker.com/engine/install)',
  );
}

/**
 * Decides how to get a Docker Compose that is new enough.
 *
 * @param {Machine} machine
 * @returns {Step}
 */
export function planCompose({ root, apt, composeVersion }) {
  const [major = 0, minor = 0] = composeVersion.replace(/^v/, '').split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_COMPOSE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return { action: 'none' };
  if (root && apt) return { action: 'install' };
  const found = composeVersion === '' ? 'it is not installed' : `found ${composeVersion}`;
  return impossible(
    `Docker Compose ${OLDEST_COMPOSE.join('.')} or newer is needed, ${found}: install Docker's compose plugin`,
  );
}

/** @param {string} reason @returns {Step} */
const impossible = (reason) => ({ action: 'impossible', reason });

/**
 * Describes what the steps change on this machine, one line per change.
 *
 * @param {Step} engine
 * @param {Step} compose
 * @param {string} suite of the Debian that Compose is taken from
 * @returns {string[]} empty when nothing changes
 */
export function describeChanges(engine, compose, suite) {
  const lines = [];
  if (engine.action === 'install')
    lines.push(`install the Docker engine (apt-get install ${ENGINE_PACKAGES.join(' ')})`);
  if (engine.action === 'install' || engine.action === 'start')
    lines.push(`start the Docker engine; without systemd it runs in the background, log ${ENGINE_LOG}`);
  if (compose.action === 'install') {
    const packages = COMPOSE_PACKAGES.join(' and ');
    lines.push(
      `install Docker Compose: ${packages} of Debian ${suite} into ${PLUGIN_DIRECTORY} (apt-get install mmdebstrap)`,
    );
  }
  return lines;
}

/**
 * @typedef {import('./recipes.mjs').LocalImageVariable | 'GRAFANA_IMAGE'} ImageVariable
 * @typedef {Partial<Record<ImageVariable, string>>} Images variable of the compose file → image
 *
 * @typedef {object} ImageFacts
 * @property {Images} official the wanted images: the defaults of the compose files
 * @property {Images} given set in .env or the shell: used as they are
 * @property {readonly string[]} present official images that the engine has
 * @property {string} registryProblem why no image can be pulled; empty = none known
 * @property {Images} local locally built images that the engine has
 * @property {boolean} canBuild local images can be built
 *
 * @typedef {object} ImagePlan
 * @property {Images} use the images to run
 * @property {ImageVariable[]} pull official images to be pulled
 * @property {ImageVariable[]} build local images to be built
 * @property {ImageVariable[]} missing images that are not available here
 */

/**
 * The images of docker-compose.yml.
 *
 * @type {readonly ImageVariable[]}
 */
export const STACK_IMAGES = ['PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE', 'GRAFANA_IMAGE'];
/**
 * The images of compose/fleet.yml.
 *
 * @type {readonly ImageVariable[]}
 */
export const FLEET_IMAGES = [
  'VICTORIAMETRICS_IMAGE',
  'VMAGENT_IMAGE',
  'VMALERT_IMAGE',
  'ALERTMANAGER_IMAGE',
  'NODE_IMAGE',
  'GRAFANA_IMAGE',
];

/**
 * Decides for every image where it comes from: the setting, otherwise the official image that is here or can be pulled,
 * otherwise a local image. There is no local image of Grafana.
 *
 * @param {ImageFacts} facts
 * @returns {ImagePlan}
 */
export function planImages({ official, given, present, registryProblem, local, canBuild }) {
  /** @type {ImagePlan} */
  const plan = { use: {}, pull: [], build: [], missing: [] };
  for (const [variable, image] of /** @type {[ImageVariable, string][]} */ (Object.entries(official))) {
    const setting = given[variable];
    const substitute = local[variable];
    if (setting !== undefined) plan.use[variable] = setting;
    else if (present.includes(image)) plan.use[variable] = image;
    else if (registryProblem === '') plan.pull.push(variable);
    else if (substitute !== undefined) plan.use[variable] = substitute;
    else if (canBuild && variable !== 'GRAFANA_IMAGE') plan.build.push(variable);
    else plan.missing.push(variable);
  }
  return plan;
}

/**
 * Reads default images from compose files: `${NAME_IMAGE:-image}`.
 *
 * @param {string} composeFiles
 * @param {readonly ImageVariable[]} wanted
 * @returns {Images} those that are wanted
 */
export function defaultImages(composeFiles, wanted) {
  const defaults = Array.from(
    composeFiles.matchAll(/\$\{(\w+_IMAGE):-([^}]+)\}/g),
    ([, name = '', image = '']) => /** @type {const} */ ([name, image]),
  );
  return Object.fromEntries(
    defaults.filter(([name]) => wanted.includes(/** @type {ImageVariable} */ (name))),
  );
}
