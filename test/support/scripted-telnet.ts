/** A modem's telnet side for tests: the dialogue is a script, and any step of it can be replaced. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** The modem's end of a connection. */
export interface Peer {
  readonly socket: Socket;
  /** Sends text, LF as CR LF. */
  say(text: string): Promise<void>;
  /** The next line typed; never, when the client goes. */
  heard(): Promise<string>;
}

/** Plays one connection. */
export type Script = (peer: Peer) => Promise<void>;

/** The steps of a login, in order. Each can be replaced by something else that happens instead. */
export type Step = 'greeting' | 'username' | 'password' | 'sh' | 'command' | 'exit';

/** How the scripted shell behaves. */
export interface ShellOptions {
  /** What commands print, LF line ends. */
  outputs?: Readonly<Record<string, string>>;
  prompt?: string;
  gateway?: string | undefined;
  echoes?: boolean;
  /** What happens at a step instead of what should. */
  instead?: Partial<Record<Step, Script>>;
  /** What an empty line is answered with. */
  emptyLine?: string;
}

/** What `uptime` prints in most tests. */
export const UPTIME = '5041.12 4990.40\n';

/** Who may log in. */
export const CREDENTIALS = { username: 'admin', password: 'open sesame' };

/** The dialogue of the unlocked firmware. */
export function shellScript({
  outputs = { uptime: UPTIME },
  prompt = '# ',
  gateway = 'ATP>',
  echoes = true,
  instead = {},
  emptyLine = prompt,
}: ShellOptions = {}): Script {
  return async (peer) => {
    const step = async (name: Step, otherwise: Script): Promise<void> => (instead[name] ?? otherwise)(peer);
    const echo = async (line: string): Promise<string> => {
      if (echoes) await peer.say(`${line}\n`);
      return line;
    };
    await step('greeting', () => peer.say('\nWelcome Visiting Huawei Home Gateway\n\nLogin:'));
    await echo(await peer.heard());
    await step('username', () => peer.say('Password:'));
    await peer.heard();
    await peer.say('\n');
    await step('password', () => peer.say(gateway === '' ? prompt : gateway));
    if (gateway !== '') {
      await echo(await peer.heard());
      await step('sh', () => peer.say(`\n\nBusyBox v1.9.1 built-in shell (ash)\nEnter 'help'.\n\n${prompt}`));
    }
    for (;;) {
      const line = await echo(await peer.heard());
      if (line === 'exit') break;
      if (line === '') await peer.say(emptyLine);
      else await step('command', () => peer.say(`${outputs[line] ?? `sh: ${line}: not found\n`}${prompt}`));
    }
    if (gateway !== '') {
      await step('exit', () => peer.say(gateway));
      await echo(await peer.heard());
    }
    peer.socket.end();
  };
}

/** Says nothing more, and keeps the connection. */
export const hang: Script = () => new Promise(() => undefined);
/** Closes the connection in the middle of it. */
export const close: Script = async ({ socket }) => void socket.end();
/** Breaks the connection off. */
export const reset: Script = async ({ socket }) => void socket.resetAndDestroy();
/** Says something, then something else happens. */
export const saying =
  (text: string, then: Script): Script =>
  async (peer) => {
    await peer.say(text);
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

/** How bytes go out; tests split them as a network might. */
export type Send = (socket: Socket, bytes: Buffer) => Promise<void>;

const atOnce: Send = async (socket, bytes) => void socket.write(bytes);

/** A modem that listens. */
export interface TestModem extends AsyncDisposable {
  readonly port: number;
  /** Connections so far, open now, and open at the same time at most. */
  readonly sessions: { opened: number; open: number; most: number };
  /** Every line typed, of all connections. */
  readonly typed: readonly string[];
  /** Resolves when no connection is open. */
  idle(): Promise<void>;
}

/** Starts a modem that plays a script on every connection. */
export async function startTestModem(script: Script, send: Send = atOnce): Promise<TestModem> {
  const sessions = { opened: 0, open: 0, most: 0 };
  const typed: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sessions.opened += 1;
    sessions.open += 1;
    sessions.most = Math.max(sessions.most, sessions.open);
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      sessions.open -= 1;
      server.emit('gone');
    });
    void script(peerOn(socket, typed, send));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sessions,
    typed,
    async idle() {
      while (sessions.open > 0) await once(server, 'gone');
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

function peerOn(socket: Socket, typed: string[], send: Send): Peer {
  const lines: string[] = [];
  let rest = '';
  let wake: (() => void) | undefined;
  socket.on('data', (chunk: Buffer) => {
    // Telnet options refused by the client are of no interest to a script.
    rest += chunk.toString('latin1').replaceAll(/\u00ff[\u00fc\u00fe][^]/g, '');
    const whole = rest.split('\r\n');
    rest = whole.pop() ?? '';
    lines.push(...whole);
    typed.push(...whole);
    wake?.();
  });
  return {
    socket,
    say: (text) => send(socket, Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1')),
    async heard() {
      while (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return lines.shift() ?? '';
    },
  };
}
