import { ModemLoginError } from '../errors.ts';
import type { Seen, TelnetConnection } from './telnet-connection.ts';
import { createOutputReader } from './telnet-output.ts';
import { isGatewayPrompt, isLoginPrompt, isPasswordPrompt, isShellPrompt } from './telnet-prompts.ts';

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
  /** `exit`s that lead out of the modem. */
  let exits = 0;
  let prompt = '';
  let echoes = false;
  let running = false;

  const refused = (expected: string, seen: Seen): ModemLoginError =>
    new ModemLoginError(address, expected, said(seen, username, password));
  const refusedIfSaid =
    (expected: string) =>
    (seen: Seen): ModemLoginError | undefined =>
      said(seen, username, password) === '' ? undefined : refused(expected, seen);

  const atLogin = 'a login prompt (one session at a time: is somebody else logged in?)';
  const afterLogin = 'a shell after the login (MODEM_USERNAME and MODEM_PASSWORD may be wrong)';

  return {
    async login(signal) {
      await connection.expect({
        what: 'the login prompt',
        recognise: (seen) => {
          if (isLoginPrompt(seen.last)) return true;
          if (seen.lines.some((line) => busy.test(line))) throw refused(atLogin, seen);
          return undefined;
        },
        explainEnd: refusedIfSaid(atLogin),
        signal,
      });
      await connection.expect({
        what: 'the password prompt',
        typed: username,
        recognise: ({ last }) => isPasswordPrompt(last) || undefined,
        explainEnd: refusedIfSaid(afterLogin),
        signal,
      });
      const place = await connection.expect({
        what: 'a prompt after the login',
        typed: password,
        recognise: (seen) => {
          const { last } = seen;
          if (isGatewayPrompt(last)) return 'gateway';
          if (isLoginPrompt(last) || isPasswordPrompt(last)) throw refused(afterLogin, seen);
          if (!isShellPrompt(last)) return undefined;
          prompt = last.trim();
          return 'shell';
        },
        explainEnd: refusedIfSaid(afterLogin),
        signal,
      });
      exits = 1;
      if (place === 'shell') return;
      await connection.expect({
        what: 'the shell prompt',
        typed: 'sh',
        recognise: (seen) => {
          if (seen.lines.length > 0 && isGatewayPrompt(seen.last)) {
            throw refused('a shell prompt after the command sh', seen);
          }
          if (!isShellPrompt(seen.last)) return undefined;
          prompt = seen.last.trim();
          echoes = seen.lines[0]?.trim() === 'sh';
          return true;
        },
        signal,
      });
      exits = 2;
    },

    async run(command, signal) {
      if (running) throw new Error('a shell runs one command at a time');
      const reader = createOutputReader(command, prompt, echoes, () => connection.type(''));
      running = true;
      const output = await connection.expect({
        what: `the output of ${command}`,
        typed: command,
        recognise: (seen) => reader.read(seen),
        signal,
      });
      running = false;
      ({ echoes } = reader);
      return output;
    },

    async leave() {
      if (exits === 2 && !running) {
        // Each exit at its own prompt: what is typed ahead may be lost when the shell goes.
        const signal = AbortSignal.timeout(EXIT_MS);
        const recognise = ({ last }: Seen): true | undefined => isGatewayPrompt(last) || undefined;
        const out = connection.expect({ what: 'the prompt after exit', typed: 'exit', recognise, signal });
        if (await out.catch(() => false)) exits = 1;
      }
      const words = Array.from({ length: exits }, () => 'exit');
      connection.end(running ? [INTERRUPT, ...words] : words);
    },
  };
}

/** What the modem said to a login, without what it repeats of it, and never with the password. */
function said({ lines, last }: Seen, username: string, password: string): string {
  const kept = [...lines, last]
    .map((line) => line.trim())
    .filter(
      (line) => line !== username && !/^\**$/.test(line) && !isLoginPrompt(line) && !isPasswordPrompt(line),
    );
  const text = kept.join(' ');
  return password === '' ? text : text.replaceAll(password, '***');
}
