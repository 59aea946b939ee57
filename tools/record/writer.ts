import { join } from 'node:path';
import { BOUNDS, DESCRIPTION_FILE } from '../../lib/recording-format.ts';
import { type DescribedFrame, driverOf, type Heading, renderFrame, renderHeading } from './description.ts';
import { type Files, withPath } from './files.ts';
import type { Frame, FrameText } from './frame.ts';

/** Keys of a recording that its frames do not determine. */
export interface Texts {
  readonly title: string;
  readonly about: string;
  /** Origin of the values and what was masked. Called for every frame. */
  numbers(): string;
}

/** Writes a recording frame by frame. After every call the recording on disk is valid. */
export interface RecordingWriter {
  /**
   * Adds a frame. One that is identical to the last one only extends it.
   *
   * @param at seconds since the first frame
   * @param until end of this frame if no other follows
   * @throws {DiskError} and leaves the recording on disk unchanged
   * @throws {FullRecordingError} if the recording is at its limits
   */
  add(frame: Frame, at: number, until: number): Promise<void>;
  /** Ends the last frame at a time. @throws {DiskError} as {@link RecordingWriter.add} */
  end(at: number): Promise<void>;
  readonly frames: number;
  /** Frames that were identical to the one before. */
  readonly merged: number;
  readonly bytes: number;
}

/** The recording has the largest size that the mock modem loads. */
export class FullRecordingError extends Error {
  override readonly name = 'FullRecordingError';

  constructor() {
    super(
      `a recording has at most ${BOUNDS.frames} frames and ${BOUNDS.totalBytes / 1024 ** 2} MiB; ` +
        'to record for longer, increase --every',
    );
  }
}

interface LastFrame {
  readonly at: number;
  readonly until: number;
  readonly described: Omit<DescribedFrame, 'seconds'>;
}

/**
 * Creates the writer of a recording.
 *
 * @param folder exists and is empty
 */
export function createRecordingWriter(folder: string, texts: Texts, files: Files): RecordingWriter {
  /** File names by kind and text: the same text is written once. */
  const written = new Map<string, string>();
  let driver: Heading['driver'] = 'unknown';
  /** Text of all frames but the last. */
  let finished = '';
  let last: LastFrame | undefined;
  let frames = 0;
  let merged = 0;
  let bytes = 0;

  const render = ({ at, until, described }: LastFrame): string =>
    renderFrame({ ...described, seconds: until - at });
  const write = (name: string, content: Buffer): Promise<void> =>
    withPath(join(folder, name), files.write(join(folder, name), content));

  const writeDescription = async (before: string, frame: LastFrame): Promise<void> => {
    const { title, about } = texts;
    const heading = renderHeading({ title, about, numbers: texts.numbers(), driver });
    const text = heading + before + render(frame);
    if (Buffer.byteLength(text) > BOUNDS.descriptionBytes) throw new FullRecordingError();
    await write(DESCRIPTION_FILE, Buffer.from(text));
  };

  /** Writes the texts of a frame that are new. `undo` removes them. */
  const writeTexts = async (frame: Frame) => {
    const added = new Map<string, string>();
    const number = String(frames + 1).padStart(4, '0');
    let addedBytes = 0;
    const undo = async (): Promise<void> => {
      for (const name of added.values()) await files.remove(join(folder, name)).catch(() => undefined);
    };
    const nameOf = async ({ kind, text }: FrameText): Promise<string> => {
      const key = `${kind}\0${text}`;
      const existing = written.get(key);
      if (existing !== undefined) return existing;
      const content = Buffer.from(text, 'latin1');
      if (content.length > BOUNDS.bodyBytes || bytes + addedBytes + content.length > BOUNDS.totalBytes) {
        throw new FullRecordingError();
      }
      const name = `${number}.${kind}.${kind === 'page' ? 'asp' : 'txt'}`;
      added.set(key, name);
      await write(name, content);
      addedBytes += content.length;
      return name;
    };
    try {
      const body = await nameOf(frame.page);
      const telnet: Record<string, string> = {};
      for (const [command, text] of frame.outputs) telnet[command] = await nameOf(text);
      return { body, telnet, added, addedBytes, undo };
    } catch (error) {
      await undo();
      throw error;
    }
  };

  return {
    async add(frame, at, until) {
      const { body, telnet, added, addedBytes, undo } = await writeTexts(frame);
      const { status, headers, remarks } = frame;
      const described = { status, headers, body, telnet, remarks };
      driver = driverOf(frame.outputs.get('xdslcmd info --stats')?.text ?? '') ?? driver;
      try {
        if (last !== undefined && isSame(last.described, described)) {
          const extended = { ...last, until };
          await writeDescription(finished, extended);
          last = extended;
          merged += 1;
          return;
        }
        if (frames === BOUNDS.frames) throw new FullRecordingError();
        const before = last === undefined ? '' : finished + render({ ...last, until: at });
        const next = { at, until, described };
        await writeDescription(before, next);
        for (const [key, name] of added) written.set(key, name);
        finished = before;
        last = next;
        frames += 1;
        bytes += addedBytes;
      } catch (error) {
        await undo();
        throw error;
      }
    },
    async end(at) {
      if (last === undefined) return;
      last = { ...last, until: Math.max(at, last.at) };
      await writeDescription(finished, last);
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

const isSame = (one: LastFrame['described'], other: LastFrame['described']): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
