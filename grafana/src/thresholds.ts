/**
 * The figures that alerts compare with, from the recording rules in prometheus/rules/thresholds.yml:
 * tuned there, drawn here. They carry no labels.
 */
const threshold = (name: string): string => `hg612:threshold:${name}`;

/**
 * A limit to draw beside a measurement. It is there only where the measurement is: else a panel without
 * a single measured value would show a lone limit instead of saying why it is empty.
 * @param scale factor that brings the limit into the panel's unit
 */
export const limit = (name: string, measured: string, scale = '1'): string =>
  `(${threshold(name)} * ${scale}) and on () (${measured})`;

/** `value` where it is below (above) a threshold, else nothing. */
export const below = (value: string, name: string): string =>
  `${value} < on () group_left () ${threshold(name)}`;
export const above = (value: string, name: string): string =>
  `${value} > on () group_left () ${threshold(name)}`;

/** A measurement split by how it stands to a threshold, so that each part can have a colour of its own. */
interface Graded {
  /** No worse than the threshold. */
  good: string;
  bad: string;
  /** There is no threshold to compare with: a Prometheus without this project's rules. */
  ungraded: string;
}

/** @param isBad compares the measurement with the threshold `name` */
export function grade(value: string, name: string, isBad: typeof below): Graded {
  const bad = isBad(value, name);
  return {
    good: `((${value}) and on () ${threshold(name)}) unless (${bad})`,
    bad,
    ungraded: `(${value}) unless on () ${threshold(name)}`,
  };
}
