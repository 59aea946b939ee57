import { describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../../mock-modem/src/mock-modem.ts';
import { contextWith, runCheck } from '../../../test/support/doctor.ts';
import { exporterAt, serve } from '../../../test/support/exporter.ts';
import { fakeServer, nowhere } from '../../../test/support/fake-server.ts';
import { startSilentServer } from '../../../test/support/start-server.ts';

/** The exporter on a port, reading a modem. */
const exporterFor = (baseUrl: string, mock?: MockModem) =>
  serve(exporterAt({ pageUrl: baseUrl, telnetPort: mock?.telnetPort, timeoutSeconds: 2 }));

describe('an exporter with a web configuration file', () => {
  it.each([
    { requirement: 'a login', response: 401 },
    { requirement: 'TLS', response: 'Client sent an HTTP request to an HTTPS server.\n' },
  ])('runs and requires $requirement', async ({ requirement, response }) => {
    await using server = await fakeServer({ '/-/healthy': response });
    const context = await contextWith({ addresses: { exporter: server.url } });
    expect(await runCheck('exporter', context)).toMatchObject({
      status: 'note',
      code: 'exporter-protected',
      message: `it runs, and requires ${requirement}: its read of the modem is not checked`,
    });
    expect(await runCheck('modem read', context)).toMatchObject({ status: 'skipped' });
  });

  it('gets the login in EXPORTER_URL, which no message repeats', async () => {
    await using server = await fakeServer({ '/-/healthy': 'healthy\n', '/metrics': 'other 1\n' });
    const address = server.url.replace('://', '://user:secret@');
    const context = await contextWith({ addresses: { exporter: address } });
    expect((await runCheck('exporter', context)).message).toBe(`running at ${server.url}`);
    expect((await runCheck('modem read', context)).message).not.toContain('secret');
  });
});

describe('modem read', () => {
  it('succeeds', async () => {
    await using mock = await createMockModem({ recording: 'source-document' });
    await using exporter = await exporterFor(mock.url, mock);
    const settings = { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet };
    const context = await contextWith({ settings, addresses: { exporter: exporter.url } });
    expect(await runCheck('modem read', context)).toMatchObject({
      status: 'ok',
      message: 'all 4 collectors succeed',
    });
    expect(mock.stats().telnet).toMatchObject({ maxConcurrent: 1, refused: 0 });
  });

  it('fails although this machine can read the modem', async () => {
    await using mock = await createMockModem({ recording: 'source-document' });
    await using exporter = await exporterFor(await nowhere(), mock);
    const settings = { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet };
    const context = await contextWith({ settings, addresses: { exporter: exporter.url } });
    const result = await runCheck('modem read', context);
    expect(result).toMatchObject({ code: 'exporter-read-failed', message: 'Status page (HTTP): connect' });
    expect(result.advice).toMatch(/^This machine can read the modem\./);
  });

  it('fails for the same reason as on this machine', async () => {
    await using mock = await createMockModem({ recording: 'source-document', scenario: 'login-page' });
    await using exporter = await exporterFor(mock.url);
    const settings = { MODEM_URL: mock.url };
    const context = await contextWith({ settings, addresses: { exporter: exporter.url } });
    expect(await runCheck('modem read', context)).toMatchObject({
      code: 'exporter-read-failed',
      message: 'Status page (HTTP): login',
      advice: (await runCheck('status page', context)).advice,
    });
  });

  it('detects an exporter that runs with old settings', async () => {
    await using mock = await createMockModem({ recording: 'source-document' });
    await using exporter = await exporterFor(mock.url);
    const settings = { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet };
    const context = await contextWith({ settings, addresses: { exporter: exporter.url } });
    expect((await runCheck('modem read', context)).code).toBe('exporter-settings-outdated');
  });

  it('detects a page without metrics of the modem', async () => {
    await using other = await fakeServer({ '/-/healthy': 'healthy\n', '/metrics': 'node_load1 0.1\n' });
    const context = await contextWith({ addresses: { exporter: other.url } });
    expect((await runCheck('modem read', context)).code).toBe('exporter-no-metrics');
  });
});

it('times out if the exporter does not respond', async () => {
  await using silent = await startSilentServer();
  const context = await contextWith({ addresses: { exporter: silent.url } });
  const result = await runCheck('exporter', context, 0.5);
  expect(result.code).toBe('exporter-error');
  expect(result.message).toMatch(/: timed out after \d+\.\d s$/);
});
