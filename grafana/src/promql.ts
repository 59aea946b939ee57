/** Labels that narrow a selector, besides `job` and `instance`. */
type Labels = Readonly<Record<string, string>>;

/** The two directions of a line, as the metrics' `direction` has them. */
export const directions = ['downstream', 'upstream'] as const;

/** A selector of one series, held to the job and instance that are chosen at the top of the dashboard. */
export function select(metric: string, labels: Labels = {}): string {
  const chosen = Object.entries(labels).map(([label, value]) => `, ${label}="${value}"`);
  return `${metric}{job=~"$job", instance=~"$instance"${chosen.join('')}}`;
}

/** A line's metric by the name it has after `hg612_dsl_`. */
export const dsl = (name: string, labels?: Labels): string => select(`hg612_dsl_${name}`, labels);

/** Bytes per second, the base unit of the exporter, → bits per second, the unit that lines are sold in. */
export const bits = (expression: string): string => `${expression} * 8`;

/** Seconds since 1970 → what Grafana takes for a date. */
export const date = (seconds: string): string => `(${seconds}) * 1000`;

/** A counter as events per minute. */
export const perMinute = (counter: string): string => `rate(${counter}[$__rate_interval]) * 60`;

/**
 * What a counter grew by in each step. With the panel's interval at an hour: per hour, from the hour
 * itself, where a rate over minutes would blow one errored second up to thirty.
 */
export const perStep = (counter: string): string => `increase(${counter}[$__rate_interval])`;

/** What a counter grew by in a fixed time, such as `1h`, which the panel's title then names. */
export const grownIn = (window: string, counter: string): string => `increase(${counter}[${window}])`;

/** The first expression that has a value, for each modem. */
export const otherwise = (...expressions: readonly string[]): string =>
  expressions.map((expression) => `(${expression})`).join(' or on (job, instance) ');

/** `value` as long as `condition` holds for the same modem, else nothing. */
export const whenever = (value: string, condition: string): string =>
  `(${value}) and on (job, instance) (${condition})`;

/** `value` unless `other` has one for the same modem. */
export const unless = (value: string, other: string): string =>
  `(${value}) unless on (job, instance) (${other})`;

/** The same with one label more. */
export const withLabel = (expression: string, label: string, value: string): string =>
  `label_replace(${expression}, "${label}", "${value}", "", "")`;
