import { stringify } from 'yaml';

/** A frame in `recording.yaml`. */
export interface DescribedFrame {
  /** Duration. */
  readonly seconds: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** File name. */
  readonly body: string;
  /** File names by command line. */
  readonly telnet: Readonly<Record<string, string>>;
  /** Become comments above the frame. */
  readonly remarks: readonly string[];
}

/** The keys above the frames. */
export interface Heading {
  readonly title: string;
  readonly about: string;
  readonly numbers: string;
  readonly driver: 'newer' | 'older' | 'unknown';
}

const YAML = { lineWidth: 112, indentSeq: true } as const;

/** The text above the frames. A real recording does not loop, because its counters and uptime would go backwards. */
export const renderHeading = (heading: Heading): string =>
  `${stringify({ ...heading, loop: false }, YAML)}frames:\n`;

/** The text of one frame. */
export function renderFrame({ seconds, status, headers, body, telnet, remarks }: DescribedFrame): string {
  const page = { status, ...(Object.keys(headers).length > 0 && { headers }), body };
  const frame = { for: renderSeconds(seconds), page, ...(Object.keys(telnet).length > 0 && { telnet }) };
  const [, ...lines] = stringify({ frames: [frame] }, YAML).split('\n');
  // A comment must stay on one line, whatever the modem sent.
  const comments = remarks.map((remark) => `  # ${remark.replaceAll(/[^\x20-\x7e]+/g, ' ').trim()}\n`);
  return comments.join('') + lines.join('\n');
}

/** Recordings have a resolution of a tenth of a second. */
const renderSeconds = (seconds: number): string => `${Math.max(Math.round(seconds * 10) / 10, 0.1)}s`;

/** The driver that prints statistics in this format. */
export function driverOf(stats: string): Heading['driver'] | undefined {
  if (/^Bearer:/m.test(stats)) return 'newer';
  return /^Path:/m.test(stats) ? 'older' : undefined;
}
