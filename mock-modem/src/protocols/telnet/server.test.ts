import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMockModem, type MockModem } from '../../mock-modem.ts';
import { findScenario } from '../../scenarios/catalogue.ts';
import { createStatistics } from '../statistics.ts';
import { telnetBehaviour } from './behaviour.ts';
import { startTelnetServer } from './server.ts';
import { openShell, openWire, type Wire } from '../../../../test/support/raw-client.ts';
import { startStopwatch } from '../../../../test/support/stopwatch.ts';

const OPENING = '\u00FF\u00FD\u0001\u00FF\u00FD\u001F\u00FF\u00FB\u0001\u00FF\u00FB\u0003';
const BANNER =
  '\r\nWelcome Visiting Huawei Home Gateway\r\nCopyright by Huawei Technologies Co., Ltd.\r\n\r\n';
const SHELL_BANNER =
  '\r\n\r\nBusyBox v1.9.1 (2011-03-24 10:12:36 CST) built-in shell (ash)\r\n' +
  "Enter 'help' for a list of built-in commands.\r\n\r\n";

let modem: MockModem;

beforeAll(async () => {
  modem = await createMockModem({ recording: 'older-driver' });
});
afterAll(() => modem.close());
beforeEach(async () => {
  await modem.setScenario('steady');
  await vi.waitUntil(() => modem.stats().telnet.open === 0);
  modem.resetStats();
});

/** Sends lines, each after its prompt. */
async function converse(wire: Wire, ...steps: [prompt: RegExp, line: string][]): Promise<void> {
  for (const [prompt, line] of steps) {
    await wire.until(prompt);
    wire.send(`${line}\r\n`);
  }
}

