import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  close,
  CREDENTIALS,
  hang,
  type ShellOptions,
  shellScript,
  startTestModem,
} from '../../test/support/scripted-telnet.ts';
import { targetAt } from '../../test/support/target.ts';
import { startServer } from '../../test/support/start-server.ts';
import type { CollectorName } from './collectors/collector.ts';
import {
  collectors,
  commandCollectors,
  pageCollectors,
  sourceText,
  spectrumCollectors,
} from './collectors/index.ts';
import { failuresByCause } from './failures.ts';
import { createModem, createModemLocks, type Modem } from './read.ts';
import { type Elapsed, startStopwatch } from '../../test/support/stopwatch.ts';

/** A web server that counts requests in progress. */
async function servePages(respond: (response: ServerResponse, request: IncomingMessage) => void) {
  const requests = { open: 0, most: 0, paths: [] as (string | undefined)[] };
  const server = createServer((request, response) => {
    requests.open += 1;
    requests.most = Math.max(requests.most, requests.open);
    requests.paths.push(request.url);
    response.on('close', () => {
      requests.open -= 1;
    });
    respond(response, request);
  });
  return { ...(await startServer(server)), requests };
}

const late = (): AbortSignal => AbortSignal.timeout(5000);

/** The settled results of a fetch or a read. */
const settled = async <T>(pending: ReadonlyMap<CollectorName, Promise<T>>): Promise<Map<CollectorName, T>> =>
  new Map(await Promise.all([...pending].map(async ([name, result]) => [name, await result] as const)));

describe('pages', () => {
  it('are requested one at a time, also by overlapping reads', async () => {
    await using server = await servePages((response) => void sleep(20).then(() => response.end('hello')));
    const modem = createModem(targetAt(`${server.url}/base/`));
    const reads = Array.from({ length: 5 }, () => settled(modem.fetch(pageCollectors, late())));
    for (const replies of await Promise.all(reads)) {
      expect(replies.get('xdsl_status')).toMatchObject({ ok: true, text: 'hello' });
    }
    expect(server.requests).toMatchObject({ open: 0, most: 1 });
    expect(new Set(server.requests.paths)).toEqual(new Set(['/base/html/status/xdslStatus.asp']));
  });

  it('wait no longer than their own deadline', async () => {
    await using server = await servePages(() => {});
    const modem = createModem(targetAt(server.url));
    const first = settled(modem.fetch(pageCollectors, AbortSignal.timeout(500)));
    const second = await settled(modem.fetch(pageCollectors, AbortSignal.timeout(100)));
    expect(second.get('xdsl_status')).toMatchObject({
      ok: false,
      error: {
        reason: 'timeout',
        message: expect.stringMatching(/waiting for the previous HTTP request to end$/) as string,
      },
    });
    expect((await first).get('xdsl_status')).toMatchObject({ ok: false, error: { reason: 'timeout' } });
    expect(server.requests.paths).toHaveLength(1);
  });

  it('are requested one at a time by all that share the locks of the modem', async () => {
    await using server = await servePages((response) => void sleep(20).then(() => response.end('hello')));
    const target = targetAt(server.url);
    const locks = createModemLocks(target);
    const reads = Array.from({ length: 3 }, () =>
      settled(createModem(target, locks).fetch(pageCollectors, late())),
    );
    for (const replies of await Promise.all(reads)) expect(replies.get('xdsl_status')?.ok).toBe(true);
    expect(server.requests).toMatchObject({ open: 0, most: 1 });
  });

  it('are requested from the address, if the target has one, with the name as the host', async () => {
    await using server = await servePages((response, request) => response.end(request.headers.host));
    const { port } = new URL(server.url);
    const target = targetAt(`http://modem.invalid:${port}`, { address: '127.0.0.1' });
    const replies = await settled(createModem(target).fetch(pageCollectors, late()));
    expect(replies.get('xdsl_status')).toMatchObject({ ok: true, text: `modem.invalid:${port}` });
  });

  it('with another status than 200 are an error, or a reply where any status is accepted', async () => {
    await using server = await servePages((response) => response.writeHead(404).end('no such page'));
    const modem = createModem(targetAt(server.url));
    const strict = await settled(modem.fetch(pageCollectors, late()));
    expect(strict.get('xdsl_status')).toMatchObject({ ok: false, error: { reason: 'http_status' } });
    const lenient = await settled(modem.fetch(pageCollectors, late(), { anyStatus: true }));
    expect(lenient.get('xdsl_status')).toMatchObject({
      ok: true,
      text: 'no such page',
      page: { status: 404 },
    });
  });
});

