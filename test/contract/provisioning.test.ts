import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const read = (path: string): unknown =>
  parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), { merge: true });

const { datasources } = read('grafana/provisioning/datasources/hg612.yml') as {
  datasources: { uid: string; type: string; url: string; jsonData: Record<string, unknown> }[];
};
const { providers } = read('grafana/provisioning/dashboards/hg612.yml') as {
  providers: { updateIntervalSeconds: number; options: { path: string } }[];
};
const compose = read('docker-compose.yml') as {
  services: Record<string, { environment?: Record<string, string>; volumes?: string[] }>;
};
const { global } = read('prometheus/prometheus.yml') as { global: { scrape_interval: string } };

describe('the data sources', () => {
  it('keep their uids', () => {
    expect(datasources.map(({ uid, type }) => [uid, type])).toEqual([
      ['hg612-prometheus', 'prometheus'],
      ['hg612-alertmanager', 'alertmanager'],
    ]);
  });

  it('refer to services of the stack', () => {
    const hosts = datasources.map(({ url }) => new URL(url).hostname);
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(hosts));
  });

  it('have the scrape interval and the Alertmanager for silences', () => {
    expect(datasources[0]?.jsonData).toMatchObject({
      timeInterval: global.scrape_interval,
      manageAlerts: true,
      alertmanagerUid: datasources[1]?.uid,
    });
    expect(datasources[1]?.jsonData).toMatchObject({ implementation: 'prometheus' });
  });
});

describe('the dashboards', () => {
  const grafana = compose.services['grafana']!;
  const mounts = new Map(
    (grafana.volumes ?? []).map((volume) => volume.split(':').toReversed().slice(-2) as [string, string]),
  );

  it('are read from their mount point, at an interval that works with bind mounts', () => {
    expect(providers).toHaveLength(1);
    expect(mounts.get(providers[0]!.options.path)).toBe('./grafana/dashboards');
    expect(mounts.get('/etc/grafana/provisioning/datasources')).toBe('./grafana/provisioning/datasources');
    expect(mounts.get('/etc/grafana/provisioning/dashboards')).toBe('./grafana/provisioning/dashboards');
    // A mount would hide folders of the image, and Grafana logs errors for missing folders.
    expect(mounts.has('/etc/grafana/provisioning')).toBe(false);
    expect(providers[0]!.updateIntervalSeconds).toBe(30);
  });

  it('show dates in the format of the browser', () => {
    expect(grafana.environment?.['GF_DATE_FORMATS_USE_BROWSER_LOCALE']).toBe('true');
  });

  it('include the home dashboard', () => {
    const home = grafana.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    const file = home.replace(`${providers[0]!.options.path}/`, 'dashboards/');
    expect(file).toBe('dashboards/hg612-line.json');
    expect(existsSync(new URL(`../../grafana/${file}`, import.meta.url))).toBe(true);
  });
});
