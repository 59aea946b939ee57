/** An alert threshold recorded in prometheus/rules/thresholds.yml. The series has no labels. */
const threshold = (name: string): string => `hg612:threshold:${name}`;

/**
 * A threshold to draw next to a measurement. Has a value only while the measurement has one: a panel without any
 * measured value shows its reason instead of a single limit line.
 *
 * @param scale converts the threshold to the unit of the panel
 */
export const limit = (name: string, measured: string, scale = '1'): string =>
  `(${threshold(name)} * ${scale}) and on () (${measured})`;

/** `value` while it is below (above) a threshold. */
export const below = (value: string, name: string): string =>
  `${value} < on () group_left () ${threshold(name)}`;
export const above = (value: string, name: string): string =>
  `${value} > on () group_left () ${threshold(name)}`;

/** A measurement split at a threshold, so that each part can have its own colour. */
interface Graded {
  /** Within the threshold. */
  good: string;
  /** Beyond the threshold. */
  bad: string;
  /** No threshold exists: Prometheus has not loaded this project's rules. */
  ungraded: string;
}

/** Splits a measurement. @param isBad compares it with the threshold `name` */
export function grade(value: string, name: string, isBad: typeof below): Graded {
  const bad = isBad(value, name);
  return {
    good: `((${value}) and on () ${threshold(name)}) unless (${bad})`,
    bad,
    ungraded: `(${value}) unless on () ${threshold(name)}`,
  };
}
