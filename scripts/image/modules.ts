import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** What packages carry for developers and editors: nothing that Node loads. */
const NOT_FOR_RUNNING =
  /\.(?:d\.[cm]?ts|[cm]?ts|map|md|markdown|flow|tgz)$|(?:^|\/)(?:test|tests|__tests__|docs|example|examples|benchmark|benchmarks|\.github)\//i;
/** Kept whatever it is called: a licence obliges. */
const KEPT = /(?:^|\/)(?:licen[cs]e|copying|notice)[^/]*$/i;

/**
 * @param file path within a package, with `/`
 * @returns whether an image can do without it
 */
export function isSuperfluous(file: string): boolean {
  return NOT_FOR_RUNNING.test(file) && !KEPT.test(file);
}

/** Statements at the start of a line, as formatted sources have them, and calls of `import()`. */
const IMPORTS = [
  /^(?:import|export)\b[^;'"]*?\bfrom\s+['"](?<specifier>[^'"]+)['"]/gm,
  /^import\s+['"](?<specifier>[^'"]+)['"]/gm,
  /\bimport\(\s*['"](?<specifier>[^'"]+)['"]\s*\)/g,
];

/** What a source text imports: relative, built in or of a package, as written. */
export function importedSpecifiers(source: string): string[] {
  return IMPORTS.flatMap((pattern) =>
    Array.from(source.matchAll(pattern), ({ groups }) => groups?.['specifier'] ?? ''),
  );
}

/** The package of a specifier: `@koa/router` of `@koa/router/sub`; none of a relative or built-in one. */
export function packageOf(specifier: string): string | undefined {
  if (/^(?:\.|\/|node:)/.test(specifier)) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/**
 * Packages that a program imports, in any of the sources that its main file leads to.
 *
 * @param main its main file
 */
async function packagesOfProgram(main: string): Promise<Set<string>> {
  const packages = new Set<string>();
  const seen = new Set<string>([main]);
  // A set goes on through what is added while it is walked.
  for (const file of seen) {
    for (const specifier of importedSpecifiers(await readFile(file, 'utf8'))) {
      const name = packageOf(specifier);
      if (name !== undefined) packages.add(name);
      else if (/^\..*\.ts$/.test(specifier)) seen.add(path.resolve(path.dirname(file), specifier));
    }
  }
  return packages;
}

/** Where a package asked for by another one is found: beside it or in any directory above, as Node looks. */
export type FindPackage = (
  name: string,
  askedFrom: string,
) => Promise<{ at: string; needs: string[] } | undefined>;

/**
 * All packages that the named ones need, directly or not.
 *
 * @returns their directories
 * @throws when one is not installed that has to be
 */
export async function closure(
  names: Iterable<string>,
  root: string,
  find: FindPackage,
): Promise<Set<string>> {
  const reached = new Set<string>();
  const open = Array.from(names, (name) => ({ name, askedFrom: root }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const found = await find(next.name, next.askedFrom);
    if (found === undefined) throw new Error(`${next.name}, needed in ${next.askedFrom}, is not installed`);
    if (reached.has(found.at)) continue;
    reached.add(found.at);
    open.push(...found.needs.map((name) => ({ name, askedFrom: found.at })));
  }
  return reached;
}

/** {@link FindPackage} in the file system. */
export const findInstalled: FindPackage = async (name, askedFrom) => {
  for (let directory = askedFrom; ; directory = path.dirname(directory)) {
    const at = path.join(directory, 'node_modules', name);
    const text = await readFile(path.join(at, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const manifest = JSON.parse(text) as { dependencies?: Record<string, string> };
      return { at, needs: Object.keys(manifest.dependencies ?? {}) };
    }
    if (directory === path.dirname(directory)) return undefined;
  }
};

/**
 * Removes from an installation whatever a service does not need to run: packages it does not import, and in the
 * others the files that Node never loads.
 *
 * @param root holds node_modules
 * @param sources directory of the service's TypeScript, with its main.ts
 */
export async function trim(root: string, sources: string): Promise<void> {
  const imported = await packagesOfProgram(path.join(sources, 'main.ts'));
  const needed = [...(await closure(imported, root, findInstalled))];
  const modules = path.join(root, 'node_modules');
  for (const file of await filesBelow(modules)) {
    const at = path.join(modules, file);
    const home = needed.find((directory) => isOwnFile(at, directory));
    const inPackage = home === undefined ? '' : path.relative(home, at).replaceAll(path.sep, '/');
    if (home === undefined || isSuperfluous(inPackage)) await rm(at);
  }
  await removeEmptyDirectories(modules);
}

/** Whether a file belongs to the package in a directory, and not to one installed below it. */
const isOwnFile = (file: string, directory: string) =>
  file.startsWith(directory + path.sep) &&
  !file.slice(directory.length).includes(`${path.sep}node_modules${path.sep}`);

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
}

async function removeEmptyDirectories(directory: string): Promise<boolean> {
  let empty = true;
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const removed = entry.isDirectory() && (await removeEmptyDirectories(path.join(directory, entry.name)));
    empty &&= removed;
  }
  if (empty) await rm(directory, { recursive: true });
  return empty;
}
