import { stringify } from 'yaml';

/** A frame as `recording.yaml` names it; `seconds` is how long it stands. */
export interface DescribedFrame {
  readonly seconds: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Command line to file. */
  readonly telnet: Readonly<Record<string, string>>;
  readonly remarks: readonly string[];
}

/** What stands above the frames. */
export interface Heading {
  readonly title: string;
  readonly about: string;
  readonly numbers: string;
  readonly driver: 'newer' | 'older' | 'unknown';
}

const YAML = { lineWidth: 112, indentSeq: true } as const;

/** The text above the frames. It does not loop: counters and uptime would run backwards. */
export const renderHeading = (heading: Heading): string =>
  `${stringify({ ...heading, loop: false }, YAML)}frames:\n`;

/** A frame's text, with what there is to remark above it. */
export function renderFrame({ seconds, status, headers, body, telnet, remarks }: DescribedFrame): string {
  const page = { status, ...(Object.keys(headers).length > 0 && { headers }), body };
  const frame = { for: renderSeconds(seconds), page, ...(Object.keys(telnet).length > 0 && { telnet }) };
  const [, ...lines] = stringify({ frames: [frame] }, YAML).split('\n');
  // A comment ends with its line, whatever a modem may have sent.
  const comments = remarks.map((remark) => `  # ${remark.replaceAll(/[^\x20-\x7e]+/g, ' ').trim()}\n`);
  return comments.join('') + lines.join('\n');
}

/** Seconds as a recording has them, to the tenth. */
export const renderSeconds = (seconds: number): string => `${Math.max(Math.round(seconds * 10) / 10, 0.1)}s`;

/** Which driver prints statistics like these. */
export function driverOf(stats: string): Heading['driver'] | undefined {
  if (/^Bearer:/m.test(stats)) return 'newer';
  return /^Path:/m.test(stats) ? 'older' : undefined;
}
