import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfigFile } from '../../../exporter/src/config-file/load.ts';
import { openShell, openWire } from '../../../test/support/raw-client.ts';
import { FLEET_EVENTS } from '../fleet/events.ts';
import { createMockModem, type MockModem } from '../mock-modem.ts';
import { STATUS_PATH } from '../protocols/http/modem-pages.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

let mock: MockModem;

beforeAll(async () => {
  // All addresses: 127.1.0.1 and so on are addresses of the loopback interface on Linux.
  mock = await createMockModem({ host: '0.0.0.0', fleet: { size: 25, siteSize: 10 } });
});
afterAll(() => mock.close());
afterEach(() => put('/-/fleet/events/normal'));

const base = (address = '127.0.0.1'): string => `http://${address}:${mock.httpPort}`;
const put = (path: string): Promise<Response> => fetch(base() + path, { method: 'PUT' });
const pageAt = async (address: string): Promise<string> => (await fetch(base(address) + STATUS_PATH)).text();

describe('fleet endpoints', () => {
  it('list the sites and what can happen to them', async () => {
    expect(await (await fetch(`${base()}/-/fleet`)).json()).toMatchObject({
      size: 25,
      network: '127.1.0.0/16',
      ports: { http: mock.httpPort, telnet: mock.telnetPort },
      sites: [
        { site: 'Mill Lane', lines: 10 },
        { site: 'Station Road', lines: 10 },
        { site: 'Church Street', lines: 5 },
      ],
      running: [],
    });
  });

  it('list the modems as targets for HTTP service discovery', async () => {
    const response = await fetch(`${base()}/-/fleet/targets`);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
    const groups = (await response.json()) as unknown[];
    expect(groups).toHaveLength(25);
    expect(groups[10]).toEqual({
      targets: [`127.1.0.11:${mock.httpPort}`],
      labels: { line: 'Station Road/01', site: 'Station Road' },
    });
  });

  it.each([0, 25, 10_000])(
    'list %s modems as a configuration file that the exporter accepts',
    async (size) => {
      await using other = await createMockModem({ fleet: { size } });
      const response = await fetch(`${other.url}/-/fleet/hg612.yml`);
      await using folder = await temporaryFolder();
      const file = join(folder.path, 'hg612.yml');
      await writeFile(file, await response.text());
      const { inventory, modules, allowList } = loadConfigFile(file);
      expect(inventory).toHaveLength(size);
      expect(modules.get('default')).toMatchObject({ port: other.httpPort, telnetPort: other.telnetPort });
      if (size === 0) return;
      expect(inventory[0]).toMatchObject({
        name: 'Mill Lane/01',
        site: 'Mill Lane',
        target: { host: '127.1.0.1' },
      });
      expect(allowList.refusal('127.1.0.1')).toBeUndefined();
    },
  );

  it('start an event and report it', async () => {
    const response = await put('/-/fleet/events/power-cut?site=Station%20Road&duration=600');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      running: [{ event: 'power-cut', site: 'Station Road', share: 100 }],
    });
    await expect(pageAt('127.1.0.11')).rejects.toThrow('fetch failed');
    await expect(pageAt('127.1.0.1')).resolves.toContain('"Up"');
  });

  it.each([
    { path: '/-/fleet/events/rain', status: 404 },
    { path: '/-/fleet/events/retrain?site=Nowhere', status: 400 },
  ])('return $status for $path', async ({ path, status }) => {
    const response = await put(path);
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('error');
  });
});

describe('the control page', () => {
  it('has a form for each event and shows those in progress', async () => {
    await put('/-/fleet/events/hang?site=Mill%20Lane&share=50');
    const page = await (await fetch(base())).text();
    for (const { name } of FLEET_EVENTS) expect(page).toContain(`action="/-/fleet/events/${name}"`);
    expect(page).toMatch(/<strong>hang<\/strong> at Mill Lane, 50 % of the lines,\s+until 20/);
    expect(page).toContain('<option>Church Street</option>');
  });

  it('returns to itself from a form', async () => {
    const body = new URLSearchParams({ site: '', share: '100', duration: '60' });
    const response = await fetch(`${base()}/-/fleet/events/retrain`, {
      method: 'POST',
      body,
      redirect: 'manual',
    });
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/']);
  });

  it('does not mention an empty fleet', async () => {
    await using other = await createMockModem({ fleet: { size: 0 } });
    expect(await (await fetch(other.url)).text()).not.toContain('fleet/events');
  });
});

describe('a modem of the fleet at its address', () => {
  it('serves its own page', async () => {
    const [first, second] = await Promise.all([pageAt('127.1.0.1'), pageAt('127.1.0.2')]);
    expect(first).not.toBe(second);
    expect(first).toBe(await (await fetch(`${base()}/modem/1${STATUS_PATH}`)).text());
    expect(await pageAt('127.0.0.1')).not.toBe(first);
  });

  it('serves the telnet session of its line, while others have their own', async () => {
    await using one = await openShell(mock.telnetPort, '127.1.0.1');
    await using two = await openShell(mock.telnetPort, '127.1.0.2');
    for (const wire of [one, two]) wire.send('xdslcmd info --stats\r\n');
    const rate = /Upstream rate = \d+ Kbps, Downstream rate = \d+ Kbps/;
    const [first] = rate.exec(await one.until(/Total time[^]*# $/)) ?? [];
    const [second] = rate.exec(await two.until(/Total time[^]*# $/)) ?? [];
    expect(first).toBeDefined();
    expect(second).not.toBe(first);
  });

  it('refuses a second telnet session', async () => {
    await using first = await openShell(mock.telnetPort, '127.1.0.3');
    await using second = await openWire(mock.telnetPort, { host: '127.1.0.3' });
    await expect(second.until(/too many users/)).resolves.toBeDefined();
    expect(first.end).toBeUndefined();
  });

  it('does not answer on either protocol while it hangs', async () => {
    await put('/-/fleet/events/hang?site=Mill%20Lane');
    await using wire = await openWire(mock.telnetPort, { host: '127.1.0.4' });
    const page = fetch(base('127.1.0.4') + STATUS_PATH, { signal: AbortSignal.timeout(300) });
    await expect(page).rejects.toThrow('timeout');
    expect(wire.received).toBe('');
  });
});
