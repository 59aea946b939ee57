/** The accepted login. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Outputs by command line; see {@link Answers.telnet}. */
export type Outputs = Readonly<Record<string, string>>;

/** The response to a typed line. Lines end in LF. */
export interface Reply {
  /** Output of a known command; telnet faults apply to it. */
  readonly output?: string;
  /** The text after it: a prompt, or a message and a prompt. */
  readonly text: string;
  /** The modem closes the connection afterwards. */
  readonly ends?: boolean;
  /** Recorded in the statistics. */
  readonly event?: 'loggedIn' | 'loggedOut' | 'wrongPasswords' | 'commands';
}

/** One login from banner to logout, without a socket. */
interface Dialogue {
  readonly greeting: string;
  /** False while a password is typed. */
  readonly isEchoing: boolean;
  answer(line: string): Reply;
}

const BANNER = '\nWelcome Visiting Huawei Home Gateway\nCopyright by Huawei Technologies Co., Ltd.\n\n';
const LOGIN_PROMPT = 'Login:';
const PASSWORD_PROMPT = 'Password:';
const GATEWAY_PROMPT = 'ATP>';
const SHELL_PROMPT = '# ';
const SHELL_BANNER = `

BusyBox v1.9.1 (2011-03-24 10:12:36 CST) built-in shell (ash)
Enter 'help' for a list of built-in commands.

`;
const WRONG_PASSWORD = '\nUsername or password is wrong, please try again.\n';
const UNKNOWN_GATEWAY_COMMAND = '\nCommand failed.\n';
const ATTEMPTS = 3;

/** Sent to a connection while another session is open. Made up: no source documents it. */
export const BUSY_MESSAGE = '\nSorry, there are too many users. Please try again later.\n';

/** A typed line as a command: one space between its words. */
export const normalised = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');

/** BusyBox's error for a command without output. */
function errorFor(command: string, outputs: Outputs): string {
  const [program = '', ...rest] = command.split(' ');
  const isProgram = Object.keys(outputs).some((known) => known.split(' ', 1)[0] === program);
  if (!isProgram) return `sh: ${program}: not found\n`;
  if (program === 'cat') return `cat: can't open '${rest.join(' ')}': No such file or directory\n`;
  return `${program}: invalid arguments: ${rest.join(' ')}\n`;
}

/**
 * The modem's side of a login.
 *
 * @param credentials If undefined, every password is rejected.
 * @param outputs Called for every command, so that a session shows the current line.
 */
export function createDialogue(credentials: Credentials | undefined, outputs: () => Outputs): Dialogue {
  let state: 'login' | 'password' | 'gateway' | 'shell' = 'login';
  let username = '';
  let attempts = 0;

  const answerPassword = (password: string): Reply => {
    if (credentials && username === credentials.username && password === credentials.password) {
      state = 'gateway';
      return { text: GATEWAY_PROMPT, event: 'loggedIn' };
    }
    attempts += 1;
    state = 'login';
    if (attempts === ATTEMPTS) return { text: WRONG_PASSWORD, ends: true, event: 'wrongPasswords' };
    return { text: WRONG_PASSWORD + LOGIN_PROMPT, event: 'wrongPasswords' };
  };

  const answerGateway = (command: string): Reply => {
    if (command === '') return { text: GATEWAY_PROMPT };
    if (command === 'exit') return { text: '', ends: true, event: 'loggedOut' };
    if (command !== 'sh') return { text: UNKNOWN_GATEWAY_COMMAND + GATEWAY_PROMPT };
    state = 'shell';
    return { text: SHELL_BANNER + SHELL_PROMPT };
  };

  const answerShell = (command: string): Reply => {
    if (command === '') return { text: SHELL_PROMPT };
    if (command === 'exit') {
      state = 'gateway';
      return { text: GATEWAY_PROMPT };
    }
    const known = outputs();
    if (!Object.hasOwn(known, command))
      return { text: errorFor(command, known) + SHELL_PROMPT, event: 'commands' };
    return { output: known[command] ?? '', text: SHELL_PROMPT, event: 'commands' };
  };

  return {
    greeting: BANNER + LOGIN_PROMPT,
    get isEchoing() {
      return state !== 'password';
    },
    answer(line) {
      const typed = normalised(line);
      switch (state) {
        case 'login':
          username = typed;
          if (username === '') return { text: LOGIN_PROMPT };
          state = 'password';
          return { text: PASSWORD_PROMPT };
        case 'password':
          return answerPassword(line);
        case 'gateway':
          return answerGateway(typed);
        default:
          return answerShell(typed);
      }
    },
  };
}
