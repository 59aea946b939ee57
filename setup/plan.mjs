/**
 * What to do on this machine, decided from facts alone: nothing here looks at the machine.
 *
 * @typedef {'answers' | 'forbidden' | 'silent' | 'absent'} Engine Docker's engine as its client sees it:
 *   it answers; it answers, but not this user; a client is there and nothing answers; there is no client.
 *
 * @typedef {object} Machine
 * @property {string} platform as in `process.platform`
 * @property {boolean} root
 * @property {boolean} apt a Debian with apt
 * @property {Engine} engine
 * @property {string} dockerHost where DOCKER_HOST says that the engine is; empty = not said
 * @property {boolean} dockerd the engine is installed
 * @property {string} composeVersion empty when docker has no compose plugin
 */

/** The first compose that has all the compose file uses (`depends_on.required`, `env_file.required`, extends). */
const OLDEST_COMPOSE = [2, 24];

/**
 * @typedef {{ action: 'none' | 'start' | 'install' } | { action: 'impossible', why: string }} Step
 */

/**
 * Decides how to come by a running Docker engine.
 *
 * @param {Machine} machine
 * @returns {Step}
 */
export function planEngine({ platform, root, apt, engine, dockerHost, dockerd }) {
  if (engine === 'answers') return { action: 'none' };
  if (engine === 'forbidden') {
    return impossible(
      'the Docker engine runs, but not for you: join its group (sudo usermod -aG docker $USER) and log in again',
    );
  }
  if (dockerHost !== '') return impossible(`no Docker engine answers at DOCKER_HOST=${dockerHost}`);
  if (platform !== 'linux') {
    const needed = engine === 'absent' ? 'install and start' : 'start';
    return impossible(`no Docker engine answers: ${needed} Docker Desktop (or another engine) and try again`);
  }
  if (dockerd) {
    return root
      ? { action: 'start' }
      : impossible('the Docker engine is installed but does not run: sudo systemctl start docker');
  }
  if (root && apt) return { action: 'install' };
  if (apt)
    return impossible('there is no Docker engine: sudo apt-get install docker.io, or run this as root');
  return impossible(
    'there is no Docker engine: install one with its compose plugin (docs.docker.com/engine/install)',
  );
}

/**
 * Decides how to come by a compose that is new enough.
 *
 * @param {Machine} machine
 * @returns {Step}
 */
export function planCompose({ apt, composeVersion }) {
  const [major = 0, minor = 0] = composeVersion.replace(/^v/, '').split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_COMPOSE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return { action: 'none' };
  if (apt) return { action: 'install' };
  const found = composeVersion === '' ? 'there is none' : `${composeVersion} is here`;
  return impossible(
    `docker compose ${OLDEST_COMPOSE.join('.')} or newer is needed, ${found}: install Docker's compose plugin`,
  );
}

/** @param {string} why @returns {Step} */
const impossible = (why) => ({ action: 'impossible', why });

/**
 * @typedef {'PROMETHEUS_IMAGE' | 'ALERTMANAGER_IMAGE' | 'NODE_IMAGE' | 'GRAFANA_IMAGE'} ImageVariable
 * @typedef {Partial<Record<ImageVariable, string>>} Images variable of the compose file → image
 *
 * @typedef {object} ImageFacts
 * @property {Record<ImageVariable, string>} official the compose file's defaults
 * @property {Images} given set in .env or the shell: taken as they are
 * @property {readonly string[]} present official images that the engine has
 * @property {string} registryProblem why no image can be pulled; empty = none known
 * @property {Images} local stand-ins that the engine has
 * @property {boolean} apt stand-ins can be built
 *
 * @typedef {object} ImagePlan
 * @property {Images} use what the compose file is to be told
 * @property {ImageVariable[]} pull official ones to be fetched
 * @property {ImageVariable[]} build stand-ins to be built
 * @property {ImageVariable[]} missing neither here nor to be had
 */

/**
 * Decides for every image where it comes from: what was asked for, else the official one that is here or can be
 * pulled, else a local stand-in. For Grafana there is no stand-in.
 *
 * @param {ImageFacts} facts
 * @returns {ImagePlan}
 */
export function planImages({ official, given, present, registryProblem, local, apt }) {
  /** @type {ImagePlan} */
  const plan = { use: {}, pull: [], build: [], missing: [] };
  for (const variable of /** @type {ImageVariable[]} */ (Object.keys(official))) {
    const asked = given[variable];
    const standIn = local[variable];
    if (asked !== undefined) plan.use[variable] = asked;
    else if (present.includes(official[variable])) plan.use[variable] = official[variable];
    else if (registryProblem === '') plan.pull.push(variable);
    else if (standIn !== undefined) plan.use[variable] = standIn;
    else if (apt && variable !== 'GRAFANA_IMAGE') plan.build.push(variable);
    else plan.missing.push(variable);
  }
  return plan;
}

/**
 * Reads the images that a compose file falls back on: `${NAME_IMAGE:-image}`.
 *
 * @param {string} composeFile
 * @returns {Record<ImageVariable, string>}
 */
export function defaultImages(composeFile) {
  const defaults = composeFile.matchAll(/\$\{(\w+_IMAGE):-([^}]+)\}/g);
  return /** @type {Record<ImageVariable, string>} */ (
    Object.fromEntries(Array.from(defaults, ([, name, image]) => [name, image]))
  );
}
