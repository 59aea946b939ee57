import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../../mock-modem/src/mock-modem.ts';
import type { Collector } from '../../../modem/src/collectors/collector.ts';
import { collectors, commandCollectors } from '../../../modem/src/collectors/index.ts';
import { xdslStatus } from '../../../modem/src/collectors/xdsl-status.ts';
import { createModem } from '../../../modem/src/read.ts';
import { examine, patientWith } from '../../../test/support/examine.ts';
import { fakeServer, nowhere } from '../../../test/support/fake-server.ts';
import { targetAt } from '../../../test/support/target.ts';
import type { Settings } from '../../stack/settings.mjs';

const page = 'http://modem/html/status/xdslStatus.asp';

/** What a check says of a modem, with the modem's address as `modem`. */
async function examineModem(name: string, settings: Settings, seconds?: number) {
  const { status, says, advice } = await examine(name, await patientWith({ settings }), seconds);
  const anonymous = (text: string): string =>
    text.replaceAll(/127\.0\.0\.1:\d+/g, 'modem').replace(/within [\d.]+ s/, 'in time');
  return { status, says: anonymous(says), ...(advice !== undefined && { advice: anonymous(advice) }) };
}

/** The texts that a mock modem sends at this moment, over both protocols. */
async function frameOf(mock: MockModem) {
  const modem = createModem(targetAt(mock.url, { telnetPort: mock.telnetPort }));
  const replies = modem.fetch(collectors, AbortSignal.timeout(5000));
  const texts = new Map<Collector, string>();
  for (const collector of collectors) {
    const reply = await replies.get(collector.name);
    if (!reply?.ok) throw new Error(`no reply from ${collector.name}`, { cause: reply?.error });
    texts.set(collector, reply.text);
  }
  await modem.close();
  return {
    page: texts.get(xdslStatus) ?? '',
    telnet: Object.fromEntries(commandCollectors.map((each) => [each.source.command, texts.get(each) ?? ''])),
  };
}

describe('a modem that answers', () => {
  it.each([
    {
      recording: 'source-document',
      telnet: true,
      found: {
        'status page': { status: 'ok', says: `${page} is an HG612's, and came in time` },
        'telnet login': { status: 'ok', says: 'logged in at modem as admin, asked, and logged out' },
        'line statistics': {
          status: 'ok',
          says: 'line statistics, per-band values, modem uptime: all can be read',
        },
        'page layout': {
          status: 'ok',
          says: 'shifted: on VDSL2 the page has rates, attenuation and power, but neither SNR margin nor error counters; telnet has them',
        },
        line: {
          status: 'ok',
          says: 'up, 42.0 / 8.9 Mbit/s, SNR margin 5.6 / 6.2 dB (downstream / upstream)',
        },
        'modem clock': { status: 'ok', says: 'agrees with this machine' },
      },
    },
    {
      recording: 'source-document',
      telnet: false,
      found: {
        'telnet login': { status: 'ok', says: 'off: MODEM_TELNET is not set' },
        'line statistics': { status: 'left out', says: 'needs "telnet login"' },
        'page layout': {
          status: 'note',
          says: 'shifted: on VDSL2 the page has rates, attenuation and power, but neither SNR margin nor error counters',
          advice: 'Switch telnet on: MODEM_TELNET=127.0.0.1 in .env (unlocked firmware), then `npm start`.',
        },
        line: { status: 'ok', says: 'up, 42.0 / 8.9 Mbit/s (downstream / upstream)' },
      },
    },
    {
      recording: 'adsl',
      telnet: false,
      found: {
        'page layout': {
          status: 'ok',
          says: 'documented: the page has SNR margin and error counters (ADSL_G.dmt)',
        },
      },
    },
    {
      recording: 'training',
      telnet: true,
      found: {
        'page layout': {
          status: 'note',
          says: 'not to be told: the line is not up (no signal)',
          advice: 'Run the doctor again when the line is up.',
        },
        line: {
          status: 'note',
          says: 'no signal: The modem receives no signal on the line.',
          advice: 'That is the line and not the stack: alerts tell when it lasts.',
        },
      },
    },
  ])('$recording, telnet $telnet', async ({ recording, telnet, found }) => {
    await using mock = await createMockModem({ recording, now: () => 0 });
    const settings = { MODEM_URL: mock.url, ...(telnet && { MODEM_TELNET: mock.telnet }) };
    for (const [name, finding] of Object.entries(found)) {
      expect(await examineModem(name, settings), name).toEqual(finding);
    }
    expect(mock.stats().telnet).toMatchObject({ maxConcurrent: telnet ? 1 : 0, open: 0 });
  });
});

