import { expect, it } from 'vitest';
import { fakeServer, nowhere } from '../../test/support/fake-server.ts';
import { linksOf } from './links.mjs';
import { messageLink } from './message-link.ts';
import { nonEmpty } from './settings.mjs';

const linkWith = (settings: Record<string, string>, grafana: string) =>
  messageLink(linksOf(settings, undefined), nonEmpty(settings), grafana, AbortSignal.timeout(10_000));

it('leads to Grafana where it runs, and names its variable', async () => {
  await using grafana = await fakeServer({ '/api/health': {} });
  expect(await linkWith({}, grafana.url)).toEqual({
    url: 'http://localhost:3000',
    advice: expect.stringContaining(' Set GRAFANA_URL, EXPORTER_URL and PROMETHEUS_URL in .env'),
  });
});

it.each([{}, { GRAFANA_URL: '' }, { GRAFANA_PORT: '3001' }])(
  "leads to the exporter's page where Grafana does not run, with %j",
  async (settings) => {
    const { url, advice } = await linkWith(settings, await nowhere());
    expect(url).toBe('http://localhost:9612');
    expect(advice).toContain(' Set EXPORTER_URL and PROMETHEUS_URL in .env');
    expect(advice).not.toContain('GRAFANA');
  },
);

it('leads to a GRAFANA_URL of the settings, which this machine need not reach', async () => {
  expect(await linkWith({ GRAFANA_URL: 'https://nas.lan/grafana' }, await nowhere())).toEqual({
    url: 'https://nas.lan/grafana',
    advice: undefined,
  });
});

it('names the variable of Alertmanager where its port is published', async () => {
  const { advice } = await linkWith({ ALERTMANAGER_PORT: '9093' }, await nowhere());
  expect(advice).toContain(' Set EXPORTER_URL, ALERTMANAGER_URL and PROMETHEUS_URL in .env');
});
