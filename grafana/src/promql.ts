/** Label matchers besides `job` and `instance`. */
type Labels = Readonly<Record<string, string>>;

/** Matchers of one direction. */
export const downstream = { direction: 'downstream' } as const;
export const upstream = { direction: 'upstream' } as const;

/** A selector restricted to the job and instance selected at the top of the dashboard. */
export function select(metric: string, labels: Labels = {}): string {
  const chosen = Object.entries(labels).map(([label, value]) => `, ${label}="${value}"`);
  return `${metric}{job=~"$job", instance=~"$instance"${chosen.join('')}}`;
}

/** The metric `hg612_dsl_<name>` of the selected line. */
export const dsl = (name: string, labels?: Labels): string => select(`hg612_dsl_${name}`, labels);

/** Bytes per second, the base unit of the metrics, → bits per second, the usual unit of line rates. */
export const bits = (expression: string): string => `${expression} * 8`;

/** Unix seconds → milliseconds, as Grafana expects them. */
export const date = (seconds: string): string => `(${seconds}) * 1000`;

/**
 * The time of the last read of a series that has a value: `timestamp()` of a comparison would be the time of the
 * evaluation.
 */
export const readAs = (selector: string, value: number): string =>
  `(timestamp(${selector}) and ${selector} == ${value})`;

/**
 * A measurement at the end of a step, where the step has no sample of its own: on short time ranges, a step may be
 * shorter than the interval between samples.
 */
const orLatest = (reduced: string, selector: string): string => `${reduced} or ${selector}`;

/** The lowest value of each step, so that a short low is visible on a long time range. */
export const lowestPerStep = (selector: string): string =>
  orLatest(`min_over_time(${selector}[$__interval])`, selector);

/** The highest value of each step. */
export const highestPerStep = (selector: string): string =>
  orLatest(`max_over_time(${selector}[$__interval])`, selector);

/** The last value of each step, even if the value is absent at the end of the step. */
export const latestOfStep = (selector: string): string =>
  `(${orLatest(`last_over_time(${selector}[$__interval])`, selector)})`;

/**
 * A counter as events per minute: the highest rate of each step, so that a short burst is visible on a long time range.
 * The rate is that of two minutes or, where samples are further apart, of six.
 */
export const perMinute = (counter: string): string =>
  `max_over_time(((rate(${counter}[2m]) or rate(${counter}[6m])) and ${counter})[$__interval:30s]) * 60`;

/**
 * A counter as events per hour: the average of each step. With a panel interval of one hour this is the count of the
 * hour itself; a rate over minutes would extrapolate one errored second to thirty.
 */
export const perHour = (counter: string): string => `3600 * rate(${counter}[$__rate_interval])`;

/** A value over a window while its counter was read: at the end of the window, not at some time in it. */
export const whileRead = (value: string, counter: string): string => `${value} and ${counter}`;

/** For each modem, the first expression that has a value. */
export const firstOf = (...expressions: readonly string[]): string =>
  expressions.map((expression) => `(${expression})`).join(' or on (job, instance) ');

/** `value` while `condition` has a value for the same modem. */
export const onlyWhile = (value: string, condition: string): string =>
  `(${value}) and on (job, instance) (${condition})`;

/** `value` while `other` has no value for the same modem. */
export const unless = (value: string, other: string): string =>
  `(${value}) unless on (job, instance) (${other})`;

/** A share as it is displayed as a percentage with so many decimals: rounded down, since 99.997 % must not read as 100 %. */
export function roundedDown(share: string, decimals: number): string {
  const scale = 100 * 10 ** decimals;
  return `floor(${scale} * (${share}) + 1e-6) / ${scale}`;
}

/** The expression with an additional label. */
export const withLabel = (expression: string, label: string, value: string): string =>
  `label_replace(${expression}, "${label}", "${value}", "", "")`;
