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
  saying,
  type Send,
  shellScript,
  startTestModem,
  type Step,
  UPTIME,
} from '../../../../test/support/scripted-telnet.ts';
import { createTelnetModem, type Shell, type TelnetModem } from './shell.ts';

const connectTo = ({ port }: { port: number }, more: { maxCommandBytes?: number } = {}): TelnetModem =>
  createTelnetModem({ host: '127.0.0.1', port, ...CREDENTIALS, ...more });

const uptime = (shell: Shell): Promise<string> => shell.run('uptime');
const soon = (): AbortSignal => AbortSignal.timeout(200);
const late = (): AbortSignal => AbortSignal.timeout(5000);

/** How a session failed. */
async function failure(session: Promise<unknown>): Promise<{ reason: FailureReason; message: string }> {
  const error = await session.then(
    (value) => new Error(`it did not fail, but gave ${String(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ModemError)) throw error;
  return { reason: error.reason, message: error.message.replace(/^127\.0\.0\.1:\d+: /, '') };
}

describe('a session', () => {
  it('logs in, runs commands, gives their outputs alone, and logs out', async () => {
    const outputs = { uptime: UPTIME, 'xdslcmd info': 'Status: Idle\n\n\tDown\tUp\n', true: '' };
    await using server = await startTestModem(shellScript({ outputs }));
    const modem = connectTo(server);
    const told = await modem.withShell(late(), async (shell) => [
      await shell.run('xdslcmd info'),
      await shell.run('true'),
      await shell.run('uptime'),
      await shell.run('nonsense'),
    ]);
    expect(told).toEqual(['Status: Idle\n\n\tDown\tUp\n', '', UPTIME, 'sh: nonsense: not found\n']);
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
    { name: 'a shell at once after the login', options: { gateway: '' } },
    { name: 'a dollar for a prompt', options: { prompt: '$ ' } },
    { name: 'a prompt with a name', options: { prompt: 'WAP(Dopra Linux) # ' } },
    { name: 'a prompt without a blank', options: { prompt: '#' } },
    { name: 'no echo', options: { echoes: false } },
    { name: 'a shell that skips empty lines', options: { emptyLine: '' } },
    { name: 'a shell that complains of empty lines', options: { emptyLine: 'sh: : not found\n# ' } },
    { name: 'an echo of the empty line as two', options: { emptyLine: '# \n# ' } },
    {
      name: 'a password shown as stars',
      options: { instead: { password: (peer: Peer) => peer.say('*****\n\nATP>') } },
    },
    {
      name: 'other words for the same',
      options: { instead: { greeting: (peer: Peer) => peer.say('HG612 login: ') } },
    },
    {
      name: 'a greeting that looks like a prompt',
      options: {
        instead: {
          password: saying('Last login: ', async (peer) => peer.say('yesterday\n# Be careful #\nATP>')),
        },
      },
    },
  ])('manages $name', async ({ options }) => {
    await using server = await startTestModem(shellScript(options));
    const modem = connectTo(server);
    const twice = await modem.withShell(late(), async (shell) => [await uptime(shell), await uptime(shell)]);
    expect(twice).toEqual([UPTIME, UPTIME]);
    await modem.close();
    await server.idle();
  });

  it('gives what `use` gives, throws what it throws, and logs out all the same', async () => {
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

describe('bytes as the network brings them', () => {
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

  it('one by one', async () => {
    const oneByOne: Send = async (socket, bytes) => {
      for (const byte of bytes) {
        socket.write(Buffer.of(byte));
        await setImmediate();
      }
    };
    await expect(session(oneByOne)).resolves.toEqual(expected);
  });

  it('split at any one place', async () => {
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

describe('a modem that does not give a session', () => {
  it('refuses the connection', async () => {
    const server = await startTestModem(hang);
    await server[Symbol.asyncDispose]();
    await expect(failure(connectTo(server).withShell(late(), uptime))).resolves.toEqual({
      reason: 'connect',
      message: 'cannot connect: connection refused (ECONNREFUSED)',
    });
  });

  const oneAtATime = 'expected a login prompt (one session at a time: is somebody else logged in?)';
  const credentials = 'expected a shell after the login (are MODEM_USERNAME and MODEM_PASSWORD right?)';
  const wrong = 'Username or password is wrong.\n';

  it.each<{
    name: string;
    at: Step;
    does: (peer: Peer) => Promise<void>;
    reason: FailureReason;
    message: string;
  }>([
    {
      name: 'says that it is busy, and closes',
      at: 'greeting',
      does: saying('Sorry, somebody else is here.\n', close),
      reason: 'login',
      message: `${oneAtATime}, found "Sorry, somebody else is here."`,
    },
    {
      name: 'says that it is busy, and keeps the connection',
      at: 'greeting',
      does: saying('\nToo many users, try again later\n', hang),
      reason: 'login',
      message: `${oneAtATime}, found "Too many users, try again later"`,
    },
    {
      name: 'says that it is busy, and does not even end the line',
      at: 'greeting',
      does: async (peer) => {
        await peer.say('\nToo ma');
        await sleep(20);
        await saying('ny users', hang)(peer);
      },
      reason: 'login',
      message: `${oneAtATime}, found "Too many users"`,
    },
    {
      name: 'closes without a word',
      at: 'greeting',
      does: close,
      reason: 'reset',
      message: 'connection ended while waiting for the login prompt: closed by the modem',
    },
    {
      name: 'resets the connection',
      at: 'greeting',
      does: reset,
      reason: 'reset',
      message: 'connection ended while waiting for the login prompt: connection reset (ECONNRESET)',
    },
    {
      name: 'does not know the user',
      at: 'username',
      does: saying('No such user\nLogin:', hang),
      reason: 'login',
      message: `${credentials}, found "No such user"`,
    },
    {
      name: 'does not like the password, and asks again',
      at: 'password',
      does: saying(`${wrong}Login:`, hang),
      reason: 'login',
      message: `${credentials}, found "Username or password is wrong."`,
    },
    {
      name: 'does not like the password, and closes',
      at: 'password',
      does: saying(wrong, close),
      reason: 'login',
      message: `${credentials}, found "Username or password is wrong."`,
    },
    {
      name: 'asks for the password again, without a word',
      at: 'password',
      does: saying('Password:', hang),
      reason: 'login',
      message: `${credentials}, found ""`,
    },
    {
      name: 'closes after the password, without a word',
      at: 'password',
      does: saying('*****\n', close),
      reason: 'reset',
      message: 'connection ended while waiting for a prompt after the login: closed by the modem',
    },
    {
      name: 'repeats the password in what it says',
      at: 'password',
      does: saying('open sesame\nbad password "open sesame" for admin\nLogin:', hang),
      reason: 'login',
      message: String.raw`${credentials}, found "bad password \"***\" for admin"`,
    },
    {
      name: 'talks on and on',
      at: 'password',
      does: saying(`${'no '.repeat(5000)}\nLogin:`, hang),
      reason: 'login',
      message: `${credentials}, found "${'no '.repeat(20)}…"`,
    },
    {
      name: 'has no shell',
      at: 'sh',
      does: saying('Command failed.\nATP>', hang),
      reason: 'login',
      message: 'expected a shell after the command sh, found "Command failed. ATP>"',
    },
    {
      name: 'floods the login',
      at: 'greeting',
      does: flood,
      reason: 'too_large',
      message: 'expected at most 256 KiB, the modem sent more',
    },
  ])('$name', async ({ at, does, reason, message }) => {
    await using server = await startTestModem(shellScript({ instead: { [at]: does } }));
    const modem = connectTo(server);
    await expect(failure(modem.withShell(late(), uptime))).resolves.toEqual({ reason, message });
    await modem.close();
    await server.idle();
    expect(server.sessions.opened).toBe(1);
  });
});

it.each(['pässwort', ' blanks ', 'ключ'])('the password %j is repeated in no error', async (password) => {
  const refuse = (peer: Peer): Promise<void> =>
    saying(
      `${Buffer.from(password).toString('latin1')}\nNot ${Buffer.from(password.trim()).toString('latin1')}!\nLogin:`,
      hang,
    )(peer);
  await using server = await startTestModem(shellScript({ instead: { password: refuse } }));
  const modem = createTelnetModem({ host: '127.0.0.1', port: server.port, username: 'admin', password });
  const { message } = await failure(modem.withShell(late(), uptime));
  expect(message).toMatch(/, found "Not \*\*\*!"$/);
});

describe('a session that goes wrong', () => {
  const steps: { at: Step; waitingFor: string }[] = [
    { at: 'greeting', waitingFor: 'the login prompt' },
    { at: 'username', waitingFor: 'the password prompt' },
    { at: 'password', waitingFor: 'a prompt after the login' },
    { at: 'sh', waitingFor: 'the shell prompt' },
    { at: 'command', waitingFor: 'the output of uptime' },
  ];

  it.each(steps)('hangs before $waitingFor', async ({ at, waitingFor }) => {
    await using server = await startTestModem(shellScript({ instead: { [at]: hang } }));
    const modem = connectTo(server);
    const started = performance.now();
    const { reason, message } = await failure(modem.withShell(soon(), uptime));
    expect({ reason, message }).toEqual({
      reason: 'timeout',
      message: expect.stringMatching(`^expected ${waitingFor} within 0\\.\\d s, it did not come$`),
    });
    expect(performance.now() - started).toBeLessThan(2000);
    await modem.close();
    await server.idle();
  });

  it.each<{ at: Step; says: string; message: string }>([
    {
      at: 'greeting',
      says: 'Maximum number of sessions reached.\n',
      message:
        'expected the login prompt within … s, it did not come; the modem said "Maximum number of sessions reached."',
    },
    {
      at: 'password',
      says: '\nopen sesame: locked for 60 s\n',
      message:
        'expected a prompt after the login within … s, it did not come; the modem said "***: locked for 60 s"',
    },
    {
      at: 'password',
      says: 'open ses',
      message: 'expected a prompt after the login within … s, it did not come',
    },
  ])('says what was said before it hung at $at', async ({ at, says, message }) => {
    await using server = await startTestModem(shellScript({ instead: { [at]: saying(says, hang) } }));
    const error = await failure(connectTo(server).withShell(soon(), uptime));
    expect(error.reason).toBe('timeout');
    expect(error.message.replace(/\d\.\d s/, '… s')).toBe(message);
  });

  it.each(steps)('breaks off before $waitingFor', async ({ at, waitingFor }) => {
    await using server = await startTestModem(shellScript({ instead: { [at]: reset } }));
    await expect(failure(connectTo(server).withShell(late(), uptime))).resolves.toEqual({
      reason: 'reset',
      message: `connection ended while waiting for ${waitingFor}: connection reset (ECONNRESET)`,
    });
  });

  it('drips', async () => {
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

  it('is cut in the middle of an output', async () => {
    const cut = saying('5041.12', close);
    await using server = await startTestModem(shellScript({ instead: { command: cut } }));
    await expect(failure(connectTo(server).withShell(late(), uptime))).resolves.toEqual({
      reason: 'reset',
      message: 'connection ended while waiting for the output of uptime: closed by the modem',
    });
  });

  it('is flooded', async () => {
    await using server = await startTestModem(shellScript({ instead: { command: flood } }));
    const modem = connectTo(server, { maxCommandBytes: 32 * 1024 });
    await expect(failure(modem.withShell(late(), uptime))).resolves.toEqual({
      reason: 'too_large',
      message: 'expected at most 32 KiB, the modem sent more',
    });
    await modem.close();
    await server.idle();
  });

  it('bounds each command, not all of them together', async () => {
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

  it('fails every further command, for the reason it has by then', async () => {
    await using server = await startTestModem(shellScript({ instead: { command: hang } }));
    const outcomes = await connectTo(server).withShell(soon(), async (shell) => [
      await failure(shell.run('first')),
      await failure(shell.run('second')),
    ]);
    expect(outcomes.map(({ message }) => message.replace(/\d\.\d s/, '… s'))).toEqual([
      'expected the output of first within … s, it did not come',
      'expected the output of second within … s, it did not come',
    ]);
    expect(server.typed).not.toContain('second');
  });

  it.each<{ at: Step; typed: string[] }>([
    { at: 'username', typed: ['admin'] },
    { at: 'password', typed: ['admin', 'open sesame', 'exit'] },
    { at: 'sh', typed: ['admin', 'open sesame', 'sh', 'exit', 'exit'] },
  ])('logs out of all that it may be in when it hangs at $at', async ({ at, typed }) => {
    await using server = await startTestModem(shellScript({ instead: { [at]: hang } }));
    await failure(connectTo(server).withShell(soon(), uptime));
    await server.idle();
    expect(server.typed).toEqual(typed);
  });

  it('logs out of the command line where there is no shell', async () => {
    const refuse = saying('Command failed.\nATP>', hang);
    await using server = await startTestModem(shellScript({ instead: { sh: refuse } }));
    await failure(connectTo(server).withShell(late(), uptime));
    await server.idle();
    expect(server.typed).toEqual(['admin', 'open sesame', 'sh', 'exit']);
  });

  it('types nothing more where the login was refused', async () => {
    const refuse = saying('Wrong.\nLogin:', hang);
    await using server = await startTestModem(shellScript({ instead: { password: refuse } }));
    await failure(connectTo(server).withShell(late(), uptime));
    await server.idle();
    expect(server.typed).toEqual(['admin', 'open sesame']);
  });

  it('interrupts a command that was given up, and logs out', async () => {
    const instead = { command: async (peer: Peer) => peer.say('running\n') };
    await using server = await startTestModem(shellScript({ instead }));
    await failure(connectTo(server).withShell(soon(), uptime));
    await server.idle();
    expect(server.typed.slice(-4)).toEqual(['uptime', '\u0003', 'exit', 'exit']);
  });
});

describe('one session at a time', () => {
  it('lets the next one wait, be it first or last', async () => {
    await using server = await startTestModem(shellScript());
    const modem = connectTo(server);
    const all = Array.from({ length: 12 }, () => modem.withShell(late(), uptime));
    expect(await Promise.all(all)).toEqual(all.map(() => UPTIME));
    expect(server.sessions).toMatchObject({ opened: 12, most: 1 });
  });

  it('waits until the modem has let the last one go', async () => {
    const lingering = shellScript({ instead: { exit: hang } });
    await using server = await startTestModem(lingering);
    const modem = connectTo(server);
    await modem.withShell(late(), uptime);
    expect(server.sessions.open).toBe(1);
    await modem.withShell(late(), uptime);
    expect(server.sessions).toMatchObject({ opened: 2, most: 1 });
  });

  it('waits no longer than its own deadline, and connects no more', async () => {
    await using server = await startTestModem(shellScript({ instead: { command: hang } }));
    const modem = connectTo(server);
    const first = failure(modem.withShell(AbortSignal.timeout(600), uptime));
    const { message } = await failure(modem.withShell(soon(), uptime));
    expect(message).toMatch(/^expected the previous telnet session to end within 0\.\d s, it did not come$/);
    await first;
    await modem.close();
    await server.idle();
    expect(server.sessions.opened).toBe(1);
  });

  it('does not even connect when it is too late already', async () => {
    await using server = await startTestModem(shellScript());
    const modem = connectTo(server);
    await expect(failure(modem.withShell(AbortSignal.abort(), uptime))).resolves.toMatchObject({
      reason: 'timeout',
    });
    await expect(modem.withShell(late(), uptime)).resolves.toBe(UPTIME);
    expect(server.sessions.opened).toBe(1);
  });

  it('leaves nothing behind of 200 sessions given up at any moment', async () => {
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

describe('shutdown', () => {
  it('ends the session that is going on, waits for it, and lets none begin', async () => {
    await using server = await startTestModem(shellScript({ instead: { command: hang } }));
    const modem = connectTo(server);
    const session = failure(modem.withShell(late(), uptime));
    while (!server.typed.includes('uptime')) await sleep(5);
    await modem.close();
    await server.idle();
    await expect(session).resolves.toMatchObject({ reason: 'timeout' });
    await failure(modem.withShell(late(), uptime));
    expect(server.sessions.opened).toBe(1);
  });

  it('has nothing to wait for where nothing was asked', async () => {
    const modem = connectTo({ port: 1 });
    await expect(modem.close()).resolves.toBeUndefined();
    expect(modem.address).toBe('127.0.0.1:1');
  });

  it('writes an IPv6 address so that its port can be told', () => {
    expect(createTelnetModem({ host: 'fe80::1', port: 23, ...CREDENTIALS }).address).toBe('[fe80::1]:23');
  });
});

/** Works through many at a time, in order. */
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
