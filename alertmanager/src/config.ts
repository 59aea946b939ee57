import { baseUrl, HTTP_URL, timeZone } from './schemas.ts';
import { deadMansSwitch } from './receivers/dead-mans-switch.ts';
import { receiverKinds } from './receivers/index.ts';
import type { Receiver } from './receivers/receiver.ts';
import { type Environment, readEnvironment, type ReadFile } from '../../lib/environment.ts';
import {
  DEFAULT_LINE_NAME,
  HISTORY_DAYS,
  historyDays,
  LINE_NAME,
  lineName,
  ON_OR_OFF,
  onOrOff,
  PROMETHEUS_DURATION,
  PROMETHEUS_SIZE,
  prometheusDuration,
  prometheusSize,
} from '../../lib/schemas.ts';
import { OTHER_SETTINGS, SETTING_PREFIXES } from './other-settings.ts';

/** Validated settings: the name of the line, the receivers, and where links in messages lead. */
export interface Notifications {
  /** Name of the line that the stack's own exporter reads. */
  readonly lineName: string;
  /** Whether Prometheus scrapes the spectrum of that line. */
  readonly spectrum: boolean;
  readonly receivers: readonly Receiver[];
  readonly heartbeat: Receiver | undefined;
  /** Base URL of Grafana as a reader's browser reaches it; `undefined` when there is none. */
  readonly grafanaUrl: string | undefined;
  /** Base URL of the exporter as a reader's browser reaches it. */
  readonly exporterUrl: string;
  /** Base URL of Alertmanager as a reader's browser reaches it; `undefined` when its port is not published. */
  readonly alertmanagerUrl: string | undefined;
}

/**
 * Reads the environment.
 *
 * @param secretPath path of a secret file in Alertmanager's container
 * @throws {EnvironmentError} with every problem at once
 */
export const loadNotifications = (
  environment: Environment,
  readSecretFile: ReadFile,
  secretPath: (fileName: string) => string,
): Notifications =>
  readEnvironment(
    environment,
    (variables) => {
      variables.optional('TZ', 'a time zone such as Europe/London', timeZone);
      // Services that do not start with an invalid value, and whose own messages name no setting.
      variables.optional('PROMETHEUS_RETENTION', PROMETHEUS_DURATION, prometheusDuration);
      variables.optional('PROMETHEUS_RETENTION_SIZE', PROMETHEUS_SIZE, prometheusSize);
      variables.optional('HISTORY_DAYS', HISTORY_DAYS, historyDays);
      // Otherwise the stack would read the shell of a modem and the status page of the mock modem.
      const [hasTelnet, hasPage] = [variables.has('MODEM_TELNET'), variables.has('MODEM_URL')];
      if (hasTelnet && !hasPage) {
        variables.problem('MODEM_URL', 'the address of the modem beside MODEM_TELNET', 'nothing');
      }
      // The mock modem's history has a spectrum, which continues unless its shell is turned off. A real modem is read
      // only on request.
      const isMock = !hasPage && environment['MODEM_TELNET'] !== '';
      const spectrum = variables.withDefault('SPECTRUM', isMock ? 'on' : 'off', ON_OR_OFF, onOrOff) === 'on';
      if (spectrum && hasPage && !hasTelnet) {
        variables.problem(
          'SPECTRUM',
          'off, or the telnet shell in MODEM_TELNET, which has the spectrum',
          '"on"',
        );
      }
      return {
        spectrum,
        lineName: variables.withDefault('LINE_NAME', DEFAULT_LINE_NAME, LINE_NAME, lineName) ?? '',
        receivers: receiverKinds
          .map((kind) => kind(variables, secretPath))
          .filter((receiver) => receiver !== undefined),
        heartbeat: deadMansSwitch(variables, secretPath),
        grafanaUrl: variables.optional('GRAFANA_URL', HTTP_URL, baseUrl),
        exporterUrl: variables.withDefault('EXPORTER_URL', 'http://localhost:9612', HTTP_URL, baseUrl) ?? '',
        alertmanagerUrl: variables.optional('ALERTMANAGER_URL', HTTP_URL, baseUrl),
      };
    },
    { readFile: readSecretFile, prefixes: SETTING_PREFIXES, others: OTHER_SETTINGS },
  );
