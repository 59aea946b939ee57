import { ModemBusyError, type ModemError, ModemLoginError, ModemTimeoutError } from '../../errors.ts';
import type { Received, TelnetConnection } from './connection.ts';
import { createOutputReader, type ShellFormat } from './output.ts';
import { isGatewayPrompt, isLoginPrompt, isPasswordPrompt, isShellPrompt } from './prompts.ts';

/** A login. The password is never part of an error. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** One login at the modem's shell. */
export interface TelnetSession {
  /** Logs in and starts the shell. @throws {ModemError} of the kind that fits */
  login(signal: AbortSignal): Promise<void>;
  /** Runs a command line. @returns its output, with LF line ends. @throws {ModemError} of the kind that fits */
  run(command: string, signal: AbortSignal): Promise<string>;
  /** Logs out, in the right order where possible, and closes the connection. Never rejects. */
  leave(): Promise<void>;
}

/** Interrupts the running command, as Ctrl-C does. */
const INTERRUPT = '\u0003';

/** How long the shell may take to print the prompt after `exit`. */
const EXIT_MS = 1000;

/** A modem whose words mean "busy" and that sends no login prompt for this long has refused the session. */
const BUSY_QUIET_MS = 1500;

/** Words of a modem that has no session left. */
const busy = /\b(?:busy|too many|in use|already logged|try again later)\b/i;

/** A session on a connection; `address` is for errors. */
export function createTelnetSession(
  connection: TelnetConnection,
  address: string,
  { username, password }: Credentials,
): TelnetSession {
  /** How many `exit`s lead out of the modem, including out of a shell that was requested and may still open. */
  let exits = 0;
  /** The shell's prompt was received. */
  let inShell = false;
  let format: ShellFormat = { prompt: '', echoes: false };
  let running = false;
  /** The output of a command is incomplete: it may still be running. */
  let unfinished = false;

  return {
    async login(signal) {
      const answers = { login: username, password, gateway: 'sh' };
      const answered = new Set<string>();
      let sent: string | undefined;
      let step: LoginStep = beforeLogin;
      for (;;) {
        const { what, expected, quotable } = step;
        const textOf = (received: Received): string => messageOf(received, password, sent);
        const refused = (received: Received): ModemError => {
          const text = quotable ? textOf(received) : undefined;
          return busy.test(textOf(received))
            ? new ModemBusyError(address, text)
            : new ModemLoginError(address, expected, text);
        };
        const found = await connection.expect({
          what,
          ...(sent !== undefined && { send: sent }),
          recognise: (received) => {
            const prompt = promptOf(received.last, answered);
            if (prompt !== undefined && answered.has(prompt)) {
              exits = prompt === 'gateway' ? 1 : 0;
              throw refused(received);
            }
            if (prompt === undefined && answered.size === 0 && received.quietMs >= BUSY_QUIET_MS) {
              const text = textOf(received);
              if (busy.test(text)) throw new ModemBusyError(address, text);
            }
            return prompt && { prompt, received };
          },
          explainTimeout: (received, seconds) => {
            const text = textOf(received);
            if (answered.size === 0 && busy.test(text)) return new ModemBusyError(address, text);
            return new ModemTimeoutError(address, what, seconds, quotable ? text : '');
          },
          explainEnd: (received) => {
            const text = textOf(received);
            if (text === '') return undefined;
            // Before a login prompt there was no login that could be wrong.
            return answered.size === 0 ? new ModemBusyError(address, text) : refused(received);
          },
          signal,
        });
        if (found.prompt === 'shell') {
          const { lines, last } = found.received;
          format = { prompt: last, echoes: lines[0]?.trim() === sent };
          exits = answered.has('gateway') ? 2 : 1;
          inShell = true;
          return;
        }
        if (found.prompt === 'password') exits = 1;
        if (found.prompt === 'gateway') exits = 2;
        answered.add(found.prompt);
        sent = answers[found.prompt];
        step = after[found.prompt];
      }
    },

    async run(command, signal) {
      if (running) throw new Error('a shell runs one command at a time');
      const reader = createOutputReader(command, format, () => connection.send(''));
      running = true;
      unfinished = true;
      try {
        const output = await connection.expect({
          what: `the output of ${command}`,
          send: command,
          recognise: (received) => reader.read(received),
          signal,
        });
        unfinished = false;
        ({ format } = reader);
        return output;
      } finally {
        running = false;
      }
    },

    async leave() {
      if (exits === 2 && inShell && !unfinished) {
        // Each exit at its own prompt: a line sent ahead may be lost when the shell ends.
        const signal = AbortSignal.timeout(EXIT_MS);
        const left = connection.expect({
          what: 'the prompt after exit',
          send: 'exit',
          recognise: isAtGateway,
          signal,
        });
        if (await left.catch(() => false)) exits = 1;
      }
      const lines = Array.from({ length: exits }, () => 'exit');
      connection.end(unfinished ? [INTERRUPT, ...lines] : lines);
    },
  };
}

const isAtGateway = ({ last }: Received): true | undefined => isGatewayPrompt(last) || undefined;

/** A step of the login: what is waited for, and for a refusal, what was expected instead. */
interface LoginStep {
  readonly what: string;
  readonly expected: string;
  /** Whether an error may quote the modem. Not after the password was sent: the modem may echo it in any form. */
  readonly quotable: boolean;
}

const beforeLogin: LoginStep = {
  what: 'the login prompt',
  expected: 'a login prompt',
  quotable: true,
};
const shellAfterLogin = 'a shell after the login (wrong user name or password)';
const after: Readonly<Record<'login' | 'password' | 'gateway', LoginStep>> = {
  login: { what: 'the password prompt', expected: shellAfterLogin, quotable: true },
  password: { what: 'a prompt after the login', expected: shellAfterLogin, quotable: false },
  gateway: { what: 'the shell prompt', expected: 'a shell after the command sh', quotable: true },
};

/**
 * Which prompt a line is. Command prompts count only after a login, and never in a banner, which may be framed with
 * the same characters.
 */
function promptOf(
  line: string,
  answered: ReadonlySet<string>,
): 'login' | 'password' | 'gateway' | 'shell' | undefined {
  if (isLoginPrompt(line)) return 'login';
  if (isPasswordPrompt(line)) return 'password';
  if (answered.has('login') && isGatewayPrompt(line)) return 'gateway';
  return (answered.has('password') || answered.has('gateway')) && isShellPrompt(line) ? 'shell' : undefined;
}

/** The modem's message at a step of the login: without prompts, echoes of the line sent, and the password. */
function messageOf({ lines, last }: Received, password: string, sent: string | undefined): string {
  const secret = asReceived(password);
  const echo = asReceived(sent ?? '');
  return (
    [...lines, last]
      .map((line) => (secret === '' ? line : line.replaceAll(secret, '***')).trim())
      // The beginning of an echo is not a message either: the rest may still arrive.
      .filter((line) => !echo.startsWith(line) && !/^\**$/.test(line))
      .filter((line) => !isLoginPrompt(line) && !isPasswordPrompt(line))
      .join(' ')
  );
}

/** A text as the modem echoes it: one character per byte, possibly without surrounding blanks. */
const asReceived = (text: string): string => Buffer.from(text.trim()).toString('latin1');
