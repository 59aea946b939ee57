import type { MaskedFrame } from './frame.ts';
import type { Reading } from './reading.ts';
import type { RecordingWriter } from './writer.ts';

/** Time, handed in so that a test can move it by hand. */
export interface Clock {
  /** Seconds that never go back. */
  now(): number;
  /** Waits, or until the signal aborts. Never rejects. */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
}

/** How far a recording is. */
export interface Progress {
  /** Seconds since the first frame. */
  readonly at: number;
  readonly frame: MaskedFrame;
}

/** All that a recording needs. */
export interface RecordOptions {
  read(signal: AbortSignal): Promise<Reading>;
  /** @throws {NotRecordableError} when there is nothing to be recorded */
  judgeFirst(reading: Reading): void;
  mask(reading: Reading): MaskedFrame;
  /** Made when there is something to write. */
  writer(): Promise<RecordingWriter>;
  readonly forSeconds: number;
  readonly everySeconds: number;
  readonly clock: Clock;
  /** Its abort ends the recording; what is there by then is kept. */
  readonly signal: AbortSignal;
  onFrame(progress: Progress): void;
}

/** A tenth of a second is what a recording tells apart. */
const toTenths = (seconds: number): number => Math.round(seconds * 10) / 10;

/**
 * Records until the time is up or the signal aborts.
 *
 * @returns seconds recorded; undefined when it was ended before there was anything
 * @throws {NotRecordableError} at the first reading
 * @throws {DiskError | FullRecordingError} what was written by then is whole
 */
export async function record(options: RecordOptions): Promise<number | undefined> {
  const { forSeconds, everySeconds, clock, signal } = options;
  const startedAt = clock.now();
  const elapsed = (): number => toTenths(clock.now() - startedAt);
  let writer: RecordingWriter | undefined;
  let end = forSeconds;

  for (let due = 0; due < forSeconds && !signal.aborted; due = nextAfter(elapsed(), everySeconds)) {
    await clock.sleep(startedAt + due - clock.now(), signal);
    const at = elapsed();
    if (signal.aborted || at >= forSeconds) break;
    const reading = await options.read(signal);
    // A reading that was broken off says nothing of the modem.
    if (signal.aborted) break;
    if (writer === undefined) options.judgeFirst(reading);
    const frame = options.mask(reading);
    writer ??= await options.writer();
    await writer.add(frame, at, Math.min(nextAfter(Math.max(elapsed(), at), everySeconds), forSeconds));
    options.onFrame({ at, frame });
  }
  if (signal.aborted) end = Math.min(elapsed(), forSeconds);
  else await clock.sleep(startedAt + forSeconds - clock.now(), signal);
  if (signal.aborted) end = Math.min(elapsed(), forSeconds);
  await writer?.end(end);
  return writer && end;
}

/** The next time that the modem is due: a reading that took too long takes the place of those it missed. */
const nextAfter = (seconds: number, every: number): number =>
  toTenths((Math.floor(seconds / every) + 1) * every);
