import { shortTime } from './words.ts';

/** How far a recording is, for whoever watches. */
export interface ProgressView {
  /** A line that stays. */
  say(line: string): void;
  /** A frame was written. */
  frame(state: ProgressState): void;
  /** Time has passed. */
  tick(seconds: number): void;
  /** Nothing more is to come: leaves the terminal at the start of a line. */
  close(): void;
}

/** What is shown with a frame. */
export interface ProgressState {
  /** Seconds since the first frame. */
  readonly at: number;
  readonly frames: number;
  /** What the modem said, in a few words. */
  readonly words: string;
  readonly masked: number;
}

/** A log gets a line this often, and whenever something changes. */
const LOG_SECONDS = 60;

const CLEAR_LINE = '\r\u001B[K';

/** One line that is written over and over, for a terminal. */
export function terminalProgress(
  forSeconds: number,
  write: (text: string) => void,
  columns: () => number,
): ProgressView {
  let state: ProgressState | undefined;
  const draw = (seconds: number): void => {
    const share = Math.min(seconds / forSeconds, 1);
    const bar = '#'.repeat(Math.round(share * 20)).padEnd(20, '.');
    const text = `[${bar}] ${shortTime(seconds)} of ${shortTime(forSeconds)}${state ? ` | ${sayState(state)}` : ''}`;
    // A line that wraps could not be written over.
    write(CLEAR_LINE + text.slice(0, Math.max(columns() - 1, 0)));
  };
  return {
    say: (line) => write(`${CLEAR_LINE}${line}\n`),
    frame(next) {
      state = next;
      draw(next.at);
    },
    tick: draw,
    close: () => write(CLEAR_LINE),
  };
}

/** A line now and then, for a log. */
export function logProgress(forSeconds: number, write: (text: string) => void): ProgressView {
  let last: { at: number; words: string } | undefined;
  return {
    say: (line) => write(`${line}\n`),
    frame(state) {
      if (last !== undefined && last.words === state.words && state.at - last.at < LOG_SECONDS) return;
      last = { at: state.at, words: state.words };
      write(`${shortTime(state.at)} of ${shortTime(forSeconds)}: ${sayState(state)}\n`);
    },
    tick() {},
    close() {},
  };
}

const sayState = ({ frames, words, masked }: ProgressState): string =>
  `${frames} ${frames === 1 ? 'frame' : 'frames'} | ${words}${masked > 0 ? ` | ${masked} masked` : ''}`;
