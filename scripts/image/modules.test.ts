import { describe, expect, it } from 'vitest';

import { closure, type FindPackage, importedSpecifiers, isSuperfluous, packageOf } from './modules.ts';

describe('importedSpecifiers', () => {
  it('finds every way of importing, and nothing in text that only looks like it', () => {
    const source = [
      "import Koa from 'koa';",
      "import type { Context } from 'koa';",
      'import {',
      '  once,',
      "} from 'node:events';",
      "import './side-effect.ts';",
      "export { a } from './a.ts';",
      "const late = await import('yaml');",
      "const text = `an import of 'nothing'`; // from 'nowhere'",
    ].join('\n');
    expect(importedSpecifiers(source).toSorted()).toEqual(
      ['./a.ts', './side-effect.ts', 'koa', 'koa', 'node:events', 'yaml'].toSorted(),
    );
  });
});

describe('packageOf', () => {
  it.each([
    ['koa', 'koa'],
    ['koa/lib/request', 'koa'],
    ['@koa/router', '@koa/router'],
    ['@koa/router/dist/x.js', '@koa/router'],
    ['./line.ts', undefined],
    ['node:http', undefined],
  ])('%s → %s', (specifier, expected) => {
    expect(packageOf(specifier)).toBe(expected);
  });
});

describe('isSuperfluous', () => {
  it.each([
    ['lib/index.js', false],
    ['package.json', false],
    ['LICENSE.md', false],
    ['lib/index.d.ts', true],
    ['lib/index.js.map', true],
    ['README.md', true],
    ['test/all.js', true],
    ['lib/latest/all.js', false],
  ])('%s: %s', (file, expected) => {
    expect(isSuperfluous(file)).toBe(expected);
  });
});

describe('closure', () => {
  const find: FindPackage = (name) => {
    const installed: Record<string, string[]> = { a: ['b', 'c'], b: ['c'], c: ['a'], d: [] };
    const needs = installed[name];
    return Promise.resolve(needs === undefined ? undefined : { at: `${name}@top`, needs });
  };

  it('reaches what is needed, also in a circle, and nothing else', async () => {
    expect([...(await closure(['a'], '', find))].toSorted()).toEqual(['a@top', 'b@top', 'c@top']);
  });

  it('names what is not installed', async () => {
    await expect(closure(['nowhere'], '/app', find)).rejects.toThrow(
      'nowhere, needed in /app, is not installed',
    );
  });
});
