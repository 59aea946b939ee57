/** The compose project whose images and containers are measured. */
export const PROJECT = process.env['COMPOSE_PROJECT_NAME'] ?? 'hg612';

/**
 * Prints one row: what was measured, the figure, and the goal if there is one.
 *
 * @param figure with its unit
 */
export function report(what: string, figure: string, goal = ''): void {
  process.stdout.write(`${`${what.padEnd(58)} ${figure.padStart(24)}   ${goal}`.trimEnd()}\n`);
}

/** Prints a row that cannot be measured here, and why. */
export const skip = (what: string, reason: string): void => report(what, 'skipped', reason);

export const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;
export const mebibytes = (value: number): string => `${value.toFixed(1)} MiB`;
