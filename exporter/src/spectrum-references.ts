import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readTextFile, unreadableReason } from '../../lib/text-file.ts';
import { limitConcurrency } from '../../lib/limit-concurrency.ts';

/** Largest file of a reference. A reading of 4096 tones has about 100 KB. */
const MAX_BYTES = 512 * 1024;

/** References that the page links to. */
const MAX_NAMES = 50;

/** What a name can be: nothing that leads out of the folder. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

const EXTENSION = '.json';

/** Why a reference cannot be read. */
export class SpectrumReferenceError extends Error {
  override readonly name = 'SpectrumReferenceError';
  /** HTTP status of a request for it. */
  readonly status: 400 | 404;
  constructor(status: SpectrumReferenceError['status'], message: string) {
    super(message);
    this.status = status;
  }
}

/** Saved readings of the spectrum in a folder: `NAME.json`, each a document of `/spectrum.json`. */
export interface SpectrumReferences {
  /** Names of the references in alphabetical order; empty when the folder cannot be read. */
  names(): Promise<string[]>;
  /**
   * The text of a reference; it is not parsed.
   *
   * @throws {SpectrumReferenceError} when the name is none, or there is no such file, or it is too large
   */
  read(name: string): Promise<string>;
}

/** The references in a folder. It is only read, also by way of symbolic links in it. */
export function spectrumReferences(folder: string): SpectrumReferences {
  /** Requests may come by the thousand, and each file takes up to a megabyte while it is read. */
  const readNames = share(() => namesIn(folder));
  const readFile = share((name) => readReference(folder, name));
  return {
    names: () => readNames(''),
    async read(name) {
      if (!NAME.test(name)) {
        throw new SpectrumReferenceError(
          400,
          'reference: expected the name of a saved reading: letters, digits, dots, hyphens and underscores',
        );
      }
      return readFile(name);
    },
  };
}

/** Runs a task for one key at a time. Concurrent calls with the same key share a run. */
function share<Value>(task: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const limit = limitConcurrency(1);
  const running = new Map<string, Promise<Value>>();
  return (key) => {
    const known = running.get(key);
    if (known !== undefined) return known;
    const started = limit(() => task(key)).finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length))
    .filter((name) => NAME.test(name))
    .toSorted((one, other) => one.localeCompare(other, 'en'))
    .slice(0, MAX_NAMES);
}

async function readReference(folder: string, name: string): Promise<string> {
  try {
    return await readTextFile(path.join(folder, `${name}${EXTENSION}`), MAX_BYTES);
  } catch (error) {
    throw new SpectrumReferenceError(404, `reference ${name}: ${unreadableReason(error)}`);
  }
}