describe('a telnet session', () => {
  it('matches the modem byte for byte from banner to logout', async () => {
    await using wire = await openWire(modem.telnetPort);
    await converse(
      wire,
      [/Login:$/, 'admin'],
      [/Password:$/, 'admin'],
      [/ATP>$/, 'help'],
      [/failed\.\r\nATP>$/, 'sh'],
      [/# $/, 'cat  /proc/uptime'],
      [/\d\r\n# $/, 'ls'],
      [/not found\r\n# $/, 'cat /etc/passwd'],
      [/directory\r\n# $/, 'xdslcmd info --bits'],
      [/bits\r\n# $/, ''],
      [/# \r\n# $/, 'exit'],
      [/exit\r\nATP>$/, 'exit'],
    );
    await expect(wire.ended()).resolves.toBe('closed');
    expect(wire.received).toBe(
      `${OPENING}${BANNER}Login:admin\r\nPassword:\r\nATP>help\r\n\r\nCommand failed.\r\nATP>sh\r\n${SHELL_BANNER}` +
        '# cat  /proc/uptime\r\n431298.22 401107.34\r\n' +
        '# ls\r\nsh: ls: not found\r\n' +
        "# cat /etc/passwd\r\ncat: can't open '/etc/passwd': No such file or directory\r\n" +
        '# xdslcmd info --bits\r\nxdslcmd: invalid arguments: info --bits\r\n' +
        '# \r\n# exit\r\nATP>exit\r\n',
    );
    expect(modem.stats().telnet).toEqual({
      opened: 1,
      open: 0,
      maxConcurrent: 1,
      refused: 0,
      loggedOut: 1,
      loggedIn: 1,
      wrongPasswords: 0,
      commands: 4,
    });
  });

  it('prints the statistics with tabs and CRLF', async () => {
    await using wire = await openShell(modem.telnetPort);
    wire.send('xdslcmd info --stats\r\n');
    await wire.until(/Since Link time[^]*\r\n\r\n# $/);
    expect(wire.received).toContain(
      '# xdslcmd info --stats\r\nxdslcmd: ADSL driver and PHY status\r\nStatus: Showtime\r\nRetrain Reason:\t0\r\n' +
        'Max:\tUpstream rate = 7688 Kbps, Downstream rate = 44120 Kbps\r\n' +
        'Path:\t0, Upstream rate = 7412 Kbps, Downstream rate = 39998 Kbps\r\n\r\nLink Power State:\tL0\r\n',
    );
    expect(wire.received.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('accepts input that is sent ahead, in any chunks, with option negotiation in between', async () => {
    const typed = Buffer.from('admin\r\nadmin\r\nsh\r\ncat /proc/uptime\r\nexit\r\nexit\r\n');
    const talk = Buffer.from([255, 254, 1, 255, 252, 31]);
    await using wire = await openWire(modem.telnetPort);
    await wire.until(/Login:$/);
    wire.send(talk);
    for (const byte of typed) wire.send(Buffer.from([byte]));
    await expect(wire.ended()).resolves.toBe('closed');
    expect(wire.received).toContain('# cat /proc/uptime\r\n431298.22 401107.34\r\n# exit\r\nATP>exit\r\n');
    expect(modem.stats().telnet.loggedOut).toBe(1);
  });

  it('allows three attempts at the password', async () => {
    await using wire = await openWire(modem.telnetPort);
    await converse(
      wire,
      [/Login:$/, 'admin'],
      [/Password:$/, 'guess'],
      [/again\.\r\nLogin:$/, 'root'],
      [/root\r\nPassword:$/, 'admin'],
      [/again\.\r\nLogin:[^]*again\.\r\nLogin:$/, 'admin'],
      [/(?:Password:[^]*){3}$/, 'guess'],
    );
    await expect(wire.ended()).resolves.toBe('closed');
    expect(wire.received).not.toContain('guess');
    expect(wire.received).not.toContain('ATP>');
    expect(modem.stats().telnet).toMatchObject({ wrongPasswords: 3, loggedIn: 0 });
  });

  it('refuses a second session with the busy message', async () => {
    await using first = await openShell(modem.telnetPort);
    await using second = await openWire(modem.telnetPort);
    await expect(second.ended()).resolves.toBe('closed');
    expect(second.received).toBe('\r\nSorry, there are too many users. Please try again later.\r\n');
    first.send('cat /proc/uptime\r\n');
    await first.until('401107.34\r\n# ');
    expect(modem.stats().telnet).toMatchObject({ opened: 2, open: 1, maxConcurrent: 2, refused: 1 });
  });

  it('allows the next session as soon as the client disconnects', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await using wire = await openShell(modem.telnetPort);
      wire.disconnect();
    }
    expect(modem.stats().telnet).toMatchObject({ opened: 20, loggedIn: 20, refused: 0, maxConcurrent: 1 });
  });

  it('ends after the idle timeout', async () => {
    await using short = await createMockModem({ recording: 'adsl', idleSeconds: 0.2 });
    await using wire = await openShell(short.telnetPort);
    await expect(wire.ended()).resolves.toBe('closed');
    expect(short.stats().telnet).toMatchObject({ open: 0, loggedOut: 0 });
  });

  it('shows the current line', async () => {
    let clock = 0;
    await using moving = await createMockModem({ recording: 'older-driver', now: () => clock });
    await using wire = await openShell(moving.telnetPort);
    wire.send('cat /proc/uptime\r\n');
    await wire.until('431298.22');
    clock = 31_000;
    wire.send('cat /proc/uptime\r\n');
    await wire.until('431328.22');
  });
});

describe('a telnet fault', () => {
  it('telnet-refused: the port is closed, and reopened afterwards', async () => {
    await modem.setScenario('telnet-refused');
    await using refused = await openWire(modem.telnetPort);
    expect(refused.end).toBe('refused');
    await modem.setScenario('steady');
    await using wire = await openShell(modem.telnetPort);
    expect(wire.end).toBeUndefined();
  });

  it.each([
    {
      scenario: 'telnet-busy',
      parameters: {},
      end: 'closed',
      said: /^\r\nSorry, there are too many users\./,
    },
    { scenario: 'telnet-busy', parameters: { says: 'nothing' }, end: 'closed', said: /^$/ },
    { scenario: 'unreachable', parameters: {}, end: 'reset', said: /^$/ },
  ])('$scenario $parameters: $end', async ({ scenario, parameters, end, said }) => {
    await modem.setScenario(scenario, parameters);
    await using wire = await openWire(modem.telnetPort);
    await expect(wire.ended()).resolves.toBe(end);
    expect(wire.received).toMatch(said);
    expect(modem.stats().telnet.refused).toBe(1);
  });

  it('telnet-bad-password: every password is rejected', async () => {
    await modem.setScenario('telnet-bad-password');
    await using wire = await openWire(modem.telnetPort);
    await converse(wire, [/Login:$/, 'admin'], [/Password:$/, 'admin']);
    await wire.until(/again\.\r\nLogin:$/);
  });

  it.each([
    { scenario: 'hang', parameters: {} },
    { scenario: 'telnet-hang', parameters: { at: 'login' } },
  ])('$scenario $parameters: no output until the scenario ends', async ({ scenario, parameters }) => {
    await modem.setScenario(scenario, parameters);
    await using wire = await openWire(modem.telnetPort);
    await expect.poll(() => modem.stats().telnet.open).toBe(1);
    wire.send('admin\r\n');
    await expect.poll(() => modem.stats().telnet.open).toBe(1);
    expect([wire.received, wire.end]).toEqual(['', undefined]);
    await modem.setScenario('steady');
    await expect(wire.ended()).resolves.toBe('reset');
  });

  it('telnet-hang in a command: half an output and no prompt', async () => {
    await modem.setScenario('telnet-hang');
    await using wire = await openShell(modem.telnetPort);
    wire.send('cat /proc/uptime\r\nexit\r\n');
    await wire.until(/uptime\r\n431298\.22 $/);
    expect(wire.end).toBeUndefined();
  });

  it('telnet-cut: the connection closes in the middle of a table', async () => {
    await modem.setScenario('telnet-cut', { keep: 90 });
    await using wire = await openShell(modem.telnetPort);
    wire.send('xdslcmd info --stats\r\n');
    await expect(wire.ended()).resolves.toBe('closed');
    expect(wire.received).toContain('Total time');
    expect(wire.received).not.toContain('Since Link time');
    expect(wire.received).toMatch(/[^\n# ]$/);
  });

  it('telnet-slow: the tables per tone take their time, and lines sent ahead wait for them', async () => {
    await using slow = await createMockModem({ scenario: 'telnet-slow', parameters: { seconds: 0.3 } });
    await using wire = await openShell(slow.telnetPort);
    const elapsed = startStopwatch();
    wire.send('cat /proc/uptime\r\n');
    await wire.until(/\d\r\n# $/);
    expect(elapsed().active).toBeLessThan(250);

    wire.send('xdslcmd info --Bits\r\nxdslcmd info --SNR\r\ncat /proc/uptime\r\nexit\r\nexit\r\n');
    await wire.until(/ATP>$/);
    expect(elapsed().wall).toBeGreaterThan(550);
    const tables = wire.received.matchAll(/Tone number\s+(.*)\r\n/g);
    expect(Array.from(tables, ([, title]) => title)).toEqual(['Bit Allocation', 'SNR']);
    await expect(wire.ended()).resolves.toBe('closed');
  });

  it('telnet-slow: all commands take their time', async () => {
    await using slow = await createMockModem({
      scenario: 'telnet-slow',
      parameters: { seconds: 0.3, commands: 'all' },
    });
    await using wire = await openShell(slow.telnetPort);
    const elapsed = startStopwatch();
    wire.send('cat /proc/uptime\r\n');
    await wire.until(/\d\r\n# $/);
    expect(elapsed().wall).toBeGreaterThan(250);
  });

  it('telnet-flood: an endless output', async () => {
    await modem.setScenario('telnet-flood');
    await using wire = await openShell(modem.telnetPort);
    wire.send('cat /proc/uptime\r\n');
    await expect.poll(() => wire.received.length).toBeGreaterThan(300_000);
    wire.disconnect();
    await expect.poll(() => modem.stats().telnet.open).toBe(0);
  });

  it('telnet-drip: one byte at a time', async () => {
    await modem.setScenario('telnet-drip', { interval: 0.02 });
    await using wire = await openWire(modem.telnetPort);
    const sizes = new Set<number>();
    await expect.poll(() => sizes.add(wire.received.length).size, { interval: 2 }).toBeGreaterThan(6);
    expect(wire.received.length).toBeLessThan(100);
  });

  it('telnet-drip: complete at the end', async () => {
    await modem.setScenario('telnet-drip', { interval: 0.001 });
    await using wire = await openShell(modem.telnetPort);
    wire.send('cat /proc/uptime\r\nexit\r\nexit\r\n');
    await expect(wire.ended()).resolves.toBe('closed');
    expect(wire.received).toMatch(/# cat \/proc\/uptime\r\n431298\.22 401107\.34\r\n# exit\r\nATP>exit\r\n$/);
  });

  it('resets an open session, unlike a line scenario', async () => {
    await using wire = await openShell(modem.telnetPort);
    await modem.setScenario('low-snr');
    await modem.setScenario('login-page');
    wire.send('\r\n');
    await wire.until(/# \r\n# $/);
    await modem.setScenario('telnet-cut');
    await expect(wire.ended()).resolves.toBe('reset');
  });

  it('changes its behaviour and closes while the connection of a session is being shut down', async () => {
    const statistics = createStatistics();
    let change: Promise<void> | undefined;
    const server = await startTelnetServer({
      host: '127.0.0.1',
      port: 0,
      behaviour: telnetBehaviour({ scenario: findScenario('steady'), parameters: {} }),
      credentials: { username: 'admin', password: 'admin' },
      idleSeconds: 300,
      modemAt: () => ({ number: 0, outputs: () => ({}) }),
      modems: 1,
      statistics: {
        ...statistics,
        // The turn of the event loop in which the shutdown is requested and not yet done.
        count: (what) => {
          if (what === 'loggedOut') process.nextTick(() => (change = server.apply(refusing)));
        },
      },
    });
    const refusing = telnetBehaviour({ scenario: findScenario('telnet-refused'), parameters: {} });
    await using wire = await openShell(server.port);
    wire.send('exit\r\nexit\r\n');
    await vi.waitUntil(() => change !== undefined);
    await change;
    await server.close();
    await expect(wire.ended()).resolves.toMatch(/closed|reset/);
  });

  it('closes every connection when the modem closes', async () => {
    const other = await createMockModem({ recording: 'adsl', scenario: 'telnet-hang' });
    await using wire = await openShell(other.telnetPort);
    await other.close();
    await expect(wire.ended()).resolves.toMatch(/closed|reset/);
    await using late = await openWire(other.telnetPort);
    expect(late.end).toBe('refused');
  });
});
