import type { Frame } from './frame.ts';
import type { Replies } from './read.ts';
import type { RecordingWriter } from './writer.ts';

/** Time, as a parameter for tests. */
export interface Clock {
  /** Monotonic time in seconds. */
  now(): number;
  /** Waits for a time or until the signal aborts. Never rejects. */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
}

/** How far a recording is. */
interface Progress {
  /** Seconds since the first frame. */
  readonly at: number;
  readonly frame: Frame;
}

/** The parts of a recording. */
export interface RecordOptions {
  read(signal: AbortSignal): Promise<Replies>;
  /** @throws {NotRecordableError} if there is nothing to record */
  checkFirst(replies: Replies): void;
  frameOf(replies: Replies): Frame;
  /** Called when there is something to write. */
  createWriter(): Promise<RecordingWriter>;
  readonly forSeconds: number;
  readonly everySeconds: number;
  readonly clock: Clock;
  /** Its abort ends the recording; the frames until then are kept. */
  readonly signal: AbortSignal;
  onFrame(progress: Progress): void;
}

/** Recordings have a resolution of a tenth of a second. */
const toTenths = (seconds: number): number => Math.round(seconds * 10) / 10;

/**
 * Records until the time is up or the signal aborts.
 *
 * @returns recorded seconds; `undefined` if it ended before the first frame
 * @throws {NotRecordableError} after the first read
 * @throws {DiskError | FullRecordingError} the recording on disk is valid up to the frame before
 */
export async function record(options: RecordOptions): Promise<number | undefined> {
  const { forSeconds, everySeconds, clock, signal } = options;
  const startedAt = clock.now();
  const elapsed = (): number => toTenths(clock.now() - startedAt);
  let writer: RecordingWriter | undefined;

  for (let due = 0; due < forSeconds && !signal.aborted; due = nextAfter(elapsed(), everySeconds)) {
    // The first frame is at 0, however long a timer takes on a busy machine.
    if (due > 0) await clock.sleep(startedAt + due - clock.now(), signal);
    const at = elapsed();
    if (signal.aborted || at >= forSeconds) break;
    const replies = await options.read(signal);
    // An aborted read says nothing about the modem.
    if (signal.aborted) break;
    if (writer === undefined) options.checkFirst(replies);
    const frame = options.frameOf(replies);
    writer ??= await options.createWriter();
    await writer.add(frame, at, Math.min(nextAfter(Math.max(elapsed(), at), everySeconds), forSeconds));
    options.onFrame({ at, frame });
  }
  if (!signal.aborted) await clock.sleep(startedAt + forSeconds - clock.now(), signal);
  const end = signal.aborted ? Math.min(elapsed(), forSeconds) : forSeconds;
  await writer?.end(end);
  return writer && end;
}

/** The next scheduled read. A slow read replaces those that were due meanwhile. */
const nextAfter = (seconds: number, every: number): number =>
  toTenths((Math.floor(seconds / every) + 1) * every);
