import { expect, it } from 'vitest';
import { USAGE } from './command-line.ts';
import { loadConfig } from './config.ts';

it('lists every variable of the environment', () => {
  const names = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_target, name) => {
        names.add(String(name));
        return undefined;
      },
    },
  );
  loadConfig(environment);
  expect(names.size).toBeGreaterThan(9);
  for (const name of names) expect(USAGE).toMatch(new RegExp(`\\b${name}\\b`));
});
