import { afterEach, describe, expect, it } from 'vitest';
import { STATUS_PATH } from '../protocols/http/modem-pages.ts';
import { createMockModem, type MockModem, type MockModemOptions } from '../mock-modem.ts';

let modem: MockModem | undefined;
let clock = 0;
afterEach(async () => {
  await modem?.close();
  modem = undefined;
});

async function start(options: MockModemOptions): Promise<MockModem> {
  clock = 0;
  modem = await createMockModem({
    now: () => clock,
    wallClock: () => 1_790_000_000 + clock / 1000,
    ...options,
  });
  return modem;
}

/** The fields of `stDsl`: status 1, modulation 2, rates 4–9, then margin, attenuation, power on ADSL. */
async function fields({ url }: MockModem): Promise<string[]> {
  const page = await (await fetch(url + STATUS_PATH)).text();
  return Array.from(page.matchAll(/"([^"]*)"/g), ([, field]) => field ?? '').slice(0, 17);
}

describe('the line', () => {
  it('is a healthy simulated VDSL2 line by default', async () => {
    const [, status, modulation, , , downstream] = await fields(await start({}));
    expect([status, modulation]).toEqual(['Up', 'VDSL2']);
    expect(Number(downstream)).toBeGreaterThan(30_000);
  });

  it('depends on the seed', async () => {
    const first = await fields(await start({ seed: 3 }));
    await modem?.close();
    const second = await fields(await start({ seed: 3 }));
    await modem?.close();
    const third = await fields(await start({ seed: 4 }));
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
  });

  it('passes through all states for more than two minutes after a drop', async () => {
    const line = await start({});
    clock = 60_000;
    await line.setScenario('sync-drop');
    const states: string[] = [];
    for (let second = 0; second < 600; second += 5) {
      clock += 5000;
      states.push((await fields(line))[1] ?? '');
    }
    const order = states.filter((state, index) => state !== states[index - 1]);
    expect(order).toEqual(['Up', 'NoSignal', 'Initializing', 'EstablishingLink', 'Up']);
    expect(states.filter((state) => state !== 'Up').length * 5).toBeGreaterThan(120);
  });

  it('shows a low margin on an ADSL status page', async () => {
    const line = await start({ recording: 'simulated:adsl2plus' });
    const healthy = await fields(line);
    await line.setScenario('low-snr', { margin: 0.4 });
    clock += 120_000;
    const low = await fields(line);
    expect(healthy[2]).toMatch(/^ADSL/);
    expect(Number(healthy[11])).toBeGreaterThan(20);
    expect(Number(low[11])).toBeLessThan(10);
  });

  it.each([
    { recording: 'adsl', modulation: /^ADSL/ },
    { recording: 'older-driver', modulation: /^VDSL2$/ },
  ])(
    'of recording $recording is replaced by a simulated line of its kind',
    async ({ recording, modulation }) => {
      const line = await start({ recording });
      const recorded = await fields(line);
      await line.setScenario('low-snr');
      const standIn = await fields(line);
      expect(standIn[2]).toMatch(modulation);
      expect(standIn).not.toEqual(recorded);
      await line.setScenario('steady');
      await expect(fields(line)).resolves.toEqual(recorded);
    },
  );

  it('of a recording that starts without a signal is replaced by a simulated VDSL2 line', async () => {
    const line = await start({ recording: 'training' });
    await line.setScenario('low-snr');
    const [, status, modulation] = await fields(line);
    expect([status, modulation]).toEqual(['Up', 'VDSL2']);
  });

  it('keeps its counters on a scenario change', async () => {
    const line = await start({});
    clock = 100_000;
    const before = await fields(line);
    await line.setScenario('everyday');
    await expect(fields(line)).resolves.toEqual(before);
  });

  it('can be a custom source', async () => {
    const body = 'a page';
    const line = await start({
      source: {
        name: 'own',
        answersAt: () => ({ page: { status: 418, headers: { 'X-Tea': 'yes' }, body }, telnet: {} }),
      },
    });
    const answer = await fetch(line.url + STATUS_PATH);
    expect([answer.status, answer.headers.get('X-Tea'), await answer.text()]).toEqual([418, 'yes', body]);
  });
});
