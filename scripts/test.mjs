// npm test: every check and test, the quick ones first. --only=check: formatting, lint and types;
// --only=integration: the tests in containers.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { exists, ROOT } from '../setup/machine.mjs';
import { Impossible, prepare } from '../setup/prepare.mjs';
import { tally, total } from './lib/results.mjs';
import { run } from '../lib/run.mjs';
import { fail, say, since } from '../lib/say.mjs';

const CHECK_MS = 300_000;
const TESTS_MS = 3_600_000;
/** Inputs that each property test is tried with. */
const PROPERTY_RUNS = 1000;

const CHECKS = [
  {
    name: 'format',
    args: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'],
    remedy: 'npm run format puts it right',
  },
  { name: 'lint', args: ['node_modules/oxlint/bin/oxlint', '--type-aware'], remedy: '' },
  { name: 'types', args: ['node_modules/typescript/bin/tsc'], remedy: '' },
];

if (!(await exists(path.join(ROOT, 'node_modules/vitest')))) {
  fail('The tests need the packages of this project, Node 24 among them: run `npm ci` first.');
}

const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const scratch = await mkdtemp(path.join(tmpdir(), 'hg612-test-'));
try {
  const tallies = [];
  if (only !== 'integration') tallies.push(...(await runChecks()));
  if (only === undefined) {
    tallies.push(await runTests('fast', {}));
    tallies.push(await runTests('property', { PROPERTY_RUNS: String(PROPERTY_RUNS) }));
  }
  // A minute of containers says little while something simpler is wrong.
  const quickOnesPass = total(tallies).failed === 0;
  if (only !== 'check' && quickOnesPass) tallies.push(await runIntegration());
  else if (only === undefined) say('containers', 'not tried: mend the above first');

  const { passed, failed, skipped, reasons } = total(tallies);
  for (const reason of reasons) say('skipped', reason);
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** A check that failed counts as one failed test; one that passed is no test. */
async function runChecks() {
  const tallies = [];
  for (const { name, args, remedy } of CHECKS) {
    const started = Date.now();
    const { ok, stdout, stderr } = await run(process.execPath, args, { cwd: ROOT, timeoutMs: CHECK_MS });
    say(name, ok ? `passed (${since(started)})` : `failed${remedy === '' ? '' : `: ${remedy}`}`);
    if (!ok) process.stdout.write(`${stdout}${stderr}\n`);
    tallies.push({ passed: 0, failed: ok ? 0 : 1, skipped: 0, reasons: [] });
  }
  return tallies;
}

/** Tests in containers, or where there can be none, the same tests skipped with the reason. */
async function runIntegration() {
  const inCi = process.env['CI'] === 'true';
  try {
    const { images, missing, registryProblem, buildProblem } = await prepare((line) => say('machine', line));
    const needed = missing.filter((variable) => variable !== 'GRAFANA_IMAGE');
    if (inCi && needed.length > 0) {
      throw new Impossible(`no image for ${needed.join(', ')}: ${registryProblem}; ${buildProblem}`);
    }
    const problem = [registryProblem, buildProblem].filter(Boolean).join('; ');
    return await runTests('integration', { ...images, HG612_NO_IMAGE: problem });
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    say('containers', `${inCi ? 'failed' : 'skipped'}: ${error.message}`);
    if (inCi) return { passed: 0, failed: 1, skipped: 0, reasons: [] };
    return await runTests('integration', { HG612_NO_ENGINE: error.message });
  }
}

/**
 * Runs a vitest project, its output going to the terminal.
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
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0, reasons: [] };
  const counted = tally(JSON.parse(text));
  const outcome = counted.passed > 0 ? 'passed' : 'skipped';
  say(project, `${result.ok ? outcome : 'failed'} (${since(started)})`);
  return result.ok ? counted : { ...counted, failed: Math.max(counted.failed, 1) };
}
