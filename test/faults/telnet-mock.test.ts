import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandCollectors } from '../../modem/src/collectors/index.ts';
import { ModemError } from '../../modem/src/errors.ts';
import { createTelnetModem, type TelnetModem } from '../../modem/src/transport/telnet/shell.ts';
import { createMockModem, type MockModem, RECORDINGS_FOLDER } from '../../mock-modem/src/mock-modem.ts';

const recordings = readdirSync(RECORDINGS_FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const connectTo = (mock: MockModem): TelnetModem =>
  createTelnetModem({ host: '127.0.0.1', port: mock.telnetPort, username: 'admin', password: 'admin' });

/** Runs all commands of the exporter in one session. Returns each output, or the reason of its failure. */
const scrape = (modem: TelnetModem, milliseconds = 5000): Promise<string[]> =>
  modem.withShell(AbortSignal.timeout(milliseconds), async (shell) => {
    const outputs: string[] = [];
    for (const { source } of commandCollectors) outputs.push(await shell.run(source.command).catch(reasonOf));
    return outputs;
  });

function reasonOf(error: unknown): string {
  if (error instanceof ModemError) return error.reason;
  throw error;
}

describe('the telnet client with the mock modem', () => {
  it.each(recordings)('reads and parses the recording %s', async (name) => {
    await using mock = await createMockModem({ recording: name, now: () => 0 });
    const modem = connectTo(mock);
    const [stats = '', bands = '', uptime = ''] = await scrape(modem);
    const recorded = (file: string): string => readFileSync(`${RECORDINGS_FOLDER}/${name}/${file}`, 'latin1');
    expect(stats).toBe(recorded('01.stats.txt'));
    expect(uptime).toBe(recorded('01.uptime.txt'));
    for (const [index, output] of [stats, bands, uptime].entries()) {
      expect(commandCollectors[index]?.parse(output).problems).toEqual([]);
    }
    await modem.close();
    expect(mock.stats().telnet).toMatchObject({ loggedIn: 1, loggedOut: 1, open: 0 });
  });

  describe('with a fault', () => {
    let mock: MockModem;
    let modem: TelnetModem;
    beforeAll(async () => {
      mock = await createMockModem();
      modem = connectTo(mock);
    });
    afterAll(async () => {
      await modem.close();
      await mock.close();
    });

    const nothing = { outputs: undefined };
    it.each<{
      scenario: string;
      parameters?: Record<string, unknown>;
      reason: string;
      outputs: string[] | undefined;
    }>([
      { scenario: 'unreachable', reason: 'reset', ...nothing },
      { scenario: 'hang', reason: 'timeout', ...nothing },
      { scenario: 'telnet-refused', reason: 'connect', ...nothing },
      { scenario: 'telnet-busy', reason: 'busy', ...nothing },
      { scenario: 'telnet-busy', parameters: { says: 'nothing' }, reason: 'reset', ...nothing },
      { scenario: 'telnet-bad-password', reason: 'login', ...nothing },
      { scenario: 'telnet-hang', parameters: { at: 'login' }, reason: 'timeout', ...nothing },
      { scenario: 'telnet-hang', reason: 'timeout', outputs: ['timeout', 'timeout', 'timeout'] },
      { scenario: 'telnet-drip', reason: 'timeout', ...nothing },
      { scenario: 'telnet-cut', reason: 'reset', outputs: ['reset', 'reset', 'reset'] },
      { scenario: 'telnet-flood', reason: 'too_large', outputs: ['too_large', 'too_large', 'too_large'] },
    ])('$scenario fails with $reason, and the next session succeeds', async (fault) => {
      const { scenario, parameters = {}, reason, outputs } = fault;
      await mock.setScenario(scenario, parameters);
      const outcome = await scrape(modem, reason === 'timeout' ? 400 : 5000).catch(reasonOf);
      expect(outcome).toEqual(outputs ?? reason);
      await mock.setScenario('steady');
      const [stats = ''] = await scrape(modem);
      expect(commandCollectors[0]?.parse(stats).data.line?.state).toBe('up');
    });

    it('leaves no session open after 200 aborted scrapes', async () => {
      mock.resetStats();
      for (let index = 0; index < 200; index += 1) {
        const given = new AbortController();
        const session = modem.withShell(given.signal, (shell) => shell.run('xdslcmd info --stats'));
        void sleep(index % 8).then(() => given.abort());
        await session.catch(reasonOf);
      }
      await scrape(modem);
      await expect.poll(() => mock.stats().telnet.open).toBe(0);
      expect(mock.stats().telnet).toMatchObject({ maxConcurrent: 1, refused: 0 });
    });
  });
});
