import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CURRENT, writeGeneration } from './generation.ts';
import { loadNotifications, type Notifications } from './config.ts';
import { writeLineTarget } from './line-target.ts';
import { reloadAlertmanager } from './reload.ts';
import { type Files, renderFiles, secretFile } from './render.ts';
import { secretFilesIn } from './secret-files.ts';
import { EnvironmentError } from '../../lib/environment.ts';
import { optionsOrExit } from '../../lib/options.mjs';
import { summary } from './summary.ts';

const COMMAND = 'node alertmanager/src/main.ts';
const USAGE = `${COMMAND} [--help]

Writes Alertmanager's configuration and Prometheus' target file from the environment: .env.example, docs/notifications.md.
docker-compose.yml runs it as alertmanager-config.

Environment, besides the settings:
  CONFIG_DIRECTORY    where to write the configuration (default /etc/alertmanager)
  SECRETS_DIRECTORY   where the files of ..._FILE settings are (default /run/secrets)
  TARGETS_DIRECTORY   where to write the target file (default: not written)
  RELOAD_URL          Alertmanager to reload afterwards (default: none)

Exit status: 0 written, 1 an invalid setting or option, or a configuration that Alertmanager rejected.`;
optionsOrExit(COMMAND, USAGE, {});

/** The directory that is shared with Alertmanager, mounted at the same path in both containers. */
const configFolder = process.env['CONFIG_DIRECTORY'] || '/etc/alertmanager';
/** The directory that is shared with Prometheus; empty: no target file is written. */
const targetsFolder = process.env['TARGETS_DIRECTORY'];
const secretsFolder = process.env['SECRETS_DIRECTORY'] || '/run/secrets';
/** Base URL at which this program reloads Alertmanager; empty: no reload. */
const reloadUrl = process.env['RELOAD_URL'];

const folder = `${configFolder}/${CURRENT}`;
const notifications = loadOrExit();
const files = renderFiles(notifications, folder, messageTemplates());
const generation = await writeGeneration(configFolder, files);
await generation.activate();

const outcome = reloadUrl ? await reloadAlertmanager(reloadUrl) : undefined;
if (outcome?.kind === 'failed') {
  await generation.rollBack();
  exitWith([`Alertmanager rejected the configuration; the previous one stays active: ${outcome.reason}`]);
}
await generation.removeOthers();
if (targetsFolder) await writeLineTarget(targetsFolder, notifications);
for (const line of summary(notifications)) process.stdout.write(`${line}\n`);
if (outcome?.kind === 'reloaded') process.stdout.write('Alertmanager reloaded its configuration.\n');

function loadOrExit(): Notifications {
  try {
    return loadNotifications(process.env, secretFilesIn(secretsFolder), (name) => secretFile(folder, name));
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return exitWith(error.problems);
  }
}

function messageTemplates(): Files {
  const templates = join(import.meta.dirname, '..', 'templates');
  return Object.fromEntries(
    readdirSync(templates).map((name) => [name, readFileSync(join(templates, name), 'utf8')]),
  );
}

function exitWith(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}
