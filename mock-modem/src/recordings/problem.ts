/** One thing that is wrong with a recording. */
export interface Problem {
  /** Path of the file it stands in. */
  readonly file: string;
  /** Line in that file, counted from 1; absent where the file as a whole is the problem. */
  readonly line?: number;
  /** What was expected and what was found. */
  readonly reason: string;
}

/** A recording that cannot be replayed. The message holds every problem on a line of its own, as `file:line: reason`. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ file, line, reason }) => `${file}${line ? `:${line}` : ''}: ${reason}`).join('\n'));
    this.problems = problems;
  }
}
