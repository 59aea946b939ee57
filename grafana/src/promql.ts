/** Label matchers besides `job` and `instance`. */
type Labels = Readonly<Record<string, string>>;

/** Values of the label `direction`. */
export const directions = ['downstream', 'upstream'] as const;

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

/** A counter as events per minute. */
export const perMinute = (counter: string): string => `rate(${counter}[$__rate_interval]) * 60`;

/**
 * Increase of a counter in each step. With a panel interval of one hour this is the count of the hour itself; a rate over
 * minutes would extrapolate one errored second to thirty.
 */
export const increasePerStep = (counter: string): string => `increase(${counter}[$__rate_interval])`;

/** Increase of a counter over a fixed window, such as `1h`, which the title of the panel must state. */
export const increaseOver = (window: string, counter: string): string => `increase(${counter}[${window}])`;

/** For each modem, the first expression that has a value. */
export const firstOf = (...expressions: readonly string[]): string =>
  expressions.map((expression) => `(${expression})`).join(' or on (job, instance) ');

/** `value` while `condition` has a value for the same modem. */
export const onlyWhile = (value: string, condition: string): string =>
  `(${value}) and on (job, instance) (${condition})`;

/** `value` while `other` has no value for the same modem. */
export const unless = (value: string, other: string): string =>
  `(${value}) unless on (job, instance) (${other})`;

/** The expression with an additional label. */
export const withLabel = (expression: string, label: string, value: string): string =>
  `label_replace(${expression}, "${label}", "${value}", "", "")`;
