/** A telnet server for tests. Its dialogue is a script of which any step can be replaced. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { startServer } from './start-server.ts';

/** The server's end of a connection. */
export interface Peer {
  readonly socket: Socket;
  /** Sends text, with LF as CR LF. */
  write(text: string): Promise<void>;
  /** Resolves with the next line from the client; never if the client disconnects. */
  readLine(): Promise<string>;
}

/** Handles one connection, or one step of it; `command` is the line of a step `command`. */
type Script = (peer: Peer, command?: string) => Promise<void>;

/** The steps of a session, in order. */
export type Step = 'greeting' | 'username' | 'password' | 'sh' | 'command' | 'exit';

/** How the scripted shell behaves. */
export interface ShellOptions {
  /** Output by command, with LF line ends. */
  outputs?: Readonly<Record<string, string>>;
  prompt?: string;
  gateway?: string | undefined;
  echoes?: boolean;
  /** Scripts that replace steps. */
  replace?: Partial<Record<Step, Script>>;
  /** Response to an empty line. */
  emptyLine?: string;
  /** Waits before the output of a command. */
  delay?: (command: string) => Promise<void>;
}

/** Output of `uptime` in most tests. */
export const UPTIME = '5041.12 4990.40\n';

/** The accepted login. */
export const CREDENTIALS = { username: 'admin', password: 'open sesame' };

/** The dialogue of the unlocked firmware. A replaced step gets the connection. */
export function shellScript({
  outputs = { uptime: UPTIME },
  prompt = '# ',
  gateway = 'ATP>',
  echoes = true,
  replace = {},
  emptyLine = prompt,
  delay,
}: ShellOptions = {}): Script {
  return async (peer) => {
    const step = async (name: Step, otherwise: Script, command?: string): Promise<void> =>
      (replace[name] ?? otherwise)(peer, command);
    const echo = async (line: string): Promise<string> => {
      if (echoes) await peer.write(`${line}\n`);
      return line;
    };
    await step('greeting', () => peer.write('\nWelcome Visiting Huawei Home Gateway\n\nLogin:'));
    await echo(await peer.readLine());
    await step('username', () => peer.write('Password:'));
    await peer.readLine();
    await peer.write('\n');
    await step('password', () => peer.write(gateway === '' ? prompt : gateway));
    if (gateway !== '') {
      await echo(await peer.readLine());
      await step('sh', () =>
        peer.write(`\n\nBusyBox v1.9.1 built-in shell (ash)\nEnter 'help'.\n\n${prompt}`),
      );
    }
    for (;;) {
      const line = await echo(await peer.readLine());
      if (line === 'exit') break;
      if (line === '') {
        await peer.write(emptyLine);
        continue;
      }
      await delay?.(line);
      const output = `${outputs[line] ?? `sh: ${line}: not found\n`}${prompt}`;
      await step('command', () => peer.write(output), line);
    }
    if (gateway !== '') {
      await step('exit', () => peer.write(gateway));
      await echo(await peer.readLine());
    }
    peer.socket.end();
  };
}

/** Sends nothing more and keeps the connection open. */
export const hang: Script = () => new Promise(() => undefined);
/** Closes the connection. */
export const close: Script = async ({ socket }) => void socket.end();
/** Resets the connection. */
export const reset: Script = async ({ socket }) => void socket.resetAndDestroy();
/** Sends text, then runs another script. */
export const writeThen =
  (text: string, then: Script): Script =>
  async (peer) => {
    await peer.write(text);
    await then(peer);
  };
/** Sends without end. */
export const flood: Script = async ({ socket }) => {
  const send = (): void => {
    if (socket.destroyed) return;
    if (socket.write('RSCorr:\t\t4294967295\r\n'.repeat(500))) setImmediate(send);
    else socket.once('drain', send);
  };
  send();
};

/** How bytes are sent. Tests split them as a network might. */
export type Send = (socket: Socket, bytes: Buffer) => Promise<void>;

const atOnce: Send = async (socket, bytes) => void socket.write(bytes);

/** A listening telnet server. */
interface TestModem extends AsyncDisposable {
  readonly port: number;
  /** Number of connections: total, open now, and maximum open at the same time. */
  readonly sessions: { opened: number; open: number; most: number };
  /** All lines received, of all connections. */
  readonly typed: readonly string[];
  /** Resolves when no connection is open. */
  idle(): Promise<void>;
}

/** Starts a telnet server that runs a script on every connection. */
export async function startTestModem(script: Script, send: Send = atOnce): Promise<TestModem> {
  const sessions = { opened: 0, open: 0, most: 0 };
  const typed: string[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    sessions.opened += 1;
    sessions.open += 1;
    sessions.most = Math.max(sessions.most, sessions.open);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sessions.open -= 1;
      server.emit('disconnected');
    });
    void script(peerOn(socket, typed, send));
  });
  return {
    ...(await startServer(server)),
    sessions,
    typed,
    async idle() {
      while (sessions.open > 0) await once(server, 'disconnected');
    },
  };
}

function peerOn(socket: Socket, typed: string[], send: Send): Peer {
  const lines: string[] = [];
  let rest = '';
  let wake: (() => void) | undefined;
  socket.on('data', (chunk: Buffer) => {
    // Scripts ignore the telnet options that the client refuses.
    rest += chunk.toString('latin1').replaceAll(/\u00ff[\u00fc\u00fe][^]/g, '');
    const whole = rest.split('\r\n');
    rest = whole.pop() ?? '';
    lines.push(...whole);
    typed.push(...whole);
    wake?.();
  });
  return {
    socket,
    write: (text) => send(socket, Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1')),
    async readLine() {
      while (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return lines.shift() ?? '';
    },
  };
}
