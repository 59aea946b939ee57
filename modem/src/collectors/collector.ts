import type { ModemFormatError } from '../errors.ts';
import type { BandPlan, PerTone, ToneTable } from '../line/spectrum.ts';
import type { ErrorPeriods } from './xdslcmd-periods.ts';
import type { Band, LayoutChoice, LineBand, LineState, LineStatus } from '../line/status.ts';

/** Names of the collectors: the values of the label `collector`. */
export const collectorNames = [
  'xdsl_status',
  'xdslcmd_stats',
  'xdslcmd_pbparams',
  'uptime',
  'xdslcmd_bits',
  'xdslcmd_snr',
  'xdslcmd_qln',
  'xdslcmd_hlog',
] as const;
export type CollectorName = (typeof collectorNames)[number];

/** The data of one page or command. Each collector fills its own part and no other. */
export interface CollectorData {
  line?: LineStatus;
  bands?: Partial<Record<Band, LineBand>>;
  /** The band plan of the current sync. */
  bandPlan?: BandPlan;
  /** Tables per tone, and the state of the line that the modem prints above them. No table out of showtime. */
  tones?: Partial<Record<ToneTable, PerTone>> & { readonly state: LineState };
  /** What the driver counted in its own periods. */
  errorPeriods?: ErrorPeriods;
  /** Seconds since the modem booted. */
  deviceUptime?: number;
}

/** A parsed page or command: its data, and the fields that are present but cannot be read. */
export interface Parsed {
  data: CollectorData;
  /** Each of them left its value out; all other values are valid. */
  problems: readonly ModemFormatError[];
}

/** A page below the modem's base URL. */
interface PageSource {
  readonly transport: 'http';
  /** Begins with a slash. */
  readonly path: string;
}

/** A command line of the modem's shell. */
interface CommandSource {
  readonly transport: 'telnet';
  readonly command: string;
}

/** What a parser may need to know besides the text. */
export interface ParseOptions {
  /** How the status page is laid out; `auto` by default. */
  readonly layout?: LayoutChoice;
  /** Where the text is from, for error messages; the page's path by default. */
  readonly address?: string;
}

/** One thing to read from a modem: a page or a command, and the pure parser of its text. */
export interface Collector<Source extends PageSource | CommandSource = PageSource | CommandSource> {
  readonly name: CollectorName;
  /** What it reads, for people: `Status page (HTTP)`. */
  readonly title: string;
  readonly source: Source;
  /**
   * Parses a page's body, or a command's output (LF line ends, neither echo nor prompt).
   *
   * @throws {ModemError} when the text is not that page or output
   */
  parse(text: string, options?: ParseOptions): Parsed;
}

export type PageCollector = Collector<PageSource>;
export type CommandCollector = Collector<CommandSource>;

/** Whether a text can be a label value: printable ASCII, at most 64 characters. */
export const isLabelText = (text: string): boolean => /^[\x20-\x7e]{0,64}$/.test(text);
