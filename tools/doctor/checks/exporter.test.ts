import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../../mock-modem/src/mock-modem.ts';
import { createApp } from '../../../exporter/src/web/app.ts';
import { collectorsFor } from '../../../modem/src/collectors/index.ts';
import { createProcessRegistry } from '../../../exporter/src/metrics/exposition.ts';
import { createModem } from '../../../modem/src/read.ts';
import { createSharedReader } from '../../../exporter/src/scrape/shared-read.ts';
import { examine, patientWith } from '../../../test/support/examine.ts';
import { fakeServer, nowhere } from '../../../test/support/fake-server.ts';
import { targetAt } from '../../../test/support/target.ts';

/** The exporter itself on a port, in front of a modem. */
async function exporterFor(baseUrl: string, mock?: MockModem) {
  const target = targetAt(baseUrl, { telnetPort: mock?.telnetPort });
  const modem = createModem(target);
  const reader = createSharedReader(modem, collectorsFor(target), 2);
  const app = createApp({
    reader,
    processRegistry: createProcessRegistry({ version: '0', revision: '0' }),
    log: pino({ level: 'silent' }),
    timeoutSeconds: 2,
    modemAddress: modem.addressOf('xdsl_status'),
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await reader.close();
    },
  };
}

describe('the exporter', () => {
  it('answers, and reads the modem', async () => {
    await using mock = await createMockModem({ recording: 'source-document' });
    await using exporter = await exporterFor(mock.url, mock);
    const settings = { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet };
    const patient = await patientWith({ settings, addresses: { exporter: exporter.url } });
    expect(await examine('exporter', patient)).toMatchObject({
      status: 'ok',
      says: `answers at ${exporter.url}`,
    });
    expect(await examine('its reading', patient)).toMatchObject({
      status: 'ok',
      says: 'reads the modem: 4 of 4 sources',
    });
    expect(mock.stats().telnet).toMatchObject({ maxConcurrent: 1, refused: 0 });
  });

  it('cannot reach a modem that can be reached from here', async () => {
    await using mock = await createMockModem({ recording: 'source-document' });
    await using exporter = await exporterFor(await nowhere(), mock);
    const settings = { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet };
    expect(
      await examine('its reading', await patientWith({ settings, addresses: { exporter: exporter.url } })),
    ).toMatchObject({
      status: 'failed',
      says: 'Status page (HTTP): connect',
      advice: expect.stringMatching(
        /^From here the modem can be read, so it is the way from the container to it/,
      ) as string,
    });
  });

  it('cannot read a modem that cannot be read from here either', async () => {
    await using mock = await createMockModem({ recording: 'source-document', scenario: 'login-page' });
    await using exporter = await exporterFor(mock.url);
    const patient = await patientWith({
      settings: { MODEM_URL: mock.url },
      addresses: { exporter: exporter.url },
    });
    expect(await examine('its reading', patient)).toMatchObject({
      status: 'failed',
      says: 'Status page (HTTP): login',
      advice: 'It wants a login before it shows its status. Only unlocked firmware shows it without one.',
    });
  });

  it('still runs with the settings from before', async () => {
    await using mock = await createMockModem({ recording: 'source-document' });
    await using exporter = await exporterFor(mock.url);
    const settings = { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet };
    expect(
      await examine('its reading', await patientWith({ settings, addresses: { exporter: exporter.url } })),
    ).toMatchObject({
      status: 'failed',
      says: 'it runs with other settings than those that hold now: telnet is off there',
      advice: '`npm start` (or `docker compose up -d`) starts it anew with the settings of now.',
    });
  });

  it('is not there, is something else, says nothing', async () => {
    const silent = await nowhere();
    expect(await examine('exporter', await patientWith({ addresses: { exporter: silent } }))).toMatchObject({
      status: 'failed',
      says: `${silent}: connection refused (ECONNREFUSED)`,
      advice:
        '`npm start` starts the stack; `docker compose logs exporter` says why the exporter ended if it did.',
    });
    await using other = await fakeServer({ '/': 'hello' });
    expect(
      await examine('exporter', await patientWith({ addresses: { exporter: other.url } })),
    ).toMatchObject({
      status: 'failed',
      says: `something else than the exporter answers at ${other.url} (HTTP status 404)`,
    });
    await using empty = await fakeServer({ '/-/healthy': 'healthy\n', '/metrics': 'node_load1 0.1\n' });
    expect(
      await examine('its reading', await patientWith({ addresses: { exporter: empty.url } })),
    ).toMatchObject({
      status: 'failed',
      says: `${empty.url}/metrics has no hg612 metrics`,
    });
  });

  it('hangs: is given up', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const exporter = `http://127.0.0.1:${port}`;
    expect(await examine('exporter', await patientWith({ addresses: { exporter } }), 0.5)).toMatchObject({
      status: 'failed',
      says: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+: timed out after 0\.\d s$/) as string,
    });
    server.close();
  });
});
