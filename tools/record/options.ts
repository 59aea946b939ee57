import { parseDuration } from '../../lib/duration.ts';
import { type Environment, EnvironmentError, readEnvironment } from '../../lib/environment.ts';
import { BOUNDS } from '../../lib/recording-format.ts';
import { type ModemTarget, readTarget } from '../../modem/src/target.ts';
import { parseCommandLine, UsageError } from '../../lib/command-line.mjs';

/** A valid command line. */
export interface Options {
  readonly target: ModemTarget;
  readonly forSeconds: number;
  readonly everySeconds: number;
  /** Folder to create: a name or a path. */
  readonly out: string;
  readonly title: string;
  readonly about: string;
}

/** What `--help` prints. */
export const USAGE = `npm run record -- <modem> [options]

Reads a modem at intervals and writes a recording that the mock modem can replay.

  <modem>            address of the modem, such as 192.168.1.1; default: MODEM_URL and MODEM_TELNET in .env
  --telnet <host>    also read its telnet shell (host or host:port); on VDSL2 only telnet has SNR margin and errors
  --for <time>       duration, such as 10m, 2h, 1d; default 10m
  --every <time>     interval, at least 1s; default 30s
  --out <folder>     folder to create; default my-line-<date and time>
  --title <text>     title of the recording
  --about <text>     description: the line, the modem, what happened
  --help, -h         show this help

The telnet login comes from MODEM_USERNAME and MODEM_PASSWORD or MODEM_PASSWORD_FILE, in the environment or in .env.
Personal data is masked or left out. Ctrl-C ends the recording and keeps the frames so far.
How to contribute a recording: docs/recording.md

Exit status: 0 recorded, 1 not or not completely recorded, 2 invalid options, 130 interrupted before the first frame.
`;

const OPTIONS = {
  telnet: { type: 'string' },
  for: { type: 'string', default: '10m' },
  every: { type: 'string', default: '30s' },
  out: { type: 'string' },
  title: { type: 'string' },
  about: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line.
 *
 * @param settings for the login, and for the modem if the command line names none
 * @param now for the default names
 * @returns `undefined` for `--help`
 * @throws {UsageError}
 */
export function readOptions(args: readonly string[], settings: Environment, now: Date): Options | undefined {
  const { values, positionals } = parseCommandLine(args, OPTIONS, 1);
  if (values.help) return undefined;
  const problems: string[] = [];
  const target = targetOf(positionals[0], values.telnet, settings, problems);

  const seconds = (name: 'for' | 'every'): number => {
    const found = parseDuration(values[name]) ?? 0;
    if (found >= 1) return found;
    problems.push(`--${name}: expected a time of at least 1s, such as 30s or 10m, found "${values[name]}"`);
    return 1;
  };
  const everySeconds = seconds('every');
  const forSeconds = seconds('for');
  const reads = Math.ceil(forSeconds / everySeconds);
  if (reads > BOUNDS.frames) {
    problems.push(`--for, --every: expected at most ${BOUNDS.frames} reads, found ${reads}`);
  }
  const timestamp = now.toISOString();
  const out = values.out ?? `my-line-${timestamp.slice(0, 16).replaceAll(':', '').replace('T', '-')}`;
  if (out.trim() === '') problems.push('--out: expected the name of a folder, found nothing');
  if (problems.length > 0 || target === undefined) throw new UsageError(problems.join('\n'));
  return {
    target,
    forSeconds,
    everySeconds,
    out,
    title: toOneLine(values.title) || `A line recorded on ${timestamp.slice(0, 10)}`,
    about: values.about?.trim() || 'Recorded with npm run record, without a description.',
  };
}

const toOneLine = (text = ''): string => text.replaceAll(/\s+/g, ' ').trim();

/** Settings that apply to any modem, also to one on the command line. */
const COMMON = ['MODEM_USERNAME', 'MODEM_PASSWORD', 'MODEM_PASSWORD_FILE', 'MODEM_TIMEOUT_SECONDS'];

/** Reads the target from the settings, overridden by the command line. */
function targetOf(
  modem: string | undefined,
  telnet: string | undefined,
  settings: Environment,
  problems: string[],
): ModemTarget | undefined {
  if (modem === undefined && !settings['MODEM_URL']) {
    problems.push(
      'expected the address of a modem, such as 192.168.1.1; MODEM_URL is not set in .env either',
    );
    return undefined;
  }
  if (telnet === '') problems.push('--telnet: expected a host or host:port, found nothing');
  const names = modem === undefined ? [...COMMON, 'MODEM_URL', 'MODEM_TELNET'] : COMMON;
  const environment = {
    ...Object.fromEntries(names.map((name) => [name, settings[name]])),
    ...(modem !== undefined && { MODEM_URL: modem }),
    ...(telnet !== undefined && { MODEM_TELNET: telnet }),
  };
  try {
    return readEnvironment(environment, readTarget);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    for (const problem of error.problems) {
      problems.push(
        problem
          .replace(/^MODEM_URL/, modem === undefined ? 'MODEM_URL' : '<modem>')
          .replace(/^MODEM_TELNET/, telnet === undefined ? 'MODEM_TELNET' : '--telnet'),
      );
    }
    return undefined;
  }
}
