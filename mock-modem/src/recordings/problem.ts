/** A problem of a recording. */
export interface Problem {
  /** Path of the file. */
  readonly file: string;
  /** Line in the file, from 1; absent if it concerns the whole file. */
  readonly line?: number;
  /** What was expected and what was found. */
  readonly reason: string;
}

/** A recording that cannot be replayed. The message has one line per problem, as `file:line: reason`. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ file, line, reason }) => `${file}${line ? `:${line}` : ''}: ${reason}`).join('\n'));
    this.problems = problems;
  }
}
