import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { Answers } from '../source.ts';
import { BOUNDS, DESCRIPTION_FILE } from '../../../lib/recording-format.ts';
import { parseDescription, type RecordingDescription } from './format.ts';
import { RecordingError, type Problem } from './problem.ts';

/** One entry of a recording: the answers, and how long they stand in seconds of line time. */
interface TimedFrame {
  readonly seconds: number;
  readonly answers: Answers;
}

/** A recording, completely in memory. */
export interface Recording {
  /** Name of its folder. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly driver: RecordingDescription['driver'];
  readonly loop: boolean;
  readonly frames: readonly TimedFrame[];
}

/** An operating system error as the rest of a sentence about the file. */
function readReason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'does not exist';
  return `cannot be read (${code ?? String(error)})`;
}

/** Reads a file of limited size below a folder. @throws an `Error` whose message is the reason */
async function readInside(folder: string, path: string, limit: number): Promise<Buffer> {
  const file = await realpath(resolve(folder, path)).catch((error: unknown) => {
    throw new Error(readReason(error), { cause: error });
  });
  if (file !== folder && !file.startsWith(folder + sep))
    throw new Error("leads out of the recording's folder");
  const found = await stat(file);
  if (found.isDirectory()) throw new Error('is a folder, expected a file');
  // Reading a pipe would never end.
  if (!found.isFile()) throw new Error('is not an ordinary file');
  if (found.size > limit) throw new Error(`is ${found.size} bytes, expected at most ${limit}`);
  return readFile(file).catch((error: unknown) => {
    throw new Error(readReason(error), { cause: error });
  });
}

/** A reader for all bodies of a recording, which reads shared files once. */
function bodyReader(folder: string): (path: string) => Promise<Buffer> {
  const bodies = new Map<string, Buffer>();
  let total = 0;
  return async (path) => {
    const known = bodies.get(path);
    if (known) return known;
    const body = await readInside(folder, path, BOUNDS.bodyBytes);
    total += body.length;
    if (total > BOUNDS.totalBytes) throw new Error(`brings the recording above ${BOUNDS.totalBytes} bytes`);
    bodies.set(path, body);
    return body;
  };
}

/** Converts line ends to LF. Latin-1 keeps every byte. */
const telnetText = (body: Buffer): string => body.toString('latin1').replaceAll('\r\n', '\n');

async function loadFrames(
  description: RecordingDescription,
  read: (path: string, where: readonly (string | number)[]) => Promise<Buffer | undefined>,
): Promise<TimedFrame[]> {
  const frames: TimedFrame[] = [];
  for (const [index, { for: seconds, page, telnet }] of description.frames.entries()) {
    const body = await read(page.body, ['frames', index, 'page', 'body']);
    const outputs: Record<string, string> = Object.create(null);
    for (const [command, path] of Object.entries(telnet)) {
      const output = await read(path, ['frames', index, 'telnet', command]);
      if (output) outputs[command] = telnetText(output);
    }
    if (body) frames.push({ seconds, answers: { page: { ...page, body }, telnet: outputs } });
  }
  return frames;
}

/**
 * Loads a recording with all its bodies.
 *
 * @throws {RecordingError} when it cannot be replayed: every problem with file, line and reason.
 */
export async function loadRecording(folder: string): Promise<Recording> {
  const file = join(folder, DESCRIPTION_FILE);
  const root = await realpath(folder).catch((error: unknown) => {
    throw new RecordingError([{ file: folder, reason: `no recording: the folder ${readReason(error)}` }]);
  });
  if (!(await stat(root)).isDirectory())
    throw new RecordingError([{ file: folder, reason: 'no recording: is a file, expected its folder' }]);
  const text = await readInside(root, DESCRIPTION_FILE, BOUNDS.descriptionBytes).catch((error: Error) => {
    throw new RecordingError([
      { file: folder, reason: `no recording: ${DESCRIPTION_FILE} ${error.message}` },
    ]);
  });
  const { description, lineOf } = parseDescription(file, text.toString('utf8'));
  const readBody = bodyReader(root);
  const problems: Problem[] = [];
  const frames = await loadFrames(description, async (path, where) => {
    try {
      return await readBody(path);
    } catch (error) {
      problems.push({
        file,
        line: lineOf(where),
        reason: `${where.at(-1)}: ${path} ${(error as Error).message}`,
      });
      return undefined;
    }
  });
  if (problems.length > 0) throw new RecordingError(problems.slice(0, 20));
  const { title, about, driver, loop } = description;
  return { name: basename(root), title, about, driver, loop, frames };
}

/** The names of all recordings in a folder of recordings, sorted. */
export async function listRecordings(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): [] => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

/**
 * Finds a recording by the name of a bundled one or by the path of a folder (anything with a slash).
 *
 * @param besides Other valid names, for the message.
 * @throws {RecordingError} when there is no such recording; the message lists the valid names.
 */
export async function findRecording(
  folder: string,
  wanted: string,
  besides: readonly string[] = [],
): Promise<Recording> {
  if (wanted.includes('/')) return loadRecording(wanted);
  const known = await listRecordings(folder);
  if (known.includes(wanted)) return loadRecording(join(folder, wanted));
  throw new RecordingError([
    {
      file: wanted,
      reason: `no such recording in ${folder}; expected one of ${[...known, ...besides].join(', ')} or a path such as ./my-line`,
    },
  ]);
}
