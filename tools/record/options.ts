import { parseArgs } from 'node:util';
import { parseDuration } from '../../lib/duration.ts';
import { EnvironmentError, readEnvironment } from '../../lib/environment.ts';
import { BOUNDS } from '../../lib/recording-format.ts';
import { type ModemTarget, readTarget } from '../../modem/src/target.ts';

/** What the recorder was asked to do, checked. */
export interface Options {
  readonly target: ModemTarget;
  readonly forSeconds: number;
  readonly everySeconds: number;
  /** The folder to be made; a name or a path. */
  readonly out: string;
  readonly title: string;
  readonly about: string;
}

/** A command line that cannot be carried out: a line for each problem. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `npm run record -- <modem> [options]

Asks a modem again and again and writes down what it says, as a recording that the mock modem replays.

  <modem>              its address, such as 192.168.1.1; without one: MODEM_URL and MODEM_TELNET as set in .env
  --telnet <host>      asks its telnet shell too (host or host:port): on VDSL2 only that has margin and errors
  --for <time>         how long, such as 10m, 2h, 1d (10m)
  --every <time>       how often, such as 30s (30s); at least a second
  --out <folder>       where to write it; must not be there yet (my-line-<date and time>)
  --title <text>       one line on what it shows
  --about <text>       more on it: the line, the modem, what happened meanwhile

The telnet login comes from MODEM_USERNAME and MODEM_PASSWORD or MODEM_PASSWORD_FILE, in the environment or in .env.
What identifies a household is left out or masked. Ctrl-C ends the recording and keeps what is there.
How to contribute a recording: docs/recording.md.
`;

const options = {
  telnet: { type: 'string' },
  for: { type: 'string', default: '10m' },
  every: { type: 'string', default: '30s' },
  out: { type: 'string' },
  title: { type: 'string' },
  about: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the command line.
 *
 * @param environment for the login, and for the modem when the command line names none
 * @param now for the names of what is given none
 * @returns undefined when all that was asked for is {@link USAGE}
 * @throws {UsageError}
 */
export function readOptions(
  args: readonly string[],
  environment: Environment,
  now: Date,
): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const problems: string[] = [];
  if (positionals.length > 1) problems.push(`expected one modem, found ${positionals.join(' ')}`);
  const target = targetOf(positionals[0], values.telnet, environment, problems);

  const time = (name: 'for' | 'every', least: number): number => {
    const seconds = parseDuration(values[name]) ?? 0;
    if (seconds >= least) return seconds;
    problems.push(
      `--${name}: expected a time of at least ${least} s, such as 30s or 10m, found "${values[name]}"`,
    );
    return least;
  };
  const everySeconds = time('every', 1);
  const forSeconds = time('for', 1);
  if (forSeconds / everySeconds > BOUNDS.frames) {
    problems.push(
      `--for, --every: expected at most ${BOUNDS.frames} readings, found ${Math.ceil(forSeconds / everySeconds)}`,
    );
  }
  const stamp = now.toISOString();
  const [day] = stamp.split('T');
  const out = values.out ?? `my-line-${stamp.slice(0, 16).replaceAll(':', '').replace('T', '-')}`;
  if (out.trim() === '') problems.push('--out: expected the name of a folder, found nothing');
  if (problems.length > 0 || target === undefined) throw new UsageError(problems.join('\n'));
  return {
    target,
    forSeconds,
    everySeconds,
    out,
    title: oneLine(values.title) || `A line recorded on ${day}`,
    about:
      values.about?.trim() ||
      'Recorded with npm run record. Nothing is known of the line but what stands here.',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const oneLine = (text = ''): string => text.replaceAll(/\s+/g, ' ').trim();

/** Of the environment, what holds for any modem. */
const LOGIN = ['MODEM_USERNAME', 'MODEM_PASSWORD', 'MODEM_PASSWORD_FILE', 'MODEM_TIMEOUT_SECONDS'];

/** Reads the target from the environment, with what the command line says in its place. */
function targetOf(
  modem: string | undefined,
  telnet: string | undefined,
  environment: Environment,
  problems: string[],
): ModemTarget | undefined {
  if (modem === undefined && !environment['MODEM_URL']) {
    problems.push(
      'expected the address of a modem, such as 192.168.1.1; there is no MODEM_URL in .env either',
    );
    return undefined;
  }
  const said = {
    ...Object.fromEntries(LOGIN.map((name) => [name, environment[name]])),
    ...(modem === undefined && {
      MODEM_URL: environment['MODEM_URL'],
      MODEM_TELNET: environment['MODEM_TELNET'],
    }),
    ...(modem !== undefined && { MODEM_URL: modem }),
    ...(telnet !== undefined && { MODEM_TELNET: telnet }),
  };
  if (telnet === '') problems.push('--telnet: expected a host or host:port, found nothing');
  try {
    return readEnvironment(said, readTarget);
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
