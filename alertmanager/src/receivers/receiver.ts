import type { Variables } from '../../../lib/environment.ts';
import type { Severity } from '../severity.ts';

/** An entry of Alertmanager's `receivers`, and the files that it needs. */
export interface Receiver {
  /** Also used in Alertmanager's metrics and in the report on the test message. */
  readonly name: string;
  readonly minSeverity: Severity;
  /** In Alertmanager's format: `{ discord_configs: [{ … }] }`. */
  readonly configs: Readonly<Record<string, readonly object[]>>;
  /** File name → secret, readable for Alertmanager only. */
  readonly secrets: Readonly<Record<string, string>>;
  /** File name → Go template that contains a setting, for options without a `…_file` form. */
  readonly templates?: Readonly<Record<string, string>>;
}

/** Path of a secret file in Alertmanager's container. */
export type SecretPath = (fileName: string) => string;

/**
 * Reads the variables of one kind of receiver and returns the receiver, or `undefined` if it is not configured or its
 * settings are invalid, which `variables` records.
 */
export type ReceiverKind = (variables: Variables, secretPath: SecretPath) => Receiver | undefined;
