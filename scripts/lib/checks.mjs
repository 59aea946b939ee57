import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';

import { run } from '../../lib/run.mjs';
import { say, since } from '../../lib/say.mjs';
import { ROOT } from '../../tools/stack/root.mjs';

/** @typedef {import('./results.mjs').Tally} Tally */

/**
 * @typedef {object} Check One command that has to succeed.
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args
 * @property {Record<string, string>} [env]
 * @property {string} [remedy] what to do when it fails
 */

const CHECK_MS = 300_000;
const NODE = process.execPath;

/** Settings that make a configuration with every receiver. */
const RECEIVERS = {
  ALERT_EMAIL_TO: 'to@example.org',
  ALERT_EMAIL_FROM: 'from@example.org',
  ALERT_EMAIL_SMARTHOST: 'smtp.example.org:587',
  ALERT_DISCORD_WEBHOOK_URL: 'https://discord.example/api/webhooks/1/a',
  ALERT_TELEGRAM_BOT_TOKEN: '110:a',
  ALERT_TELEGRAM_CHAT_ID: '-100',
  ALERT_SLACK_WEBHOOK_URL: 'https://hooks.slack.example/services/T/B/x',
  ALERT_NTFY_URL: 'https://ntfy.example/topic',
  ALERT_WEBHOOK_URL: 'https://webhook.example',
  DEADMANSWITCH_URL: 'https://deadmansswitch.example/ping/1',
};

/**
 * Runs checks one after the other. Prints one line per check.
 *
 * @param {readonly Check[]} checks
 * @returns {Promise<Tally[]>}
 */
export async function runChecks(checks) {
  const tallies = [];
  for (const check of checks) tallies.push(await runCheck(check));
  return tallies;
}

/** @type {readonly Check[]} */
export const SOURCE_CHECKS = [
  {
    name: 'format',
    command: NODE,
    args: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'],
    remedy: 'run `npm run format`',
  },
  { name: 'lint', command: NODE, args: ['node_modules/oxlint/bin/oxlint', '--type-aware'] },
  { name: 'types', command: NODE, args: ['node_modules/typescript/bin/tsc'] },
];

/**
 * PromQL of rules and dashboards; rules and routes with promtool and amtool where they are installed. `npm test` has
 * the same as tests, the latter in containers.
 *
 * @param {string} scratch an empty directory
 * @returns {Promise<Check[]>}
 */
export async function configurationChecks(scratch) {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'fast'];
  const ruleTests = (await readdir(path.join(ROOT, 'prometheus/tests'))).filter((name) =>
    name.endsWith('.yml'),
  );
  const secrets = path.join(scratch, 'secrets');
  const config = path.join(scratch, 'alertmanager');
  for (const folder of [secrets, config]) await mkdir(folder);
  const directories = { CONFIG_DIRECTORY: config, SECRETS_DIRECTORY: secrets, RELOAD_URL: '' };
  return [
    { name: 'PromQL', command: NODE, args: [...vitest, 'test/contract/promql.test.ts'] },
    {
      name: 'rules',
      command: 'promtool',
      // Not all: the spectrum is scraped rarely, and its queries cover the interval.
      args: ['check', 'config', '--lint=duplicate-rules', '--lint-fatal', 'prometheus/prometheus.yml'],
    },
    {
      name: 'rule tests',
      command: 'promtool',
      args: ['test', 'rules', ...ruleTests.map((name) => `prometheus/tests/${name}`)],
    },
    {
      name: 'receivers',
      command: NODE,
      args: ['alertmanager/src/main.ts'],
      env: { ...RECEIVERS, ...directories },
    },
    {
      name: 'routes',
      command: 'amtool',
      args: ['check-config', path.join(config, 'current/alertmanager.yml')],
    },
  ];
}

/**
 * @param {Check} check
 * @returns {Promise<Tally>}
 */
async function runCheck({ name, command, args, env = {}, remedy }) {
  const started = Date.now();
  const { ok, code, stdout, stderr } = await run(command, args, { cwd: ROOT, env, timeoutMs: CHECK_MS });
  if (code === 127) {
    const reason = `${command} is not installed; npm test runs it in a container`;
    say(name, `skipped: ${reason}`);
    return { passed: 0, failed: 0, skipped: 1, reasons: [`${name}: ${reason}`], failures: [] };
  }
  say(name, ok ? `passed (${since(started)})` : `failed${remedy === undefined ? '' : `: ${remedy}`}`);
  if (!ok) process.stdout.write(`${stdout}${stderr}\n`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, reasons: [], failures: ok ? [] : [name] };
}
