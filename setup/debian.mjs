import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { must } from '../lib/run.mjs';

/** The Debian suite whose packages of Prometheus, Alertmanager and compose are recent enough. */
export const SUITE = 'forky';

/**
 * @typedef {object} AptSource One archive as this machine's apt knows it.
 * @property {string} uri
 * @property {string[]} suites
 * @property {string[]} components
 * @property {string} [signedBy]
 */

/**
 * Reads one-line apt sources: `deb [signed-by=…] URI suite component…`.
 *
 * @param {string} text
 * @returns {AptSource[]}
 */
export function parseOneLineSources(text) {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[(?<options>[^\]]*)\]\s+)?(?<rest>[^#]+)/.exec(line);
    const [uri, suite, ...components] = match?.groups?.rest?.trim().split(/\s+/) ?? [];
    if (uri === undefined || suite === undefined) return [];
    const signedBy = /signed-by=(\S+)/i.exec(match?.groups?.options ?? '')?.[1];
    return [{ uri, suites: [suite], components, ...(signedBy === undefined ? {} : { signedBy }) }];
  });
}

/**
 * Reads deb822 apt sources: stanzas of `Types:`, `URIs:`, `Suites:`, `Components:`, `Signed-By:`.
 *
 * @param {string} text
 * @returns {AptSource[]}
 */
export function parseDeb822Sources(text) {
  const withoutComments = text.replaceAll(/^#.*\n?/gm, '');
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    /** @param {string} name */
    const field = (name) =>
      new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t]+.*)*)`, 'im').exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    const [uri] = field('URIs');
    if (uri === undefined || !field('Types').includes('deb') || field('Enabled')[0] === 'no') return [];
    const [signedBy] = field('Signed-By');
    // An embedded key spans lines and is no path; the archive keyring of the machine stands in for it.
    const keyring = signedBy?.startsWith('/') ? { signedBy } : {};
    return [{ uri, suites: field('Suites'), components: field('Components'), ...keyring }];
  });
}

/**
 * Picks the archive that carries this machine's own release. A mirror of it carries the other suites as well;
 * security and third-party archives do not.
 *
 * @param {readonly AptSource[]} sources
 * @param {string} codename of the running release, e.g. `bookworm`
 * @returns {AptSource | undefined}
 */
export function mainArchive(sources, codename) {
  return sources.find(({ suites, components }) => suites.includes(codename) && components.includes('main'));
}

/** @returns {Promise<AptSource[]>} every archive in this machine's apt configuration */
async function configuredSources() {
  const directory = '/etc/apt/sources.list.d';
  const parts = await readdir(directory).catch(() => []);
  const files = ['/etc/apt/sources.list', ...parts.map((name) => path.join(directory, name))];
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => '');
      if (file.endsWith('.sources')) return parseDeb822Sources(text);
      return file.endsWith('.list') ? parseOneLineSources(text) : [];
    }),
  );
  return found.flat();
}

/**
 * Downloads and unpacks packages of {@link SUITE} without touching this machine's own apt state. The mirror is
 * the one the machine already uses.
 */
export class DebianPackages {
  /** @type {string} */
  #directory;
  /** @type {string[]} */
  #options;

  /** @param {string} directory a scratch directory, removed by the caller */
  constructor(directory) {
    this.#directory = path.join(directory, 'apt');
    const at = (/** @type {string} */ name) => path.join(this.#directory, name);
    this.#options = [
      ['Dir::Etc::sourcelist', '/dev/null'],
      ['Dir::Etc::sourceparts', at('sources')],
      ['Dir::Etc::preferencesparts', '/dev/null'],
      ['Dir::State', at('state')],
      ['Dir::State::status', at('status')],
      ['Dir::Cache', at('cache')],
      // A mirror may be older than the validity of its Release file; the signature is checked all the same.
      ['Acquire::Check-Valid-Until', 'false'],
      ['Acquire::Languages', 'none'],
      ['Acquire::IndexTargets::deb::DEP-11::DefaultEnabled', 'false'],
      ['Acquire::Retries', '2'],
      // The scratch directory is not readable for apt's own user.
      ['APT::Sandbox::User', 'root'],
    ].flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  }

  /**
   * Fetches the list of packages. To be called once, before anything else.
   *
   * @throws {Error} when apt knows no archive of this release or the archive does not answer
   */
  async update() {
    const release = await readFile('/etc/os-release', 'utf8');
    const codename = /^VERSION_CODENAME=(\S+)/m.exec(release)?.[1] ?? '';
    const archive = mainArchive(await configuredSources(), codename);
    if (archive === undefined) {
      throw new Error(
        `apt has no archive with the main component of Debian ${codename}: add one to its sources`,
      );
    }
    for (const name of ['sources', 'state/lists/partial', 'cache/archives/partial', 'deb']) {
      await mkdir(path.join(this.#directory, name), { recursive: true });
    }
    await writeFile(path.join(this.#directory, 'status'), '');
    await writeFile(
      path.join(this.#directory, 'sources/suite.sources'),
      `Types: deb\nURIs: ${archive.uri}\nSuites: ${SUITE}\nComponents: main\n` +
        `Signed-By: ${archive.signedBy ?? '/usr/share/keyrings/debian-archive-keyring.gpg'}\n`,
    );
    await must('apt-get', [...this.#options, 'update'], { timeoutMs: 180_000 });
  }

  /**
   * @param {string} name of a package
   * @returns {Promise<string>} its upstream version: without epoch, Debian revision and repack suffix
   */
  async version(name) {
    const shown = await must('apt-cache', [...this.#options, 'show', '--no-all-versions', name], {
      timeoutMs: 30_000,
    });
    const full = /^Version: (?:\d+:)?(\S+)/m.exec(shown)?.[1] ?? '';
    return full.replace(/-[^-]*$/, '').replace(/[+~].*$/, '');
  }

  /**
   * Downloads packages, without what they depend on, and unpacks them into a directory.
   *
   * @param {readonly string[]} names
   * @param {string} target
   */
  async unpack(names, target) {
    const cwd = path.join(this.#directory, 'deb');
    await mkdir(target, { recursive: true });
    await must('apt-get', [...this.#options, 'download', ...names], { cwd, timeoutMs: 300_000 });
    for (const file of await readdir(cwd)) {
      const name = file.slice(0, file.indexOf('_'));
      if (!names.includes(name)) continue;
      await must('dpkg-deb', ['-x', path.join(cwd, file), target], { timeoutMs: 60_000 });
      await rm(path.join(cwd, file));
    }
  }
}
