import { HTTP_URL, baseUrl } from './schemas.ts';
import { deadMansSwitch } from './receivers/dead-mans-switch.ts';
import { receiverKinds } from './receivers/index.ts';
import type { Receiver } from './receivers/receiver.ts';
import { type Environment, readSettings, type ReadSecretFile } from './settings.ts';
import { timeZone } from './time-zone.ts';

/** The environment, checked: who is told, and where messages lead. */
export interface Notifications {
  readonly receivers: readonly Receiver[];
  readonly heartbeat: Receiver | undefined;
  /** Base URL of Grafana as a reader's browser reaches it; `undefined` when there is none. */
  readonly grafanaUrl: string | undefined;
  /** Base URL of Alertmanager as a reader's browser reaches it. */
  readonly alertmanagerUrl: string;
}

/**
 * Reads the environment.
 *
 * @param secretPath where Alertmanager will find a secret file
 * @throws {SettingsError} with every problem at once
 */
export const loadNotifications = (
  environment: Environment,
  readSecretFile: ReadSecretFile,
  secretPath: (fileName: string) => string,
): Notifications =>
  readSettings(environment, readSecretFile, (settings) => {
    settings.optional('TZ', 'a time zone such as Europe/London', timeZone);
    return {
      receivers: receiverKinds
        .map((kind) => kind(settings, secretPath))
        .filter((receiver) => receiver !== undefined),
      heartbeat: deadMansSwitch(settings, secretPath),
      grafanaUrl: settings.optional('GRAFANA_URL', HTTP_URL, baseUrl),
      alertmanagerUrl:
        settings.withDefault('ALERTMANAGER_URL', 'http://localhost:9093', HTTP_URL, baseUrl) ?? '',
    };
  });
