import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** A named pipe without a writer would block the process, a device could have no end. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** A file that is not read, whatever is in it. */
class TextFileError extends Error {
  override readonly name = 'TextFileError';
}

/**
 * Reads a file of at most `maxBytes`, also by way of symbolic links.
 *
 * @throws {TextFileError} if it is not a regular file, or larger
 * @throws the error of the operating system
 */
export function readTextFileSync(file: string, maxBytes: number): string {
  const descriptor = openSync(file, FLAGS);
  try {
    check(fstatSync(descriptor), maxBytes);
    const buffer = Buffer.allocUnsafe(maxBytes + 1);
    let length = 0;
    let bytesRead: number;
    do {
      bytesRead = readSync(descriptor, buffer, length, buffer.length - length, length);
      length += bytesRead;
    } while (bytesRead > 0 && length <= maxBytes);
    return textOf(buffer, length, maxBytes);
  } finally {
    closeSync(descriptor);
  }
}

/** {@link readTextFileSync} off the event loop. */
export async function readTextFile(file: string, maxBytes: number): Promise<string> {
  await using handle = await open(file, FLAGS);
  check(await handle.stat(), maxBytes);
  const buffer = Buffer.allocUnsafe(maxBytes + 1);
  let length = 0;
  let bytesRead: number;
  do {
    ({ bytesRead } = await handle.read(buffer, length, buffer.length - length, length));
    length += bytesRead;
  } while (bytesRead > 0 && length <= maxBytes);
  return textOf(buffer, length, maxBytes);
}

function check(status: { isFile(): boolean; isDirectory(): boolean; size: number }, maxBytes: number): void {
  if (status.isDirectory()) throw new TextFileError('is a directory');
  if (!status.isFile()) throw new TextFileError('not a regular file');
  if (status.size > maxBytes) throw tooLarge(maxBytes, status.size);
}

/** The file may have grown since its size was checked, and files of /proc have none. */
function textOf(buffer: Buffer, length: number, maxBytes: number): string {
  if (length > maxBytes) throw tooLarge(maxBytes);
  return buffer.toString('utf8', 0, length);
}

const tooLarge = (maxBytes: number, size?: number): TextFileError =>
  new TextFileError(`expected at most ${maxBytes} bytes, found ${size ?? 'more'}`);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: `permission denied for user ${process.getuid?.()}`,
  EISDIR: 'is a directory',
};

/** Why a file cannot be read: in words, or for a rare error the code of the operating system. */
export function unreadableReason(error: unknown): string {
  if (error instanceof TextFileError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
  return REASONS[code] ?? code;
}
