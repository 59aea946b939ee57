import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

/**
 * Which other folders the code of a folder may import. The longest matching prefix decides. Tests (`*.test.ts` and
 * everything in test/) may import anything; nothing else imports them.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  'modem/src': ['lib'],
  'exporter/src': [
    'lib',
    'modem/src',
    'exporter/src/metrics',
    'exporter/src/scrape',
    'exporter/src/history',
    'exporter/src/config-file',
    'exporter/src/probe',
    'exporter/src/web',
    'exporter/src/web-config',
  ],
  'exporter/src/web-config': ['lib', 'exporter/src/metrics', 'exporter/src/web'],
  'exporter/src/history': ['lib'],
  'exporter/src/config-file': ['lib', 'modem/src', 'exporter/src/metrics'],
  'exporter/src/probe': ['lib', 'modem/src', 'exporter/src/config-file', 'exporter/src/scrape'],
  'exporter/src/metrics': ['lib', 'modem/src'],
  'exporter/src/scrape': ['lib', 'modem/src', 'exporter/src', 'exporter/src/metrics'],
  'exporter/src/web': [
    'lib',
    'modem/src',
    'exporter/src',
    'exporter/src/metrics',
    'exporter/src/scrape',
    'exporter/src/history',
    'exporter/src/config-file',
    'exporter/src/probe',
  ],
  // The simulator is the parsers' counterpart: sharing code with them would hide the same error on both sides.
  'mock-modem/src': ['lib'],
  'mock-modem/src/history': ['lib', 'modem/src', 'exporter/src/metrics', 'mock-modem/src'],
  'alertmanager/src': ['lib'],
  'grafana/src': ['lib'],
  'tools/stack': ['lib'],
  tools: ['lib', 'modem/src', 'alertmanager/src', 'tools/stack'],
  setup: ['lib', 'tools/stack'],
  scripts: [
    'lib',
    'tools',
    'tools/stack',
    'setup',
    'exporter/src/metrics',
    'alertmanager/src',
    'grafana/src',
  ],
};

const sources = globSync('**/*.{ts,mjs}', {
  cwd: root,
  exclude: (name) => name === 'node_modules' || name.startsWith('.'),
})
  .map((file) => file.split(path.sep).join('/'))
  .toSorted();

const isTest = (file: string): boolean => file.startsWith('test/') || file.endsWith('.test.ts');

/** Relative imports of a module, type imports in comments of .mjs files included. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const specifiers = text.matchAll(/\b(?:from|import)\s*\(?\s*(["'])(?<specifier>\.\.?\/[^"'\n]+)\1/g);
  return Array.from(specifiers, ({ groups }) =>
    path.posix.join(path.posix.dirname(file), groups!['specifier']!),
  );
}

/** Imports of each module of the product. */
const production = new Map(sources.filter((file) => !isTest(file)).map((file) => [file, importsOf(file)]));

/** The longest folder of {@link allowed} that a file is in; its directory where there is none. */
const folderOf = (file: string): string =>
  Object.keys(allowed)
    .filter((folder) => file.startsWith(`${folder}/`))
    .toSorted((one, other) => other.length - one.length)[0] ?? path.posix.dirname(file);

/** `importer → imported` for every import that the table does not allow. */
const violations = (imports: ReadonlyMap<string, readonly string[]>): string[] =>
  [...imports].flatMap(([file, targets]) => {
    const from = folderOf(file);
    return targets
      .filter((target) => {
        const to = folderOf(target);
        return target !== 'package.json' && to !== from && !allowed[from]?.includes(to);
      })
      .map((target) => `${file} → ${target}`);
  });

/** Import cycles, each as a chain that starts and ends with the same module. */
function cycles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, chain: readonly string[]): void => {
    const start = chain.indexOf(file);
    if (start !== -1) found.push([...chain.slice(start), file].join(' → '));
    if (start !== -1 || done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...chain, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

describe('imports between folders', () => {
  it('follow the table', () => {
    expect(production.size).toBeGreaterThan(200);
    expect(violations(production)).toEqual([]);
  });

  it('leave tests and their support out of the product', () => {
    const targets = [...production].flatMap(([file, imports]) =>
      imports.filter(isTest).map((target) => `${file} → ${target}`),
    );
    expect(targets).toEqual([]);
  });

  it('of setup are in npm start, npm run fleet and npm test only', () => {
    const importers = [...production].flatMap(([file, targets]) =>
      folderOf(file) !== 'setup' && targets.some((target) => folderOf(target) === 'setup') ? [file] : [],
    );
    expect(importers).toEqual(['scripts/fleet.mjs', 'scripts/start.mjs', 'scripts/test.mjs']);
  });

  it('of the exporter leave out the chart library, which only its programs have memory for', () => {
    const reached = new Set(['exporter/src/main.ts']);
    for (const file of reached) for (const target of production.get(file) ?? []) reached.add(target);
    expect(reached).toContain('exporter/src/web/app.ts');
    expect(reached).not.toContain('lib/chart.ts');
  });

  it('form no cycle', () => {
    const everything = new Map(sources.map((file) => [file, importsOf(file)]));
    expect(cycles(everything)).toEqual([]);
  });
});

describe('the checks above', () => {
  it('report an arrow that the table does not have', () => {
    const imports = new Map([
      ['lib/a.ts', ['modem/src/read.ts', 'lib/b.ts']],
      ['mock-modem/src/history/a.ts', ['modem/src/read.ts']],
      ['mock-modem/src/render/a.ts', ['modem/src/read.ts']],
    ]);
    expect(violations(imports)).toEqual([
      'lib/a.ts → modem/src/read.ts',
      'mock-modem/src/render/a.ts → modem/src/read.ts',
    ]);
  });

  it('report a cycle', () => {
    const imports = new Map([
      ['a.ts', ['b.ts', 'd.ts']],
      ['b.ts', ['c.ts']],
      ['c.ts', ['b.ts', 'd.ts']],
    ]);
    expect(cycles(imports)).toEqual(['b.ts → c.ts → b.ts']);
  });
});