describe('commands', () => {
  const outputs = Object.fromEntries(
    commandCollectors.map((collector) => [collector.source.command, `${collector.name}\n`]),
  );

  async function withShell<T>(options: ShellOptions, use: (modem: Modem) => Promise<T>): Promise<T> {
    await using server = await startTestModem(shellScript({ outputs, ...options }));
    const modem = createModem(targetAt('http://127.0.0.1:1', { telnetPort: server.port, ...CREDENTIALS }));
    try {
      return await use(modem);
    } finally {
      await modem.close();
      expect(server.sessions.most).toBeLessThanOrEqual(1);
    }
  }

  it('run in one session, and each has its reply', async () => {
    const replies = await withShell({}, (modem) => settled(modem.fetch(commandCollectors, late())));
    for (const { name } of commandCollectors) {
      expect(replies.get(name)).toMatchObject({ ok: true, text: `${name}\n` });
    }
  });

  it('run at the address, if the target has one', async () => {
    await using server = await startTestModem(shellScript({ outputs }));
    const shell = { telnetPort: server.port, host: 'modem.invalid', ...CREDENTIALS };
    const modem = createModem(targetAt('http://127.0.0.1:1', { ...shell, address: '127.0.0.1' }));
    const replies = await settled(modem.fetch(commandCollectors, late()));
    await modem.close();
    expect(replies.get('uptime')).toMatchObject({ ok: true, text: 'uptime\n' });
  });

  it.each([
    { at: 'password', loggedIn: false },
    { at: 'command', loggedIn: true },
  ])('that fail at $at share one error', async ({ at, loggedIn }) => {
    const replies = await withShell({ replace: { [at]: close } }, (modem) =>
      settled(modem.fetch(commandCollectors, late())),
    );
    expect([...replies.values()]).toEqual(
      commandCollectors.map(() => expect.objectContaining({ ok: false, loggedIn }) as object),
    );
    expect([...failuresByCause(replies).values()]).toEqual([commandCollectors.map(({ name }) => name)]);
  });

  it('fail without failing the page', async () => {
    await using server = await servePages((response) => response.end('hello'));
    await using shell = await startTestModem(shellScript({ replace: { command: hang } }));
    const modem = createModem(targetAt(server.url, { telnetPort: shell.port, ...CREDENTIALS }));
    const outcomes = await settled(modem.read(collectors, AbortSignal.timeout(300)));
    await modem.close();
    const reasons = [...outcomes].map(([name, outcome]) => [name, outcome.ok ? 'ok' : outcome.error.reason]);
    expect(Object.fromEntries(reasons)).toEqual({
      xdsl_status: 'format',
      xdslcmd_stats: 'timeout',
      xdslcmd_pbparams: 'timeout',
      uptime: 'timeout',
    });
  });

  it('need a target with telnet', () => {
    const modem = createModem(targetAt('http://modem'));
    expect(() => modem.fetch(collectors, late())).toThrow(
      'http://modem/: the target has no telnet shell for xdslcmd_stats',
    );
  });
});

it('names the address of each source', () => {
  const modem = createModem(targetAt('http://modem:81/x', { telnetPort: 2323, host: 'fe80::1' }));
  expect(collectors.map(({ name }) => modem.addressOf(name))).toEqual([
    `http://modem:81/x${sourceText(collectors[0]!)}`,
    '[fe80::1]:2323',
    '[fe80::1]:2323',
    '[fe80::1]:2323',
  ]);
});

