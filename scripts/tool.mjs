// npm run doctor, npm run test-alert: runs the tool here or, without the packages of `npm ci`, in the exporter's container.
import { run } from '../lib/run.mjs';
import { fail } from '../lib/say.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import { hasPackages } from './lib/requirements.mjs';

const QUICK_MS = 30_000;
const TOOL_MS = 300_000;

const TOOLS = {
  doctor: () => import('../tools/doctor/main.ts'),
  'test-alert': () => import('../tools/test-alert/main.ts'),
};

const [node = '', script = '', name, ...args] = process.argv;
if (name !== 'doctor' && name !== 'test-alert') {
  fail(`expected ${Object.keys(TOOLS).join(' or ')}, found ${name ?? 'nothing'}`);
}
if (hasPackages()) {
  process.argv = [node, script, ...args];
  await TOOLS[name]();
} else process.exitCode = await runInContainer(name);

/**
 * @param {string} tool
 * @returns {Promise<number>} exit status
 */
async function runInContainer(tool) {
  const command = await commandFor();
  if (command === undefined) {
    fail(
      `npm run ${tool} needs the container of the exporter or the packages of this project: run \`npm start\`, or ` +
        '`npm ci` first.',
    );
  }
  const terminal = process.stdout.isTTY ? [] : ['--no-TTY'];
  const [verb = '', ...rest] = command;
  process.stderr.write(
    `Running in the exporter's container. \`npm ci\` lets npm run ${tool} run on this machine.\n\n`,
  );
  const { code } = await run('docker', ['compose', verb, ...terminal, ...rest, tool, ...args], {
    cwd: ROOT,
    show: true,
    timeoutMs: TOOL_MS,
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
  const { stdout } = await run('docker', ['compose', 'ps', '--services', ...filter], {
    cwd: ROOT,
    timeoutMs: QUICK_MS,
  });
  return stdout.split('\n').includes('exporter');
}
