import { statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { loadNotifications } from '../../alertmanager/src/config.ts';
import { secretFilesIn } from '../../alertmanager/src/secret-files.ts';
import { type Environment, EnvironmentError } from '../../lib/environment.ts';
import { foreignBindAddress, invalidPorts } from '../stack/ports.mjs';
import { ENDPOINTS, type EndpointName } from '../stack/services.mjs';
import type { Settings } from '../stack/settings.mjs';

/** Why the stack would refuse to start, one line for each problem. */
export interface Refused {
  /** Invalid values. */
  readonly values: readonly string[];
  /** Unknown names. */
  readonly names: readonly string[];
}

/**
 * Checks the settings as `npm start` and the service alertmanager-config do.
 *
 * @param root project directory
 * @param names the settings in `.env` and all known ones; the rest of the environment does not belong to the stack
 */
export async function refusedSettings(
  root: string,
  settings: Settings,
  names: readonly string[],
): Promise<Refused> {
  const ports = invalidPorts(Object.keys(ENDPOINTS) as EndpointName[], settings);
  const foreign = ports.length === 0 ? await foreignBindAddress(settings) : undefined;
  const ofStack = Object.fromEntries(names.map((name) => [name, settings[name]]));
  const problems = notificationProblems(ofStack, secretsFolder(root, settings));
  return {
    values: [
      ...ports,
      ...(foreign === undefined ? [] : [foreign]),
      ...problems.filter((problem) => !isUnknown(problem)),
    ],
    names: problems.filter(isUnknown),
  };
}

const isUnknown = (problem: string): boolean => /^\S+: unknown setting/.test(problem);

function secretsFolder(root: string, { SECRETS_DIR: folder = 'secrets' }: Settings): string {
  return isAbsolute(folder) ? folder : join(root, folder);
}

function notificationProblems(environment: Environment, secrets: string): readonly string[] {
  try {
    loadNotifications(environment, secretFilesIn(secrets), (name) => name);
    return [];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.problems.filter((problem) => !isForAlertmanagerOnly(problem, environment, secrets));
  }
}

/** The user that reads the secrets in the container. */
const CONTAINER_USER = 65_534;

/** Whether a secret cannot be read here because only the user in the container may read it, as docs/notifications.md says. */
function isForAlertmanagerOnly(problem: string, environment: Environment, secrets: string): boolean {
  const [, name = ''] = /^(\w+_FILE): .*\(permission denied /.exec(problem) ?? [];
  const file = environment[name];
  if (file === undefined) return false;
  const { uid, mode } = statSync(join(secrets, basename(file)));
  return uid === CONTAINER_USER && (mode & 0o400) !== 0;
}
