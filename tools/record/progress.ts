import { formatDuration } from './describe.ts';

/** Shows how far a recording is. */
interface ProgressView {
  /** Prints a line. */
  message(line: string): void;
  /** A frame was recorded. */
  frame(state: ProgressState): void;
  /** Time has passed. */
  tick(seconds: number): void;
  /** Leaves the terminal at the start of a line. */
  close(): void;
}

/** What is shown with a frame. */
interface ProgressState {
  /** Seconds since the first frame. */
  readonly at: number;
  readonly frames: number;
  /** The frame in a few words. */
  readonly description: string;
  readonly masked: number;
}

/** In a log, a line at least this often, and on every change. */
const LOG_SECONDS = 60;

const CLEAR_LINE = '\r\u001B[K';

/** One line that is redrawn, for a terminal. */
export function terminalProgress(
  forSeconds: number,
  write: (text: string) => void,
  columns: () => number,
): ProgressView {
  let state: ProgressState | undefined;
  const draw = (seconds: number): void => {
    const share = Math.min(seconds / forSeconds, 1);
    const bar = '#'.repeat(Math.round(share * 20)).padEnd(20, '.');
    const time = `${formatDuration(seconds)} of ${formatDuration(forSeconds)}`;
    const text = `[${bar}] ${time}${state ? ` | ${formatState(state)}` : ''}`;
    // A line that wraps cannot be redrawn.
    write(CLEAR_LINE + text.slice(0, Math.max(columns() - 1, 0)));
  };
  return {
    message: (line) => write(`${CLEAR_LINE}${line}\n`),
    frame(next) {
      state = next;
      draw(next.at);
    },
    tick: draw,
    close: () => write(CLEAR_LINE),
  };
}

/** Occasional lines, for a log. */
export function logProgress(forSeconds: number, write: (text: string) => void): ProgressView {
  let last: ProgressState | undefined;
  return {
    message: (line) => write(`${line}\n`),
    frame(state) {
      if (last?.description === state.description && state.at - last.at < LOG_SECONDS) return;
      last = state;
      write(`${formatDuration(state.at)} of ${formatDuration(forSeconds)}: ${formatState(state)}\n`);
    },
    tick() {},
    close() {},
  };
}

const formatState = ({ frames, description, masked }: ProgressState): string =>
  `${frames} ${frames === 1 ? 'frame' : 'frames'} | ${description}${masked > 0 ? ` | ${masked} masked` : ''}`;
