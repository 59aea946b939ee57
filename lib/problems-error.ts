/** Invalid input with every problem at once, one line each. */
export abstract class ProblemsError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
