import type { PageResponse } from '../../modem/src/transport/http.ts';
import type { Config } from '../../exporter/src/config.ts';
import type { LineStatus } from '../../modem/src/line/status.ts';
import type { CollectorName } from '../../modem/src/collectors/collector.ts';
import type { Reply } from '../../modem/src/parse.ts';
import type { Addresses } from '../stack/addresses.ts';
import type { Settings } from '../stack/settings.mjs';

/** What a check can come to. A note is worth knowing, and needs nothing done for the stack to work. */
export type CheckStatus = 'ok' | 'note' | 'failed' | 'left out';

/** What a check found. */
export interface Finding {
  readonly status: Exclude<CheckStatus, 'left out'>;
  /** In plain words; ends without a full stop unless it is several sentences. */
  readonly says: string;
  /** What to do next. */
  readonly advice?: string | undefined;
  /** Nothing that needs this check can be said. A failure always blocks. */
  readonly blocks?: boolean;
  /** For the checks after it. */
  readonly learnt?: Partial<Learnt>;
}

/** What the doctor has come to know of the patient; by the check that found it out. */
export interface Learnt {
  /** settings */
  readonly config: Config;
  /** status page */
  readonly page: PageResponse;
  readonly pageLine: LineStatus;
  /** telnet login; what the shell said */
  readonly replies: ReadonlyMap<CollectorName, Reply>;
  /** line statistics */
  readonly shellLine: LineStatus;
  /** rules; how many of them Prometheus has not evaluated since it started */
  readonly freshRules: number;
}

/** What a check has to work with. */
export interface Patient {
  readonly settings: Settings;
  readonly addresses: Addresses;
  /** No modem is named: the mock modem stands in. */
  readonly mocked: boolean;
  /** Whether the checks run beside the project's compose file, or inside the exporter's image. */
  readonly place: 'host' | 'container';
  /** Unix time in seconds, by this machine's clock. */
  readonly now: () => number;
}

/** One thing that a new user may have wrong. */
export interface Check {
  readonly group: string;
  /** Two or three words; other checks name it in `needs`. */
  readonly name: string;
  /** Checks without which this one has nothing to say. */
  readonly needs: readonly string[];
  /** Bound on it, in seconds; five unless told otherwise. */
  readonly seconds?: number;
  /**
   * Never throws for what a user may have wrong.
   *
   * @param signal its abort is the deadline
   */
  run(patient: Patient, learnt: Partial<Learnt>, signal: AbortSignal): Promise<Finding>;
}

/** What a check that is needed must have left behind. */
export function known<Key extends keyof Learnt>(learnt: Partial<Learnt>, key: Key): Learnt[Key] {
  const value = learnt[key];
  if (value === undefined)
    throw new Error(`nothing is known of ${key}: is the check that finds it out needed?`);
  return value;
}

export const ok = (says: string, learnt: Partial<Learnt> = {}): Finding => ({ status: 'ok', says, learnt });
export const note = (says: string, advice?: string, learnt: Partial<Learnt> = {}): Finding => ({
  status: 'note',
  says,
  advice,
  learnt,
});
export const failed = (says: string, advice: string): Finding => ({ status: 'failed', says, advice });
