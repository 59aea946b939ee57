import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ENDPOINTS, publishedAddress } from './services.mjs';
import { ROOT } from './root.mjs';

it('lists exactly the ports that docker-compose.yml publishes', async () => {
  const { services } = parse(await readFile(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
    services: Record<string, { ports?: string[] }>;
  };
  const published = Object.entries(services).flatMap(([service, { ports = [] }]) =>
    ports.map((port) => ({ service, port })),
  );
  const listed = Object.values(ENDPOINTS).map(({ portVariable, port, internal }) => {
    const [service, containerPort] = internal.split(':');
    return {
      service,
      port: `\${BIND_ADDRESS:-127.0.0.1}:\${${portVariable}:-${port}}:${containerPort}`,
    };
  });
  expect(published.toSorted((a, b) => a.port.localeCompare(b.port))).toEqual(
    listed.toSorted((a, b) => a.port.localeCompare(b.port)),
  );
});

describe('publishedAddress', () => {
  it.each([
    [{}, 'localhost:9093'],
    [{ BIND_ADDRESS: '0.0.0.0' }, 'localhost:9093'],
    [{ BIND_ADDRESS: '[::]' }, 'localhost:9093'],
    [{ BIND_ADDRESS: '[::1]' }, '[::1]:9093'],
    [{ BIND_ADDRESS: '10.0.0.2', ALERTMANAGER_PORT: '81' }, '10.0.0.2:81'],
  ])('%j: %s', (settings, address) => {
    expect(publishedAddress('alertmanager', settings)).toBe(address);
  });
});
