import type { Variables } from '../../../lib/environment.ts';
import type { Severity } from '../severity.ts';

/** Where a message can go: one entry of Alertmanager's `receivers`, and the files that it needs. */
export interface Receiver {
  /** Also the name in Alertmanager's metrics and in the test message's report. */
  readonly name: string;
  readonly minSeverity: Severity;
  /** Alertmanager's own words: `{ discord_configs: [{ … }] }`. */
  readonly configs: Readonly<Record<string, readonly object[]>>;
  /** File name → content, for what only Alertmanager may read. */
  readonly secrets: Readonly<Record<string, string>>;
  /** File name → Go templates that hold a setting, for what has no `…_file` form. */
  readonly templates?: Readonly<Record<string, string>>;
}

/** Turns the name of a secret file into the path that Alertmanager will find it at. */
export type SecretPath = (fileName: string) => string;

/**
 * A kind of receiver: asks the settings for its variables, gives the receiver they describe, or `undefined` when
 * they describe none (or a wrong one, which `settings` has noted).
 */
export type ReceiverKind = (variables: Variables, secretPath: SecretPath) => Receiver | undefined;
