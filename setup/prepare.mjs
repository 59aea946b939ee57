import { installCompose, installEngine, startEngine } from './engine.mjs';
import { buildLocalImages } from './local-images.mjs';
import { lookAtImages, lookAtMachine } from './machine.mjs';
import { planCompose, planEngine, planImages } from './plan.mjs';
import { run } from '../lib/run.mjs';

/**
 * @typedef {object} Prepared
 * @property {import('./plan.mjs').Images} images what to tell the compose file
 * @property {import('./plan.mjs').ImageVariable[]} missing images that are not to be had
 * @property {string} registryProblem why nothing could be pulled; empty when nothing had to be or all was
 * @property {string} buildProblem why no stand-in could be built; empty when none had to be or all were
 *
 * @typedef {(line: string) => void} Say takes a line for the person at the terminal
 */

/** A registry that has not begun to answer after this long counts as out of reach. */
const FIRST_SIGN_MS = 20_000;
const PULL_MS = 900_000;

/** What this machine lacks and these scripts cannot give it. The message says what to do. */
export class Impossible extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'Impossible';
  }
}

/**
 * Brings engine, compose and images to this machine as far as they can be had.
 *
 * @param {Say} say
 * @returns {Promise<Prepared>}
 * @throws {Impossible} where no engine or compose can be had
 */
export async function prepare(say) {
  const machine = await lookAtMachine();
  try {
    await prepareEngine(machine, say);
    // Debian's engine package brings the docker command, so compose can only be judged now.
    await prepareCompose(await lookAtMachine(), say);
  } catch (error) {
    throw new Impossible(messageOf(error));
  }
  return await prepareImages(machine.apt, say);
}

/**
 * @param {import('./plan.mjs').Machine} machine
 * @param {Say} say
 */
async function prepareEngine(machine, say) {
  const step = planEngine(machine);
  if (step.action === 'impossible') throw new Impossible(step.why);
  if (step.action === 'install') {
    say('installing the Docker engine from Debian (about half a minute)');
    await installEngine();
  }
  if (step.action !== 'none') {
    say('starting the Docker engine');
    await startEngine();
  }
}

/**
 * @param {import('./plan.mjs').Machine} machine
 * @param {Say} say
 */
async function prepareCompose(machine, say) {
  const step = planCompose(machine);
  if (step.action === 'impossible') throw new Impossible(step.why);
  if (step.action === 'none') return;
  say('installing docker compose from Debian');
  await installCompose();
}

/**
 * @param {boolean} apt
 * @param {Say} say
 * @returns {Promise<Prepared>}
 */
async function prepareImages(apt, say) {
  const facts = await lookAtImages(apt);
  let plan = planImages(facts);
  let buildProblem = '';
  for (const variable of plan.pull) {
    const image = facts.official[variable];
    const problem = await pull(image, () => say(`pulling ${image.replace(/@.*/, '')}`));
    if (problem !== '') {
      facts.registryProblem = problem;
      break;
    }
    facts.present = [...facts.present, image];
  }
  plan = planImages(facts);
  if (plan.build.length > 0) {
    say(`no image can be pulled (${facts.registryProblem})`);
    say('building local ones from Debian and npm packages instead (about a minute, the first time only)');
    try {
      const wanted = plan.build.filter((variable) => variable !== 'GRAFANA_IMAGE');
      facts.local = { ...facts.local, ...(await buildLocalImages(wanted, (line) => say(`  ${line}`))) };
    } catch (error) {
      buildProblem = messageOf(error);
      facts.apt = false;
    }
    plan = planImages(facts);
  }
  const { use, missing } = plan;
  return { images: use, missing, registryProblem: facts.registryProblem, buildProblem };
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * Pulls an image.
 *
 * @param {string} image
 * @param {() => void} onFirstSign called when the registry has begun to answer: from then on it may take minutes
 * @returns {Promise<string>} why it failed, in one line; empty when it did not
 */
async function pull(image, onFirstSign) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), FIRST_SIGN_MS);
  const result = await run('docker', ['pull', image], {
    timeoutMs: PULL_MS,
    signal: giveUp.signal,
    onOutput: (text) => {
      if (!text.includes('Pulling from')) return;
      clearTimeout(timer);
      onFirstSign();
    },
  });
  clearTimeout(timer);
  if (result.ok) return '';
  if (giveUp.signal.aborted) return `the registry did not answer within ${FIRST_SIGN_MS / 1000} s`;
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  return (
    said.replace(/^.*Error response from daemon: (?:Get "[^"]*": )?/, '').slice(0, 200) ||
    'docker pull failed'
  );
}
