import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ModemError, type FailureReason } from '../../errors.ts';
import {
  close,
  CREDENTIALS,
  flood,
  hang,
  type Peer,
  reset,
  writeThen,
  type Send,
  shellScript,
  startTestModem,
  type Step,
  UPTIME,
} from '../../../../test/support/scripted-telnet.ts';
import { deafAddress } from '../../../../test/support/deaf-address.ts';
import { createTelnetModem, type Shell, type TelnetModem } from './shell.ts';
import { startStopwatch } from '../../../../test/support/stopwatch.ts';

const connectTo = ({ port }: { port: number }, more: { maxCommandBytes?: number } = {}): TelnetModem =>
  createTelnetModem({ host: '127.0.0.1', port, ...CREDENTIALS, ...more });

const uptime = (shell: Shell): Promise<string> => shell.run('uptime');
const soon = (): AbortSignal => AbortSignal.timeout(500);
const late = (): AbortSignal => AbortSignal.timeout(5000);

/** How a session failed. */
async function failure(session: Promise<unknown>): Promise<{ reason: FailureReason; message: string }> {
  const error = await session.then(
    (value) => new Error(`expected a failure, got ${String(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ModemError)) throw error;
  return { reason: error.reason, message: error.message.replace(/^127\.0\.0\.1:\d+: /, '') };
}

describe.concurrent('a session', () => {
  it('logs in, runs commands, returns their outputs only, and logs out', async () => {
    const outputs = { uptime: UPTIME, 'xdslcmd info': 'Status: Idle\n\n\tDown\tUp\n', true: '' };
    await using server = await startTestModem(shellScript({ outputs }));
    const modem = connectTo(server);
    const outputsOf = await modem.withShell(late(), async (shell) => [
      await shell.run('xdslcmd info'),
      await shell.run('true'),
      await shell.run('uptime'),
      await shell.run('nonsense'),
    ]);
    expect(outputsOf).toEqual(['Status: Idle\n\n\tDown\tUp\n', '', UPTIME, 'sh: nonsense: not found\n']);
    await server.idle();
    expect(server.typed).toEqual(
      [
        'admin',
        'open sesame',
        'sh',
        'xdslcmd info',
        '',
        'true',
        '',
        'uptime',
        '',
        'nonsense',
        '',
        'exit',
      ].concat('exit'),
    );
    expect(server.sessions).toEqual({ opened: 1, open: 0, most: 1 });
  });

  it.each([
    { name: 'a shell directly after the login', options: { gateway: '' } },
    { name: 'a dollar as the prompt', options: { prompt: '$ ' } },
    { name: 'a prompt with a name', options: { prompt: 'WAP(Dopra Linux) # ' } },
    { name: 'a prompt without a blank', options: { prompt: '#' } },
    { name: 'no echo', options: { echoes: false } },
    { name: 'a shell that skips empty lines', options: { emptyLine: '' } },
    { name: 'a shell that reports an error for empty lines', options: { emptyLine: 'sh: : not found\n# ' } },
    { name: 'an empty line echoed as two', options: { emptyLine: '# \n# ' } },
    {
      name: 'a password shown as stars',
      options: { replace: { password: (peer: Peer) => peer.write('*****\n\nATP>') } },
    },
    {
      name: 'another login prompt',
      options: { replace: { greeting: (peer: Peer) => peer.write('HG612 login: ') } },
    },
    {
      name: 'a greeting that looks like a prompt',
      options: {
        replace: {
          password: writeThen('Last login: ', async (peer) => peer.write('yesterday\n# Be careful #\nATP>')),
        },
      },
    },
  ])('handles $name', async ({ options }) => {
    await using server = await startTestModem(shellScript(options));
    const modem = connectTo(server);
    const twice = await modem.withShell(late(), async (shell) => [await uptime(shell), await uptime(shell)]);
    expect(twice).toEqual([UPTIME, UPTIME]);
    await modem.close();
    await server.idle();
  });

  it('returns what `use` returns, throws what it throws, and logs out in both cases', async () => {
    await using server = await startTestModem(shellScript());
    const modem = connectTo(server);
    await expect(modem.withShell(late(), async () => 42)).resolves.toBe(42);
    await expect(
      modem.withShell(late(), async () => {
        throw new RangeError('mine');
      }),
    ).rejects.toThrow(new RangeError('mine'));
    await server.idle();
    expect(server.typed.filter((line) => line === 'exit')).toHaveLength(4);
  });

  it('runs one command at a time', async () => {
    await using server = await startTestModem(shellScript());
    const both = connectTo(server).withShell(late(), (shell) => Promise.all([uptime(shell), uptime(shell)]));
    await expect(both).rejects.toThrow('a shell runs one command at a time');
  });
});

describe('output split by the network', () => {
  const outputs = { uptime: UPTIME, tricky: '#\n# FEC: 1\n#\n1 # 2\n##\n# \nATP>\nLogin:\nlast # \n' };
  const commands = async (shell: Shell): Promise<string[]> => [
    await shell.run('tricky'),
    await shell.run('uptime'),
  ];
  const expected = [outputs.tricky, outputs.uptime];
  const session = async (send: Send): Promise<string[]> => {
    await using server = await startTestModem(shellScript({ outputs }), send);
    return await connectTo(server).withShell(late(), commands);
  };

  it('byte by byte', async () => {
    const oneByOne: Send = async (socket, bytes) => {
      for (const byte of bytes) {
        socket.write(Buffer.of(byte));
        await setImmediate();
      }
    };
    await expect(session(oneByOne)).resolves.toEqual(expected);
  });

  it('at any single place', async () => {
    let total = 0;
    await session(async (socket, bytes) => {
      total += bytes.length;
      socket.write(bytes);
    });
    const splitAt = async (place: number): Promise<string[]> => {
      let left = place;
      return await session(async (socket, bytes) => {
        const head = bytes.subarray(0, Math.max(left, 0));
        left -= bytes.length;
        if (head.length > 0) socket.write(head);
        if (head.length === bytes.length) return;
        if (head.length > 0) await sleep(3);
        socket.write(bytes.subarray(head.length));
      });
    };
    const places = Array.from({ length: total }, (_, place) => place);
    const outcomes = await inBatches(places, 16, splitAt);
    expect(outcomes.filter((outcome) => outcome.join() !== expected.join())).toEqual([]);
  }, 30_000);

  it('with telnet options between all of them', async () => {
    const options = [255, 253, 1, 255, 251, 3, 255, 250, 24, 35, 32, 255, 240, 255, 241];
    const noisy: Send = async (socket, bytes) => {
      socket.write(Buffer.from([...bytes].flatMap((byte) => [...options, byte])));
    };
    await expect(session(noisy)).resolves.toEqual(expected);
  });
});

describe.concurrent('a modem that gives no session', () => {
  it('that refuses the connection', async () => {
    const server = await startTestModem(hang);
    await server[Symbol.asyncDispose]();
    await expect(failure(connectTo(server).withShell(late(), uptime))).resolves.toEqual({
      reason: 'connect',
      message: 'cannot connect: connection refused (ECONNREFUSED)',
    });
  });

  const busy = 'telnet session refused, another client may be logged in';
  const credentials = 'expected a shell after the login (wrong user name or password)';
  const wrong = 'Username or password is wrong.\n';

  it.each<{
    name: string;
    at: Step;
    does: (peer: Peer) => Promise<void>;
    reason: FailureReason;
    message: string;
  }>([
    {
      name: 'sends that it is busy, and closes',
      at: 'greeting',
      does: writeThen('Sorry, no session is left.\n', close),
      reason: 'busy',
      message: `${busy}; received "Sorry, no session is left."`,
    },
    {
      name: 'sends that it is busy, and keeps the connection',
      at: 'greeting',
      does: writeThen('\nToo many users, try again later\n', hang),
      reason: 'busy',
      message: `${busy}; received "Too many users, try again later"`,
    },
    {
      name: 'sends that it is busy without a line end',
      at: 'greeting',
      does: async (peer) => {
        await peer.write('\nToo ma');
        await sleep(20);
        await writeThen('ny users', hang)(peer);
      },
      reason: 'busy',
      message: `${busy}; received "Too many users"`,
    },
    {
      name: 'closes without a message',
      at: 'greeting',
      does: close,
      reason: 'reset',
      message: 'connection closed by the modem while waiting for the login prompt',
    },
    {
      name: 'resets the connection',
      at: 'greeting',
      does: reset,
      reason: 'reset',
      message: 'connection reset (ECONNRESET) while waiting for the login prompt',
    },
    {
      name: 'rejects the user name',
      at: 'username',
      does: writeThen('No such user\nLogin:', hang),
      reason: 'login',
      message: `${credentials}, found "No such user"`,
    },
    {
      name: 'rejects the password, and prompts again',
      at: 'password',
      does: writeThen(`${wrong}Login:`, hang),
      reason: 'login',
      message: credentials,
    },
    {
      name: 'rejects the password, and closes',
      at: 'password',
      does: writeThen(wrong, close),
      reason: 'login',
      message: credentials,
    },
    {
      name: 'prompts for the password again, without a message',
      at: 'password',
      does: writeThen('Password:', hang),
      reason: 'login',
      message: credentials,
    },
    {
      name: 'closes after the password, without a message',
      at: 'password',
      does: writeThen('*****\n', close),
      reason: 'reset',
      message: 'connection closed by the modem while waiting for a prompt after the login',
    },
    {
      name: 'repeats the password in its message',
      at: 'password',
      does: writeThen('open sesame\nbad password "open sesame" for admin\nLogin:', hang),
      reason: 'login',
      message: credentials,
    },
    {
      name: 'sends a long message',
      at: 'password',
      does: writeThen(`${'no '.repeat(5000)}\nLogin:`, hang),
      reason: 'login',
      message: credentials,
    },
    {
      name: 'has no shell',
      at: 'sh',
      does: writeThen('Command failed.\nATP>', hang),
      reason: 'login',
      message: 'expected a shell after the command sh, found "Command failed. ATP>"',
    },
    {
      name: 'floods the login',
      at: 'greeting',
      does: flood,
      reason: 'too_large',
      message: 'response exceeds 256 KiB',
    },
  ])('$name', async ({ at, does, reason, message }) => {
    await using server = await startTestModem(shellScript({ replace: { [at]: does } }));
    const modem = connectTo(server);
    await expect(failure(modem.withShell(late(), uptime))).resolves.toEqual({ reason, message });
    await modem.close();
    await server.idle();
    expect(server.sessions.opened).toBe(1);
  });
});

describe.concurrent('the password in what the modem sends back', () => {
  const echoes: [string, (password: string) => string][] = [
    ['as it is', (password) => password],
    ['wrapped', (password) => `${password.slice(0, 4)}\n${password.slice(4)}`],
    ['cut', (password) => password.slice(0, -2)],
    ['in capitals', (password) => password.toUpperCase()],
    ['with blanks between', (password) => password.replaceAll(/(?<=.)(?=.)/gu, ' ')],
    ['twice on a line', (password) => `${password}${password}`],
    ['quoted in a message', (password) => `bad password "${password}"`],
  ];
  const ends: [string, string, (peer: Peer) => Promise<void>][] = [
    ['prompted to log in again', '\nLogin:', hang],
    ['disconnected', '\n', close],
    ['left waiting', '\n', hang],
  ];
  const cases = ['open sesame', 'pässwort', ' blanks in it ', 'ключи'].flatMap((password) =>
    echoes.flatMap(([how, echo]) =>
      ends.map(([end, text, after]) => ({ password, how, echo, end, text, after })),
    ),
  );

  it('is in no error, however it is echoed and whatever follows', async () => {
    const leaks = await inBatches(cases, 12, async ({ password, how, echo, end, text, after }) => {
      const sentBack = Buffer.from(echo(password)).toString('latin1');
      const replace = { password: writeThen(`${sentBack}${text}`, after) };
      await using server = await startTestModem(shellScript({ replace }));
      const modem = createTelnetModem({ host: '127.0.0.1', port: server.port, username: 'admin', password });
      const { message } = await failure(modem.withShell(AbortSignal.timeout(300), uptime));
      await modem.close();
      const allowed = [
        'expected a shell after the login (wrong user name or password)',
        'connection closed by the modem while waiting for a prompt after the login',
        'timed out after … s waiting for a prompt after the login',
      ];
      return allowed.includes(message.replace(/\d\.\d s/, '… s'))
        ? []
        : [`${password}, ${how}, ${end}: ${message}`];
    });
    expect(leaks.flat()).toEqual([]);
  });
});

it.concurrent.each([
  'This gateway is in use by the household.\n\nLogin:',
  'Line busy? Call us.\nLogin:',
  'Too many failed logins are logged.\nlogin: ',
])('logs in after the banner %j', async (banner) => {
  const replace = { greeting: (peer: Peer) => peer.write(banner) };
  await using server = await startTestModem(shellScript({ replace }));
  await expect(connectTo(server).withShell(late(), uptime)).resolves.toBe(UPTIME);
});

it.concurrent('logs in after a banner about a busy line that arrives well before its login prompt', async () => {
  const replace = {
    greeting: async (peer: Peer) => {
      await peer.write('Line busy? Call us.\n');
      await sleep(800);
      await peer.write('Login:');
    },
  };
  await using server = await startTestModem(shellScript({ replace }));
  await expect(connectTo(server).withShell(late(), uptime)).resolves.toBe(UPTIME);
});

it.concurrent('reports a session that is refused after the login as busy', async () => {
  const replace = { password: writeThen('\nToo many users logged in.\n', close) };
  await using server = await startTestModem(shellScript({ replace }));
  await expect(failure(connectTo(server).withShell(late(), uptime))).resolves.toEqual({
    reason: 'busy',
    message: 'telnet session refused, another client may be logged in',
  });
});

it.concurrent('reports an address where nothing responds as unreachable, not as a slow modem', async () => {
  // A listener with a full backlog drops connection attempts, as a firewall or an unused address does.
  await using address = await deafAddress();
  const modem = connectTo(address);
  await expect(failure(modem.withShell(soon(), uptime))).resolves.toEqual({
    reason: 'connect',
    message: expect.stringMatching(
      /^cannot connect: no response within \d+\.\d s \(no route to the modem, or wrong address\)$/,
    ) as string,
  });
  await modem.close();
});

it.concurrent('resets a session whose end the modem does not acknowledge', async () => {
  let write: () => Promise<Error | undefined> = async () => undefined;
  const replace = {
    exit: async ({ socket }: Peer) => {
      // Neither reads nor closes any more.
      socket.pause();
      write = () => new Promise((resolve) => socket.write('x', (error) => resolve(error ?? undefined)));
    },
  };
  await using server = await startTestModem(shellScript({ replace }));
  const modem = connectTo(server);
  await modem.withShell(late(), uptime);
  await modem.close();
  // To a connection that was closed and not reset, a first write would succeed.
  await expect(write()).resolves.toMatchObject({ code: 'EPIPE' });
});

describe.concurrent('a session that fails', () => {
  const steps: { at: Step; waitingFor: string }[] = [
    { at: 'greeting', waitingFor: 'the login prompt' },
    { at: 'username', waitingFor: 'the password prompt' },
    { at: 'password', waitingFor: 'a prompt after the login' },
    { at: 'sh', waitingFor: 'the shell prompt' },
    { at: 'command', waitingFor: 'the output of uptime' },
  ];

  it.each(steps)('times out waiting for $waitingFor', async ({ at, waitingFor }) => {
    await using server = await startTestModem(shellScript({ replace: { [at]: hang } }));
    const modem = connectTo(server);
    const elapsed = startStopwatch();
    const { reason, message } = await failure(modem.withShell(soon(), uptime));
    expect({ reason, message }).toEqual({
      reason: 'timeout',
      message: expect.stringMatching(`^timed out after \\d+\\.\\d s waiting for ${waitingFor}$`),
    });
    expect(elapsed().active).toBeLessThan(2000);
    await modem.close();
    await server.idle();
  });

  it.each<{ at: Step; sends: string; message: string }>([
    {
      at: 'greeting',
      sends: 'Maximum number of sessions reached.\n',
      message:
        'timed out after … s waiting for the login prompt; received "Maximum number of sessions reached."',
    },
    {
      at: 'password',
      sends: '\nopen sesame: locked for 60 s\n',
      message: 'timed out after … s waiting for a prompt after the login',
    },
    {
      at: 'password',
      sends: 'open ses',
      message: 'timed out after … s waiting for a prompt after the login',
    },
  ])(
    'quotes what was received before a timeout at $at, but nothing after the password',
    async ({ at, sends, message }) => {
      await using server = await startTestModem(shellScript({ replace: { [at]: writeThen(sends, hang) } }));
      const error = await failure(connectTo(server).withShell(soon(), uptime));
      expect(error.reason).toBe('timeout');
      expect(error.message.replace(/\d\.\d s/, '… s')).toBe(message);
    },
  );

  it.each(steps)('is reset while waiting for $waitingFor', async ({ at, waitingFor }) => {
    await using server = await startTestModem(shellScript({ replace: { [at]: reset } }));
    await expect(failure(connectTo(server).withShell(late(), uptime))).resolves.toEqual({
      reason: 'reset',
      message: `connection reset (ECONNRESET) while waiting for ${waitingFor}`,
    });
  });

  it('arrives byte by byte, too slowly', async () => {
    const drip: Send = async (socket, bytes) => {
      for (const byte of bytes) {
        socket.write(Buffer.of(byte));
        await sleep(20);
      }
    };
    await using server = await startTestModem(shellScript(), drip);
    const modem = connectTo(server);
    await expect(failure(modem.withShell(soon(), uptime))).resolves.toMatchObject({ reason: 'timeout' });
    await modem.close();
    await server.idle();
  });

  it('ends in the middle of an output', async () => {
    const cut = writeThen('5041.12', close);
    await using server = await startTestModem(shellScript({ replace: { command: cut } }));
    await expect(failure(connectTo(server).withShell(late(), uptime))).resolves.toEqual({
      reason: 'reset',
      message: 'connection closed by the modem while waiting for the output of uptime',
    });
  });

  it('sends more than the limit', async () => {
    await using server = await startTestModem(shellScript({ replace: { command: flood } }));
    const modem = connectTo(server, { maxCommandBytes: 32 * 1024 });
    await expect(failure(modem.withShell(late(), uptime))).resolves.toEqual({
      reason: 'too_large',
      message: 'response exceeds 32 KiB',
    });
    await modem.close();
    await server.idle();
  });

  it('sends more lines than the limit', async () => {
    const lines = writeThen('x\r\n'.repeat(5000), hang);
    await using server = await startTestModem(shellScript({ replace: { command: lines } }));
    const modem = connectTo(server, { maxCommandBytes: 32 * 1024 });
    await expect(failure(modem.withShell(late(), uptime))).resolves.toEqual({
      reason: 'too_large',
      message: 'response exceeds 4096 lines',
    });
    await modem.close();
    await server.idle();
  });

  it('bounds each command, not their sum', async () => {
    const outputs = { big: `${'x'.repeat(20_000)}\n` };
    await using server = await startTestModem(shellScript({ outputs }));
    const modem = connectTo(server, { maxCommandBytes: 32 * 1024 });
    const lengths = await modem.withShell(late(), async (shell) => [
      (await shell.run('big')).length,
      (await shell.run('big')).length,
      (await shell.run('big')).length,
    ]);
    expect(lengths).toEqual([20_001, 20_001, 20_001]);
  });

  it('fails every further command', async () => {
    await using server = await startTestModem(shellScript({ replace: { command: hang } }));
    const outcomes = await connectTo(server).withShell(soon(), async (shell) => [
      await failure(shell.run('first')),
      await failure(shell.run('second')),
    ]);
    expect(outcomes.map(({ message }) => message.replace(/\d\.\d s/, '… s'))).toEqual([
      'timed out after … s waiting for the output of first',
      'timed out after … s waiting for the output of second',
    ]);
    expect(server.typed).not.toContain('second');
  });

  it.each<{ at: Step; typed: string[] }>([
    { at: 'username', typed: ['admin'] },
    { at: 'password', typed: ['admin', 'open sesame', 'exit'] },
    { at: 'sh', typed: ['admin', 'open sesame', 'sh', 'exit', 'exit'] },
  ])('logs out of every level that may be open when it hangs at $at', async ({ at, typed }) => {
    await using server = await startTestModem(shellScript({ replace: { [at]: hang } }));
    await failure(connectTo(server).withShell(soon(), uptime));
    await server.idle();
    expect(server.typed).toEqual(typed);
  });

  it('logs out of the gateway prompt where there is no shell', async () => {
    const refuse = writeThen('Command failed.\nATP>', hang);
    await using server = await startTestModem(shellScript({ replace: { sh: refuse } }));
    await failure(connectTo(server).withShell(late(), uptime));
    await server.idle();
    expect(server.typed).toEqual(['admin', 'open sesame', 'sh', 'exit']);
  });

  it('sends nothing more after a rejected login', async () => {
    const refuse = writeThen('Wrong.\nLogin:', hang);
    await using server = await startTestModem(shellScript({ replace: { password: refuse } }));
    await failure(connectTo(server).withShell(late(), uptime));
    await server.idle();
    expect(server.typed).toEqual(['admin', 'open sesame']);
  });

  it('interrupts an abandoned command, and logs out', async () => {
    const replace = { command: async (peer: Peer) => peer.write('running\n') };
    await using server = await startTestModem(shellScript({ replace }));
    await failure(connectTo(server).withShell(soon(), uptime));
    await server.idle();
    expect(server.typed.slice(-4)).toEqual(['uptime', '\u0003', 'exit', 'exit']);
  });
});

describe.concurrent('one session at a time', () => {
  it('serves sessions in turn', async () => {
    await using server = await startTestModem(shellScript());
    const modem = connectTo(server);
    const all = Array.from({ length: 12 }, () => modem.withShell(late(), uptime));
    expect(await Promise.all(all)).toEqual(all.map(() => UPTIME));
    expect(server.sessions).toMatchObject({ opened: 12, most: 1 });
  });

  it('waits until the previous connection is closed', async () => {
    const lingering = shellScript({ replace: { exit: hang } });
    await using server = await startTestModem(lingering);
    const modem = connectTo(server);
    await modem.withShell(late(), uptime);
    expect(server.sessions.open).toBe(1);
    await modem.withShell(late(), uptime);
    expect(server.sessions).toMatchObject({ opened: 2, most: 1 });
  });

  it('waits no longer than its own deadline, and does not connect then', async () => {
    await using server = await startTestModem(shellScript({ replace: { command: hang } }));
    const modem = connectTo(server);
    const first = failure(modem.withShell(AbortSignal.timeout(600), uptime));
    const { message } = await failure(modem.withShell(soon(), uptime));
    expect(message).toMatch(/^timed out after \d+\.\d s waiting for the previous telnet session to end$/);
    await first;
    await modem.close();
    await server.idle();
    expect(server.sessions.opened).toBe(1);
  });

  it('does not connect after the deadline', async () => {
    await using server = await startTestModem(shellScript());
    const modem = connectTo(server);
    await expect(failure(modem.withShell(AbortSignal.abort(), uptime))).resolves.toMatchObject({
      reason: 'timeout',
    });
    await expect(modem.withShell(late(), uptime)).resolves.toBe(UPTIME);
    expect(server.sessions.opened).toBe(1);
  });

  it('leaves no connection open after 200 sessions abandoned at any moment', async () => {
    await using server = await startTestModem(shellScript(), async (socket, bytes) => {
      await setImmediate();
      socket.write(bytes);
    });
    const modem = connectTo(server);
    let finished = 0;
    for (let index = 0; index < 200; index += 1) {
      const given = new AbortController();
      const session = modem.withShell(given.signal, uptime);
      void sleep(index % 10).then(() => given.abort());
      const outcome = await session.catch((error: unknown) => error);
      if (outcome === UPTIME) finished += 1;
      else expect(outcome).toMatchObject({ reason: 'timeout' });
    }
    await modem.close();
    await server.idle();
    expect(server.sessions).toMatchObject({ open: 0, most: 1 });
    expect(finished).toBeLessThan(200);
  }, 30_000);
});

describe.concurrent('shutdown', () => {
  it('ends the session in progress, waits for it, and starts no other', async () => {
    await using server = await startTestModem(shellScript({ replace: { command: hang } }));
    const modem = connectTo(server);
    const session = failure(modem.withShell(late(), uptime));
    while (!server.typed.includes('uptime')) await sleep(5);
    await modem.close();
    await server.idle();
    await expect(session).resolves.toMatchObject({ reason: 'timeout' });
    await failure(modem.withShell(late(), uptime));
    expect(server.sessions.opened).toBe(1);
  });

  it('returns at once when there was no session', async () => {
    const modem = connectTo({ port: 1 });
    await expect(modem.close()).resolves.toBeUndefined();
    expect(modem.address).toBe('127.0.0.1:1');
  });

  it('writes an IPv6 address in brackets', () => {
    expect(createTelnetModem({ host: 'fe80::1', port: 23, ...CREDENTIALS }).address).toBe('[fe80::1]:23');
  });
});

/** Processes `size` items at a time, in order. */
async function inBatches<In, Out>(
  all: readonly In[],
  size: number,
  work: (one: In) => Promise<Out>,
): Promise<Out[]> {
  const done: Out[] = [];
  for (let start = 0; start < all.length; start += size) {
    done.push(...(await Promise.all(all.slice(start, start + size).map(work))));
  }
  return done;
}
