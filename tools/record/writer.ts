import { join } from 'node:path';
import { BOUNDS, DESCRIPTION_FILE } from '../../lib/recording-format.ts';
import { type DescribedFrame, driverOf, type Heading, renderFrame, renderHeading } from './description.ts';
import { type Files, onDisk } from './files.ts';
import type { MaskedFrame, Part } from './frame.ts';

/** What a person says about a recording; what the recorder knows itself is added. */
export interface Words {
  readonly title: string;
  readonly about: string;
  /** What is in it, and what was masked. Asked again with every frame. */
  numbers(): string;
}

/** A recording being written. */
export interface RecordingWriter {
  /**
   * Adds what the modem said from a moment on, and stands until the next one. One that says the same as the last
   * lets that stand longer. Afterwards the recording on the disk is whole.
   *
   * @param at seconds since the first frame
   * @param until as far as this frame is to stand if no other comes
   * @throws {DiskError} and leaves the recording on the disk as it was
   * @throws {FullRecordingError} when a recording can hold no more
   */
  add(frame: MaskedFrame, at: number, until: number): Promise<void>;
  /** Lets the last frame stand until that moment. @throws {DiskError} as {@link RecordingWriter.add} */
  end(at: number): Promise<void>;
  /** Frames written, and how many readings said the same as the one before. */
  readonly frames: number;
  readonly merged: number;
  readonly bytes: number;
}

/** A recording that has reached what the mock modem takes. */
export class FullRecordingError extends Error {
  override readonly name = 'FullRecordingError';

  constructor() {
    super(
      `a recording holds at most ${BOUNDS.frames} frames and ${BOUNDS.totalBytes / 1024 ** 2} MiB; ` +
        'to record for longer, ask less often (--every)',
    );
  }
}

interface Kept {
  readonly at: number;
  until: number;
  readonly described: Omit<DescribedFrame, 'seconds'>;
}

/** Writes into a folder that is there, and empty. */
export function createRecordingWriter(folder: string, words: Words, files: Files): RecordingWriter {
  /** By kind and text: a text that comes again is not written again. */
  const known = new Map<string, string>();
  let driver: Heading['driver'] = 'unknown';
  let finished = '';
  let last: Kept | undefined;
  let frames = 0;
  let merged = 0;
  let bytes = 0;

  const heading = (): string =>
    renderHeading({ title: words.title, about: words.about, numbers: words.numbers(), driver });
  const textOf = ({ at, until, described }: Kept): string =>
    renderFrame({ ...described, seconds: until - at });

  /** Writes the description with that frame as its last, and only then takes it for written. */
  const describe = async (before: string, frame: Kept): Promise<void> => {
    const text = heading() + before + textOf(frame);
    if (Buffer.byteLength(text) > BOUNDS.descriptionBytes) throw new FullRecordingError();
    await put(DESCRIPTION_FILE, Buffer.from(text));
  };
  const put = (name: string, content: Buffer): Promise<void> =>
    onDisk(join(folder, name), files.write(join(folder, name), content));

  /** Writes the parts that are new. Returns their names, and how to take them back. */
  const putParts = async (frame: MaskedFrame) => {
    const fresh = new Map<string, string>();
    const number = String(frames + 1).padStart(4, '0');
    let added = 0;
    const forget = async (): Promise<void> => {
      for (const name of fresh.values()) await files.remove(join(folder, name)).catch(() => undefined);
    };
    const nameOf = async ({ kind, text }: Part): Promise<string> => {
      const key = `${kind}\0${text}`;
      const written = known.get(key);
      if (written !== undefined) return written;
      const content = Buffer.from(text, 'latin1');
      if (content.length > BOUNDS.bodyBytes || bytes + added + content.length > BOUNDS.totalBytes)
        throw new FullRecordingError();
      const name = `${number}.${kind}.${kind === 'page' ? 'asp' : 'txt'}`;
      fresh.set(key, name);
      await put(name, content);
      added += content.length;
      return name;
    };
    try {
      const body = await nameOf(frame.page);
      const telnet: Record<string, string> = {};
      for (const [command, part] of frame.outputs) telnet[command] = await nameOf(part);
      return { body, telnet, fresh, added, forget };
    } catch (error) {
      await forget();
      throw error;
    }
  };

  return {
    async add(frame, at, until) {
      const { body, telnet, fresh, added, forget } = await putParts(frame);
      const { status, headers, remarks } = frame;
      const described = { status, headers, body, telnet, remarks };
      driver = driverOf(frame.outputs.get('xdslcmd info --stats')?.text ?? '') ?? driver;
      try {
        if (last !== undefined && isSame(last.described, described)) {
          const longer = { ...last, until };
          await describe(finished, longer);
          last = longer;
          merged += 1;
          return;
        }
        if (frames === BOUNDS.frames) throw new FullRecordingError();
        const before = last === undefined ? '' : finished + textOf({ ...last, until: at });
        const next = { at, until, described };
        await describe(before, next);
        for (const [key, name] of fresh) known.set(key, name);
        finished = before;
        last = next;
        frames += 1;
        bytes += added;
      } catch (error) {
        await forget();
        throw error;
      }
    },
    async end(at) {
      if (last === undefined) return;
      last.until = Math.max(at, last.at);
      await describe(finished, last);
    },
    get frames() {
      return frames;
    },
    get merged() {
      return merged;
    },
    get bytes() {
      return bytes;
    },
  };
}

const isSame = (one: Kept['described'], other: Kept['described']): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