describe('a status page that is wrong', () => {
  let mock: MockModem;
  beforeAll(async () => {
    mock = await createMockModem({ recording: 'source-document', now: () => 0 });
  });
  afterAll(() => mock.close());

  it.each([
    [
      'http-500',
      `${page}: expected HTTP status 200, found 500`,
      'It has no such page. Is MODEM_URL the address of an HG612?',
    ],
    [
      'login-page',
      `${page}: expected the status page, found "a login page"`,
      'It wants a login before it shows its status. Only unlocked firmware shows it without one.',
    ],
    [
      'unreachable',
      `${page}: connection ended while waiting for an answer: connection reset (ECONNRESET)`,
      'It hung up. If it stays so, restart the modem.',
    ],
    [
      'endless',
      `${page}: expected at most 64 KiB, the modem sent more`,
      'It sent far more than an HG612 does. Is MODEM_URL the right device?',
    ],
    [
      'truncated',
      expect.stringMatching(/^stDsl|^stStats|^connection|^http/) as string,
      expect.stringMatching(/HG612|hung up/) as string,
    ],
  ])('%s', async (scenario, says, advice) => {
    await mock.setScenario(scenario);
    expect(await examineModem('status page', { MODEM_URL: mock.url })).toEqual({
      status: 'failed',
      says,
      advice,
    });
  });

  it('of a modem that hangs is given up in time', async () => {
    await mock.setScenario('hang');
    expect(await examineModem('status page', { MODEM_URL: mock.url }, 0.5)).toEqual({
      status: 'failed',
      says: `${page}: expected an answer in time, it did not come`,
      advice:
        'It did not answer in time. A modem that starts or is busy does so for a minute; if it stays so, restart it.',
    });
  });

  it('of another model, and of something else altogether', async () => {
    await using other = await fakeServer({
      '/html/status/xdslStatus.asp': 'var x = new Array(new stDsl("a","Up"),null);',
    });
    expect(await examineModem('status page', { MODEM_URL: other.url })).toMatchObject({
      status: 'failed',
      says: expect.stringContaining(
        'stDsl: expected new stDsl(…) with 17 strings, found "2 strings"',
      ) as string,
      advice: 'It answered with something that an HG612 does not send. Is MODEM_URL the address of an HG612?',
    });
    await using printer = await fakeServer({});
    expect(await examineModem('status page', { MODEM_URL: printer.url })).toMatchObject({
      says: `${page}: expected HTTP status 200, found 404`,
      advice: 'It has no such page. Is MODEM_URL the address of an HG612?',
    });
  });

  it('has a value that cannot be read', async () => {
    const steady = await createMockModem({ recording: 'adsl', now: () => 0 });
    const text = await (await fetch(`${steady.url}/html/status/xdslStatus.asp`)).text();
    await steady.close();
    const body = text.replace('"Up"', '"Sideways"');
    await using odd = await fakeServer({ '/html/status/xdslStatus.asp': body });
    expect(await examineModem('status page', { MODEM_URL: odd.url })).toEqual({
      status: 'note',
      says: 'stDsl[1] status: expected Up, Initializing, EstablishingLink, NoSignal, Error, Disabled, found "Sideways"',
      advice:
        'These values are left out, the others are published. A recording helps to read them: docs/recording.md.',
    });
  });

  it('is not there: what needs it is left out', async () => {
    const settings = { MODEM_URL: await nowhere() };
    expect(await examineModem('status page', settings)).toEqual({
      status: 'failed',
      says: `${page}: cannot connect: connection refused (ECONNREFUSED)`,
      advice: 'Nothing answers there. Is the modem on, is MODEM_URL its address, can this machine reach it?',
    });
    expect(await examineModem('page layout', settings)).toEqual({
      status: 'left out',
      says: 'needs "status page"',
    });
  });

  it('is that of a mock modem that does not run', async () => {
    const { port } = new URL(await nowhere());
    expect(
      await examine('status page', await patientWith({ settings: { MOCK_MODEM_PORT: port } })),
    ).toMatchObject({
      says: `http://localhost:${port}/html/status/xdslStatus.asp: cannot connect: connection refused (ECONNREFUSED)`,
      advice:
        'The mock modem does not run: `npm start` starts the stack, `npm run demo` the mock modem and the exporter alone.',
    });
  });
});