describe('a read in the background', () => {
  const outputs = Object.fromEntries(
    [...commandCollectors, ...spectrumCollectors].map(({ source }) => [
      source.command,
      source.command === 'cat /proc/uptime' ? '17.5 12.1\n' : 'Status: Idle\n',
    ]),
  );
  const names = spectrumCollectors.map(({ name }) => name);

  /** A modem whose commands take a time, by command line. */
  async function slowModem(milliseconds: (command: string) => number, replace: ShellOptions['replace'] = {}) {
    const server = await startTestModem(
      shellScript({
        outputs,
        replace,
        delay: (command) => sleep(milliseconds(command)),
      }),
    );
    const modem = createModem(targetAt('http://127.0.0.1:1', { telnetPort: server.port, ...CREDENTIALS }));
    return {
      modem,
      server,
      /** How often each command was run. */
      runs: () =>
        Object.fromEntries(
          spectrumCollectors.map(({ name, source }) => [
            name,
            server.typed.filter((line) => line === source.command).length,
          ]),
        ),
      async [Symbol.asyncDispose]() {
        await modem.close();
        await server[Symbol.asyncDispose]();
      },
    };
  }

  /** Reads the modem's uptime as a scrape does. @returns how long it took */
  async function scrape(modem: Modem): Promise<Elapsed> {
    const elapsed = startStopwatch();
    const read = await settled(modem.read([commandCollectors.at(-1)!], late()));
    expect(read.get('uptime')).toMatchObject({ ok: true, parsed: { data: { deviceUptime: 17.5 } } });
    return elapsed();
  }

  const onceEach = { xdslcmd_pbparams: 1, xdslcmd_bits: 1, xdslcmd_snr: 1, xdslcmd_qln: 1, xdslcmd_hlog: 1 };

  it('runs all commands in one session when nothing else is read', async () => {
    await using slow = await slowModem(() => 10);
    const outcomes = await settled(slow.modem.readInBackground(spectrumCollectors, late()));
    expect([...outcomes].map(([name, { ok }]) => [name, ok])).toEqual(names.map((name) => [name, true]));
    expect(slow.runs()).toEqual(onceEach);
    expect(slow.server.sessions).toMatchObject({ opened: 1, most: 1 });
  });

  it('lets another read in after the running command, and continues afterwards', async () => {
    await using slow = await slowModem((command) => (command.startsWith('xdslcmd') ? 300 : 0));
    const reads = settled(slow.modem.readInBackground(spectrumCollectors, late()));
    await sleep(450);
    // All other commands take 900 ms more.
    expect((await scrape(slow.modem)).active).toBeLessThan(800);
    const outcomes = await reads;
    expect([...outcomes.values()].map(({ ok }) => ok)).toEqual(names.map(() => true));
    expect(slow.runs()).toEqual(onceEach);
    expect(slow.server.sessions).toMatchObject({ opened: 3, most: 1 });
  });

  it('interrupts a command that keeps another read waiting for a second, and repeats it', async () => {
    let slowRuns = 0;
    await using slow = await slowModem((command) =>
      command === 'xdslcmd info --SNR' && (slowRuns += 1) === 1 ? 60_000 : 0,
    );
    const reads = settled(slow.modem.readInBackground(spectrumCollectors, AbortSignal.timeout(10_000)));
    await sleep(200);
    const { wall, active } = await scrape(slow.modem);
    expect(wall).toBeGreaterThan(900);
    // A second of patience, and one for this modem, which does not react to the end of the session.
    expect(active).toBeLessThan(2500);
    const outcomes = await reads;
    expect([...outcomes.values()].map(({ ok }) => ok)).toEqual(names.map(() => true));
    expect(slow.runs()).toEqual({ ...onceEach, xdslcmd_snr: 2 });
    expect(slow.server.sessions.most).toBe(1);
  });

  it('continues with the next command after one has failed', async () => {
    await using slow = await slowModem(() => 0, {
      command: async (peer, command = '') => {
        if (command === 'xdslcmd info --SNR') peer.socket.resetAndDestroy();
        else await peer.write(`${outputs[command]}# `);
      },
    });
    const outcomes = await settled(slow.modem.readInBackground(spectrumCollectors, late()));
    expect([...outcomes].map(([name, { ok }]) => [name, ok])).toEqual(
      names.map((name) => [name, name !== 'xdslcmd_snr']),
    );
    expect(outcomes.get('xdslcmd_snr')).toMatchObject({ error: { reason: 'reset' } });
    expect(slow.server.sessions).toMatchObject({ opened: 2, most: 1 });
  });

  it('fails as a whole, with one error, where the login fails', async () => {
    await using slow = await slowModem(() => 0, { password: close });
    const outcomes = await settled(slow.modem.readInBackground(spectrumCollectors, late()));
    expect([...failuresByCause(outcomes).values()]).toEqual([names]);
    expect(slow.server.sessions.opened).toBe(1);
  });

  it('ends at its deadline with what it has, and leaves no session', async () => {
    await using slow = await slowModem((command) => (command === 'xdslcmd info --QLN' ? 60_000 : 0));
    const outcomes = await settled(slow.modem.readInBackground(spectrumCollectors, AbortSignal.timeout(300)));
    expect([...outcomes.values()].map(({ ok }) => ok)).toEqual([true, true, true, false, false]);
    expect([...failuresByCause(outcomes).keys()].map(({ message }) => message)).toEqual([
      expect.stringMatching(/timed out after \d+\.\d s waiting for the output of xdslcmd info --QLN$/),
    ]);
    await slow.server.idle();
  });

  it('ends when the modem is closed', async () => {
    await using slow = await slowModem(() => 60_000);
    const reads = settled(slow.modem.readInBackground(spectrumCollectors, late()));
    await sleep(100);
    await slow.modem.close();
    expect([...(await reads).values()].map(({ ok }) => ok)).toEqual(names.map(() => false));
    expect(slow.server.sessions).toMatchObject({ opened: 1, open: 0 });
  });
});
