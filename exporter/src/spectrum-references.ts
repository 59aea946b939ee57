import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';

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
  return {
    async names() {
      const files = await readdir(folder).catch(() => []);
      return files
        .filter((file) => file.endsWith(EXTENSION))
        .map((file) => file.slice(0, -EXTENSION.length))
        .filter((name) => NAME.test(name))
        .toSorted((one, other) => one.localeCompare(other, 'en'))
        .slice(0, MAX_NAMES);
    },
    async read(name) {
      if (!NAME.test(name)) {
        throw new SpectrumReferenceError(
          400,
          'reference: expected the name of a saved reading: letters, digits, dots, hyphens and underscores',
        );
      }
      const file = path.join(folder, `${name}${EXTENSION}`);
      try {
        // A named pipe would block.
        await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
        const status = await handle.stat();
        if (!status.isFile()) throw new SpectrumReferenceError(404, `reference ${name}: not a file`);
        const buffer = Buffer.alloc(MAX_BYTES + 1);
        let length = 0;
        for (;;) {
          const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
          length += bytesRead;
          if (bytesRead === 0 || length > MAX_BYTES) break;
        }
        if (length > MAX_BYTES) {
          throw new SpectrumReferenceError(404, `reference ${name}: larger than ${MAX_BYTES / 1024} KiB`);
        }
        return buffer.toString('utf8', 0, length);
      } catch (error) {
        if (error instanceof SpectrumReferenceError) throw error;
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
        const reason = code === 'ENOENT' ? 'no such file' : code;
        throw new SpectrumReferenceError(404, `reference ${name}: ${reason} in the folder of references`);
      }
    },
  };
}
