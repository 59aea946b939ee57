import { isAbsolute, join } from 'node:path';
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
    return error.problems;
  }
}
