import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ENDPOINTS, publishedAddress } from './services.mjs';
import { ROOT } from './root.mjs';

interface ComposeFile {
  services: Record<string, { ports?: string[] }>;
}

it('lists exactly the ports that docker-compose.yml publishes, and those that it can publish', async () => {
  const files = ['docker-compose.yml', 'compose/alertmanager.yml'];
  const [always, optional] = await Promise.all(
    files.map(async (file) => {
      const { services } = parse(await readFile(join(ROOT, file), 'utf8'), { merge: true }) as ComposeFile;
      return Object.values(services).flatMap(({ ports = [] }) => ports);
    }),
  );
  const listed = (wanted: boolean) =>
    Object.values(ENDPOINTS)
      .filter((endpoint) => (endpoint.optional === true) === wanted)
      .map(({ portVariable, port, internal }) => {
        const [, containerPort] = internal.split(':');
        return `\${BIND_ADDRESS:-127.0.0.1}:\${${portVariable}:-${port}}:${containerPort}`;
      });
  expect(always?.toSorted()).toEqual(listed(false).toSorted());
  expect(optional).toEqual(listed(true));
});

describe('publishedAddress', () => {
  it.each([
    [{}, 'localhost:9090'],
    [{ BIND_ADDRESS: '0.0.0.0' }, 'localhost:9090'],
    [{ BIND_ADDRESS: '[::]' }, 'localhost:9090'],
    [{ BIND_ADDRESS: '[::1]' }, '[::1]:9090'],
    [{ BIND_ADDRESS: '10.0.0.2', PROMETHEUS_PORT: '81' }, '10.0.0.2:81'],
  ])('%j: %s', (settings, address) => {
    expect(publishedAddress('prometheus', settings)).toBe(address);
  });
});
