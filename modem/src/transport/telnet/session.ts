import { ModemLoginError } from '../../errors.ts';
import type { Seen, TelnetConnection } from './connection.ts';
import { createOutputReader, type ShellManner } from './output.ts';
import { isGatewayPrompt, isLoginPrompt, isPasswordPrompt, isShellPrompt } from './prompts.ts';

/** Who logs in. The password is never part of an error. */
export interface Credentials {
  username: string;
  password: string;
}

/** One login at the modem's shell. */
export interface TelnetSession {
  /** Logs in and starts the shell. @throws {ModemError} of the kind that fits */
  login(signal: AbortSignal): Promise<void>;
  /** Runs a command line. @returns its output, with LF line ends. @throws {ModemError} of the kind that fits */
  run(command: string, signal: AbortSignal): Promise<string>;
  /** Logs out, as orderly as can be, and closes the connection. Never rejects. */
  leave(): Promise<void>;
}

/** Interrupts what runs in the shell, as Ctrl-C does. */
const INTERRUPT = '\u0003';

/** How long the shell may take to bring the prompt back after `exit`. */
const EXIT_MS = 1000;

/** Words of a modem that has no session to give. */
const busy = /\b(?:busy|too many|in use|already logged|try again later)\b/i;

/** A session on a connection; `address` is for errors. */
export function createTelnetSession(
  connection: TelnetConnection,
  address: string,
  { username, password }: Credentials,
): TelnetSession {
  /** `exit`s that lead out of the modem, also out of what it has been asked to open and may yet open. */
  let exits = 0;
  /** The shell's prompt has come. */
  let inShell = false;
  let manner: ShellManner = { prompt: '', echoes: false };
  let running = false;
  /** A command's output did not come to its end: it may still be running. */
  let unfinished = false;

  return {
    async login(signal) {
      const answers = { login: username, password, gateway: 'sh' };
      const given = new Set<string>();
      let typed: string | undefined;
      let step = beforeLogin;
      for (;;) {
        const { what, expected } = step;
        const heard = (seen: Seen): string => said(seen, password, typed);
        const refused = (seen: Seen): ModemLoginError => new ModemLoginError(address, expected, heard(seen));
        const found = await connection.expect({
          what,
          ...(typed !== undefined && { typed }),
          recognise: (seen) => {
            const asked = promptOf(seen.last, given);
            if (asked !== undefined && given.has(asked)) {
              exits = asked === 'gateway' ? 1 : 0;
              throw refused(seen);
            }
            if (given.size === 0 && isBusy(seen)) throw refused(seen);
            return asked && { asked, seen };
          },
          heard,
          explainEnd: (seen) => (heard(seen) === '' ? undefined : refused(seen)),
          signal,
        });
        if (found.asked === 'shell') {
          const { lines, last } = found.seen;
          manner = { prompt: last, echoes: lines[0]?.trim() === typed };
          exits = given.has('gateway') ? 2 : 1;
          inShell = true;
          return;
        }
        if (found.asked === 'password') exits = 1;
        if (found.asked === 'gateway') exits = 2;
        given.add(found.asked);
        typed = answers[found.asked];
        step = after[found.asked];
      }
    },

    async run(command, signal) {
      if (running) throw new Error('a shell runs one command at a time');
      const reader = createOutputReader(command, manner, () => connection.type(''));
      running = true;
      unfinished = true;
      try {
        const output = await connection.expect({
          what: `the output of ${command}`,
          typed: command,
          recognise: (seen) => reader.read(seen),
          signal,
        });
        unfinished = false;
        ({ manner } = reader);
        return output;
      } finally {
        running = false;
      }
    },

    async leave() {
      if (exits === 2 && inShell && !unfinished) {
        // Each exit at its own prompt: what is typed ahead may be lost when the shell goes.
        const signal = AbortSignal.timeout(EXIT_MS);
        const out = connection.expect({
          what: 'the prompt after exit',
          typed: 'exit',
          recognise: gateway,
          signal,
        });
        if (await out.catch(() => false)) exits = 1;
      }
      const words = Array.from({ length: exits }, () => 'exit');
      connection.end(unfinished ? [INTERRUPT, ...words] : words);
    },
  };
}

/** A line without an end only counts when nothing more of it comes. */
const isBusy = ({ lines, last, quiet }: Seen): boolean =>
  lines.some((line) => busy.test(line)) || (quiet && busy.test(last));

const gateway = ({ last }: Seen): true | undefined => isGatewayPrompt(last) || undefined;

/** What is waited for at each step of a login, and what was to be expected instead of a refusal. */
const beforeLogin = {
  what: 'the login prompt',
  expected: 'a login prompt (one session at a time: is somebody else logged in?)',
};
const expectedOfLogin = 'a shell after the login (are MODEM_USERNAME and MODEM_PASSWORD right?)';
const after = {
  login: { what: 'the password prompt', expected: expectedOfLogin },
  password: { what: 'a prompt after the login', expected: expectedOfLogin },
  gateway: { what: 'the shell prompt', expected: 'a shell after the command sh' },
};

/**
 * Which prompt a line is. A command line is only looked for after a login, and never in a banner, which may be
 * framed with the same characters.
 */
function promptOf(
  line: string,
  given: ReadonlySet<string>,
): 'login' | 'password' | 'gateway' | 'shell' | undefined {
  if (isLoginPrompt(line)) return 'login';
  if (isPasswordPrompt(line)) return 'password';
  if (given.has('login') && isGatewayPrompt(line)) return 'gateway';
  return (given.has('password') || given.has('gateway')) && isShellPrompt(line) ? 'shell' : undefined;
}

/** What the modem said at a step of the login, without its repetition of what was typed, and never the password. */
function said({ lines, last }: Seen, password: string, typed: string | undefined): string {
  const secret = comingBack(password);
  const echo = comingBack(typed ?? '');
  return (
    [...lines, last]
      .map((line) => (secret === '' ? line : line.replaceAll(secret, '***')).trim())
      // Of what was typed, also the beginning is no word of the modem's: the rest may be on its way.
      .filter((line) => !echo.startsWith(line) && !/^\**$/.test(line))
      .filter((line) => !isLoginPrompt(line) && !isPasswordPrompt(line))
      .join(' ')
  );
}

/** A text as it comes back from the modem: a character per byte, and perhaps without blanks around it. */
const comingBack = (text: string): string => Buffer.from(text.trim()).toString('latin1');
