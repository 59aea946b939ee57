// npm run doctor: checks every part of the stack. Without the packages of `npm ci`, in the exporter's container.
import { fail } from '../lib/say.mjs';
import { run } from '../lib/run.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import { hasPackages } from './lib/requirements.mjs';

const QUICK_MS = 30_000;
const DOCTOR_MS = 300_000;

if (hasPackages()) await import('../tools/doctor/main.ts');
else process.exitCode = await doctorInContainer(process.argv.slice(2));

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit status
 */
async function doctorInContainer(args) {
  const command = await commandFor();
  if (command === undefined) {
    fail(
      'The doctor needs the container of the exporter or the packages of this project: run `npm start`, or `npm ci` ' +
        'first.',
    );
  }
  const terminal = process.stdout.isTTY ? [] : ['--no-TTY'];
  const [verb = '', ...rest] = command;
  process.stderr.write(
    "Checking from the exporter's container. `npm ci` lets the doctor run on this machine.\n\n",
  );
  const { code } = await run('docker', ['compose', verb, ...terminal, ...rest, 'doctor', ...args], {
    cwd: ROOT,
    show: true,
    timeoutMs: DOCTOR_MS,
  });
  return code ?? 1;
}

/**
 * @returns {Promise<string[] | undefined>} in the running container; in a new one if the exporter cannot start;
 *   undefined if there is no exporter
 */
async function commandFor() {
  if (await hasExporter('--status', 'running')) return ['exec', 'exporter', 'hg612'];
  return (await hasExporter('--all')) ? ['run', '--rm', '--no-deps', 'exporter'] : undefined;
}

/** @param {string[]} filter options of `docker compose ps` */
async function hasExporter(...filter) {
  const args = ['compose', 'ps', '--services', ...filter];
  const { stdout } = await run('docker', args, { cwd: ROOT, timeoutMs: QUICK_MS });
  return stdout.split('\n').includes('exporter');
}
