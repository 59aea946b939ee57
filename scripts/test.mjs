// npm test: every check and test, the fast ones first.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { run } from '../lib/run.mjs';
import { optionsOrExit, refuse } from '../lib/options.mjs';
import { say, since } from '../lib/say.mjs';
import { FLEET_IMAGES, STACK_IMAGES } from '../setup/plan.mjs';
import { Impossible, prepare } from '../setup/prepare.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import { configurationChecks, runChecks, SOURCE_CHECKS } from './lib/checks.mjs';
import { fetchHelm, findHelm } from './lib/helm.mjs';
import { requirePackages } from './lib/requirements.mjs';
import { tally, total } from './lib/results.mjs';
import { nonEmpty } from '../tools/stack/settings.mjs';
import { settingsOrExit } from './lib/settings.mjs';

const TESTS_MS = 3_600_000;
/**
 * Inputs that each property test is tried with. In CI they are the same in every run, so that it fails because of the
 * commit that it tests; a scheduled workflow tries random ones.
 */
const PROPERTIES =
  process.env['CI'] === 'true' ? { PROPERTY_RUNS: '300', PROPERTY_SEED: '612' } : { PROPERTY_RUNS: '1000' };

const COMMAND = 'npm test --';
const USAGE = `npm test [-- --only=check | --only=integration]

Runs every check and test, the fast ones first, and those that need containers last.

  --only=check         formatting, types, lint, configuration files: no tests
  --only=integration   only the tests in containers
  --help, -h           show this help

Exit status: 0 nothing failed, 1 something failed.`;

const { only } = optionsOrExit(COMMAND, USAGE, { only: { type: 'string' } }).values;
if (only !== undefined && only !== 'check' && only !== 'integration') {
  refuse(`--only: expected check or integration, found ${JSON.stringify(only)}`, COMMAND);
}
requirePackages('npm test');

const scratch = await mkdtemp(path.join(tmpdir(), 'hg612-test-'));
try {
  const tallies = [];
  if (only !== 'integration') tallies.push(...(await runChecks(SOURCE_CHECKS)));
  if (only === 'check') tallies.push(...(await runChecks(await configurationChecks(scratch))));
  if (only === undefined) {
    tallies.push(await runTests('fast', {}));
    tallies.push(await runTests('property', PROPERTIES));
    tallies.push(await runTests('load', {}));
    tallies.push(await runTests('browser', {}));
  }
  // The containers take minutes; they are no help while something simpler fails.
  const allPass = total(tallies).failed === 0;
  if (only !== 'check' && allPass) tallies.push(await runIntegration());
  else if (only === undefined) say('integration', 'not run: fix the failures above first');

  const { passed, failed, skipped, reasons, failures } = total(tallies);
  for (const reason of reasons) say('skipped', reason);
  // Repeated at the end: the output of the tests above is thousands of lines long.
  for (const failure of failures) say('failed', failure);
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/**
 * Fetches helm for the tests of the chart, unless it is there.
 *
 * @returns {Promise<string>} why there is none; empty if there is one
 */
async function prepareHelm() {
  try {
    if ((await findHelm()) === undefined) {
      say('setup', 'fetching helm into node_modules/.cache');
      await fetchHelm();
    }
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Tests in containers; where there can be none, the same tests, skipped with the reason. */
async function runIntegration() {
  const inCi = process.env['CI'] === 'true';
  const HG612_NO_HELM = await prepareHelm();
  try {
    const settings = nonEmpty(await settingsOrExit());
    const { images, missing, registryProblem, buildProblem } = await prepare(
      settings,
      (line) => say('setup', line),
      [...STACK_IMAGES, ...FLEET_IMAGES],
    );
    const needed = missing.filter((variable) => variable !== 'GRAFANA_IMAGE');
    if (inCi && needed.length > 0) {
      throw new Impossible(`no image for ${needed.join(', ')}: ${registryProblem}; ${buildProblem}`);
    }
    const problem = [registryProblem, buildProblem].filter(Boolean).join('; ');
    return await runTests('integration', { ...images, HG612_NO_IMAGE: problem, HG612_NO_HELM });
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    say('integration', `${inCi ? 'failed' : 'skipped'}: ${error.message}`);
    if (inCi) return { passed: 0, failed: 1, skipped: 0, reasons: [], failures: [error.message] };
    return await runTests('integration', { HG612_NO_ENGINE: error.message, HG612_NO_HELM });
  }
}

/**
 * Runs a vitest project. Its output goes to the terminal.
 *
 * @param {string} project
 * @param {Record<string, string>} env
 */
async function runTests(project, env) {
  const started = Date.now();
  const report = path.join(scratch, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters];
  const result = await run(process.execPath, args, { cwd: ROOT, env, show: true, timeoutMs: TESTS_MS });
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      reasons: [],
      failures: [`${project}: vitest wrote no report`],
    };
  }
  const counted = tally(JSON.parse(text));
  const outcome = counted.passed > 0 ? 'passed' : 'skipped';
  say(project, `${result.ok ? outcome : 'failed'} (${since(started)})`);
  return result.ok ? counted : { ...counted, failed: Math.max(counted.failed, 1) };
}
