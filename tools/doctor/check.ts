import type { CollectorName } from '../../modem/src/collectors/collector.ts';
import type { FailureReason } from '../../modem/src/errors.ts';
import type { LineStatus } from '../../modem/src/line/status.ts';
import type { Reply } from '../../modem/src/parse.ts';
import type { ModemTarget } from '../../modem/src/target.ts';
import type { PageResponse } from '../../modem/src/transport/http.ts';
import type { Addresses, Place } from '../stack/addresses.ts';
import type { RunInExporter } from '../stack/in-exporter.ts';
import type { Links } from '../stack/links.mjs';
import type { Settings } from '../stack/settings.mjs';
import { FINDING_CODES, type FindingCode } from './codes.ts';

/** Result of a check. A note is worth knowing; the stack works without acting on it. */
export type CheckStatus = 'ok' | 'note' | 'failed' | 'skipped';

/** What a check found. */
export interface Finding {
  readonly status: CheckStatus;
  readonly code: FindingCode;
  /** One line for each problem. */
  readonly message: string;
  /** What to do next. */
  readonly advice?: string | undefined;
  /** Skip the checks that need this one, although it did not fail. */
  readonly blocks?: boolean;
  /** For later checks. */
  readonly data?: Partial<CheckData>;
}

/** What checks pass on to later checks, by the check that finds it. */
export interface CheckData {
  /** settings */
  readonly target: ModemTarget;
  /** status page */
  readonly page: PageResponse;
  readonly pageLine: LineStatus;
  /** telnet login: what the modem sent, by command */
  readonly replies: ReadonlyMap<CollectorName, Reply>;
  /** line statistics */
  readonly telnetLine: LineStatus;
  /** modem read: when the exporter started, in seconds since the epoch */
  readonly exporterStart: number | undefined;
  /** alertmanager: what the exporter's container found out about Alertmanager, by check, if it was asked */
  readonly fromExporter: ReadonlyMap<string, Finding>;
  /** receivers: whether one of them notifies people */
  readonly hasReceiver: boolean;
  /** rules: how many of them Prometheus has not evaluated since it started */
  readonly pendingRules: number;
}

/** What the checks work with. */
export interface CheckContext {
  readonly settings: Settings;
  readonly addresses: Addresses;
  /** Links in notifications; only on a host. */
  readonly links: Links | undefined;
  readonly place: Place;
  /** Runs the doctor of the exporter's image, for what only containers can reach; undefined in a container. */
  readonly runInExporter: RunInExporter | undefined;
  /** No modem is configured: the stack reads the mock modem. */
  readonly usesMockModem: boolean;
  /** Names of settings; only on a host, where `.env` is. */
  readonly names: SettingNames | undefined;
  /** Settings for which the stack refuses to start, besides unknown names and those of the modem; only on a host. */
  readonly refused: readonly string[];
  /** Values in `.env` of which Docker Compose removes a part; only on a host. */
  readonly warnings: readonly string[];
  /** Why `.env` cannot be read; the settings are then those of the environment alone. */
  readonly envFileProblem: string | undefined;
  /** Unix time in seconds by the clock of this machine. */
  readonly now: () => number;
}

/** Names of settings, for the check of `.env`. */
export interface SettingNames {
  /** Set in `.env`. */
  readonly used: readonly string[];
  readonly known: readonly string[];
  /** One line for each name in `.env` for which the stack refuses to start. */
  readonly refused: readonly string[];
}

/** One check. */
export interface Check {
  readonly group: string;
  /** Two or three words; `needs` of other checks refers to it. */
  readonly name: string;
  /** Names of earlier checks. If one of them fails, this one is skipped. */
  readonly needs: readonly string[];
  /** Timeout in seconds; 5 by default. */
  readonly seconds?: number;
  /**
   * Reports every problem that a user can cause as a finding; an exception is a defect.
   *
   * @param signal its abort is the deadline
   */
  run(context: CheckContext, data: Partial<CheckData>, signal: AbortSignal): Promise<Finding>;
}

/** @throws if the check that provides this data is missing in `needs` */
export function requireData<Key extends keyof CheckData>(data: Partial<CheckData>, key: Key): CheckData[Key] {
  const value = data[key];
  if (value === undefined) throw new Error(`no data "${key}": the check that provides it must be in "needs"`);
  return value;
}

/** A finding without a problem. */
export const ok = (message: string, data: Partial<CheckData> = {}): Finding => ({
  status: 'ok',
  code: 'ok',
  message,
  data,
});

/** A finding that is worth knowing. */
export const note = (
  code: FindingCode,
  message: string,
  advice: string,
  data: Partial<CheckData> = {},
): Finding => ({ status: 'note', code, message, advice, data });

/** Nothing was checked, because the check does not apply here. */
export const skipped = (reason: string): Finding => ({ status: 'skipped', code: 'skipped', message: reason });

/** A problem, with what to do about it. */
export const failed = (code: FindingCode, message: string, advice: string): Finding => ({
  status: 'failed',
  code,
  message,
  advice,
});

/** The code of a failed read, such as `page-timeout`. */
export function readFailureCode(transport: 'page' | 'telnet', reason: FailureReason): FindingCode {
  const code = `${transport}-${reason.replaceAll('_', '-')}`;
  const known = FINDING_CODES.find((each) => each === code);
  if (known === undefined) throw new Error(`there is no code ${code}`);
  return known;
}