it('notes a command that cannot be read beside statistics that can', async () => {
  const uptime = 'cat /proc/uptime';
  await using original = await createMockModem({ recording: 'source-document', now: () => 0 });
  const { page: body, telnet } = await frameOf(original);
  const frame = { page: { status: 200, headers: {}, body }, telnet: { ...telnet, [uptime]: 'soon\n' } };
  await using mock = await createMockModem({ source: { name: 'x', answersAt: () => frame } });
  expect(await examineModem('line statistics', { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet })).toEqual({
    status: 'note',
    says: expect.stringMatching(/^cat \/proc\/uptime: .*found "soon/) as string,
    advice: 'The line statistics are there all the same; this alone is left out.',
  });
});

describe('telnet that is wrong', () => {
  let mock: MockModem;
  beforeAll(async () => {
    mock = await createMockModem({ recording: 'source-document', now: () => 0 });
  });
  afterAll(() => mock.close());

  it.each([
    {
      scenario: 'telnet-refused',
      name: 'telnet login',
      says: 'modem: cannot connect: connection refused (ECONNREFUSED)',
      advice: 'Nothing answers there. Is MODEM_TELNET its address, and is telnet on (unlocked firmware)?',
    },
    {
      scenario: 'telnet-bad-password',
      name: 'telnet login',
      says: 'modem: expected a shell after the login (are MODEM_USERNAME and MODEM_PASSWORD right?), found "Username or password is wrong, please try again."',
      advice: 'It refused the login. Check MODEM_USERNAME and the password, and end other telnet sessions.',
    },
    {
      scenario: 'telnet-cut',
      name: 'line statistics',
      says: expect.stringContaining(
        'xdslcmd info --stats: modem: connection ended while waiting for the output of xdslcmd info --stats: closed by the modem',
      ) as string,
      advice: 'It hung up. Is somebody else logged in? It serves one session at a time.',
    },
    {
      scenario: 'telnet-flood',
      name: 'line statistics',
      says: expect.stringContaining('xdslcmd info --stats: modem: expected at most 256 KiB') as string,
      advice: 'It sent far more than an HG612 does. Is MODEM_TELNET the right device?',
    },
  ])('$scenario', async ({ scenario, name, says, advice }) => {
    await mock.setScenario(scenario);
    const settings = { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet, MODEM_PASSWORD: 'admin' };
    expect(await examineModem(name, settings)).toEqual({ status: 'failed', says, advice });
    await expect.poll(() => mock.stats().telnet.open).toBe(0);
  });

  it.each([{ says: 'message' }, { says: 'nothing' }])(
    'busy (says $says): waits, and tells when it stays so',
    async (parameters) => {
      await mock.setScenario('telnet-busy', parameters);
      expect(
        await examineModem('telnet login', { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet }, 2),
      ).toMatchObject({
        status: 'failed',
        advice:
          'Somebody else is logged in, or was not logged out: the modem serves one session at a time. End that ' +
          'session (DSLstats and the like hold one for good), or restart the modem.',
      });
    },
  );

  it('busy for a moment: waits, and gets in', async () => {
    await mock.setScenario('telnet-busy');
    setTimeout(() => void mock.setScenario('steady'), 300);
    expect(
      await examineModem('telnet login', { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet }),
    ).toMatchObject({
      status: 'ok',
    });
  });

  it('never shows the password', async () => {
    await mock.setScenario('steady');
    const settings = { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet, MODEM_PASSWORD: 'tr0ub4dor' };
    const found = await examineModem('telnet login', settings);
    expect(found.status).toBe('failed');
    expect(JSON.stringify(found)).not.toContain('tr0ub4dor');
  });
});
