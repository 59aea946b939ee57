import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadNotifications } from './config.ts';
import { OTHER_SETTINGS } from './other-settings.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');

/** Every variable that the generator reads. */
const readNames = new Set<string>();
loadNotifications(
  new Proxy(
    {},
    {
      get: (_target, name) => {
        readNames.add(String(name));
        return undefined;
      },
    },
  ),
  () => '',
  (name) => name,
);

const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<'alertmanager' | 'alertmanager-config', { environment: Record<string, string | null> }>;
};

describe.each([...readNames])('%s', (name) => {
  it('is passed to the generator', () => {
    expect(Object.keys(services['alertmanager-config'].environment)).toContain(name);
  });

  it.each(['.env.example', 'docs/notifications.md'])('is documented in %s', (file) => {
    expect(read(file)).toMatch(new RegExp(String.raw`(?<![A-Z_])${name}(?![A-Z_])`));
  });
});

it('knows every setting of .env.example, and no other', () => {
  const documented = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!);
  expect([...readNames, ...OTHER_SETTINGS].toSorted()).toEqual(documented.toSorted());
});

it('docker-compose.yml passes no variable that the generator does not read', () => {
  const others = ['RELOAD_URL', 'TARGETS_DIRECTORY', 'MODEM_PASSWORD', 'GRAFANA_ADMIN_PASSWORD'];
  const named = Object.keys(services['alertmanager-config'].environment);
  expect(named.filter((name) => !readNames.has(name))).toEqual(others);
});

it('Alertmanager itself gets no setting that could be a secret', () => {
  expect(services.alertmanager.environment).toEqual({ TZ: '${TZ:-UTC}' });
});
