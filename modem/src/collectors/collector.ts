import type { ModemFormatError } from '../errors.ts';
import type { Band, LineBand, LineStatus } from '../line/status.ts';

/** Names of the collectors: the values of the label `collector`. */
export const collectorNames = ['xdsl_status', 'xdslcmd_stats', 'xdslcmd_pbparams', 'uptime'] as const;
export type CollectorName = (typeof collectorNames)[number];

/** What one page or command told. Each collector gives its own part, and no other. */
export interface Told {
  line?: LineStatus;
  bands?: Partial<Record<Band, LineBand>>;
  /** Seconds since the modem booted. */
  deviceUptime?: number;
}

/** A parsed page or command: what it told, and the fields that it had but that could not be read. */
export interface Parsed {
  told: Told;
  /** Each left its value out; the others stand. */
  problems: readonly ModemFormatError[];
}

/** A telnet collector: a command line, and the pure parser of its output (LF line ends, no echo, no prompt). */
export interface CommandCollector {
  name: CollectorName;
  command: string;
  /** @throws {ModemFormatError} when the text is not this command's output. */
  parse(output: string): Parsed;
}

/** Whether a text is fit to be a label's value: printable, and not long. */
export const isFewWords = (text: string): boolean => /^[\x20-\x7e]{0,64}$/.test(text);
