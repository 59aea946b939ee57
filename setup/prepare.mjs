import { run } from '../lib/run.mjs';
import { SUITE } from './debian.mjs';
import { installCompose, installEngine, startEngine } from './engine.mjs';
import { buildLocalImages } from './images.mjs';
import { lookAtImages, lookAtMachine } from './machine.mjs';
import { describeChanges, planCompose, planEngine, planImages } from './plan.mjs';

/**
 * @typedef {object} Prepared
 * @property {import('./plan.mjs').Images} images for the compose file
 * @property {import('./plan.mjs').ImageVariable[]} substitutes images that were built locally
 * @property {import('./plan.mjs').ImageVariable[]} missing images that are not available
 * @property {string} registryProblem why nothing could be pulled; empty when all was pulled or nothing had to be
 * @property {string} buildProblem why no local image could be built; empty when all were built or none had to be
 *
 * @typedef {(line: string) => void} Say prints a line
 */

/** A registry that has not responded after this long counts as unreachable. */
const FIRST_RESPONSE_MS = 20_000;
const PULL_MS = 900_000;

/** Something this machine lacks and this program cannot install. The message says what to do. */
export class Impossible extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'Impossible';
  }
}

/**
 * Makes sure that engine, compose and images are there, as far as this machine allows. Says what it is about to change
 * before it changes anything.
 *
 * @param {import('./machine.mjs').Settings} settings
 * @param {Say} say
 * @param {readonly import('./plan.mjs').ImageVariable[]} [wanted] images; those of docker-compose.yml by default
 * @returns {Promise<Prepared>}
 * @throws {Impossible} where engine or compose cannot be installed
 */
export async function prepare(settings, say, wanted) {
  const machine = await lookAtMachine();
  const engine = planEngine(machine);
  const compose = planCompose(machine);
  for (const step of [engine, compose]) {
    if (step.action === 'impossible') throw new Impossible(step.reason);
  }
  const changes = describeChanges(engine, compose, SUITE);
  if (changes.length > 0) say('this machine lacks what the containers need. About to:');
  for (const change of changes) say(`- ${change}`);
  try {
    if (engine.action === 'install') await installEngine();
    if (engine.action !== 'none') await startEngine();
    if (compose.action === 'install') await installCompose();
  } catch (error) {
    throw new Impossible(messageOf(error));
  }
  return await prepareImages(await lookAtImages(machine, settings, wanted), say);
}

/**
 * @param {import('./plan.mjs').ImageFacts} facts
 * @param {Say} say
 * @returns {Promise<Prepared>}
 */
async function prepareImages(facts, say) {
  for (const variable of planImages(facts).pull) {
    const image = facts.official[variable] ?? '';
    const problem = await pull(image, () => say(`pulling ${image.replace(/@.*/, '')}`));
    if (problem !== '') {
      facts.registryProblem = problem;
      break;
    }
    facts.present = [...facts.present, image];
  }
  const { build } = planImages(facts);
  const buildProblem = build.length > 0 ? await buildMissing(build, facts, say) : '';
  const { use, missing } = planImages({ ...facts, canBuild: false });
  const substitutes = /** @type {import('./plan.mjs').ImageVariable[]} */ (Object.keys(use)).filter(
    (variable) => use[variable] === facts.local[variable],
  );
  return { images: use, substitutes, missing, registryProblem: facts.registryProblem, buildProblem };
}

/**
 * Builds local images, and adds them to the facts.
 *
 * @param {import('./plan.mjs').ImageVariable[]} variables
 * @param {import('./plan.mjs').ImageFacts} facts
 * @param {Say} say
 * @returns {Promise<string>} why it failed; empty when it did not
 */
async function buildMissing(variables, facts, say) {
  say(`images cannot be pulled: ${facts.registryProblem}. About to:`);
  say(
    `- build ${variables.join(', ')} from packages of Debian ${SUITE} and npm (apt-get install mmdebstrap);`,
  );
  say('  this takes about a minute, the first time only');
  try {
    facts.local = { ...facts.local, ...(await buildLocalImages(variables, say)) };
    return '';
  } catch (error) {
    return messageOf(error);
  }
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * Pulls an image.
 *
 * @param {string} image
 * @param {() => void} onFirstResponse called when the registry has responded: the rest may take minutes
 * @returns {Promise<string>} why it failed, in one line; empty when it did not
 */
async function pull(image, onFirstResponse) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), FIRST_RESPONSE_MS);
  const result = await run('docker', ['pull', image], {
    timeoutMs: PULL_MS,
    signal: giveUp.signal,
    onOutput: (text) => {
      if (!text.includes('Pulling from')) return;
      clearTimeout(timer);
      onFirstResponse();
    },
  });
  clearTimeout(timer);
  if (result.ok) return '';
  if (giveUp.signal.aborted) return `the registry did not respond within ${FIRST_RESPONSE_MS / 1000} s`;
  const lastLine = result.stderr.trim().split('\n').at(-1) ?? '';
  return (
    lastLine.replace(/^.*Error response from daemon: (?:Get "[^"]*": )?/, '').slice(0, 200) ||
    'docker pull failed'
  );
}
