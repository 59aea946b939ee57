import { type InhibitRule, inhibitRules } from '../../../alertmanager/src/inhibition.ts';
import type { Firing } from './conditions.ts';

/** An alert with its labels, and when it fires. */
export interface FiringAlert {
  /** With `alertname`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly firings: readonly Firing[];
}

/**
 * Number of messages by alert: how often it starts to fire, unless Alertmanager's inhibition rules apply all the time.
 * Series of one alert that fire together are one message.
 *
 * @param step evaluation interval in seconds
 */
export function countMessages(alerts: readonly FiringAlert[], step: number): ReadonlyMap<string, number> {
  const messages = new Map<string, number>();
  for (const name of new Set(alerts.map(({ labels }) => labels['alertname'] ?? ''))) {
    const own = alerts.filter(({ labels }) => labels['alertname'] === name);
    const sent = new Set(own.flatMap((alert) => sentAt(alert, alerts, step)));
    const periods = merged(own.flatMap(({ firings }) => firings));
    const isSent = ({ from, to }: Firing): boolean =>
      sent.values().some((moment) => moment >= from && moment <= to);
    messages.set(name, periods.filter(isSent).length);
  }
  return messages;
}

/** Overlapping periods as one. */
function merged(periods: readonly Firing[]): Firing[] {
  const found: { from: number; to: number }[] = [];
  for (const { from, to } of periods.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else found.push({ from, to });
  }
  return found;
}

/** The evaluations at which an alert fires and is not inhibited. */
function sentAt(target: FiringAlert, alerts: readonly FiringAlert[], step: number): number[] {
  const sources = alerts
    .filter((source) => inhibitRules.some((rule) => inhibits(rule, source.labels, target.labels)))
    .flatMap(({ firings }) => firings);
  return target.firings
    .flatMap(({ from, to }) =>
      Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step),
    )
    .filter((moment) => !sources.some(({ from, to }) => moment >= from && moment <= to));
}

type Labels = FiringAlert['labels'];

function inhibits(rule: InhibitRule, source: Labels, target: Labels): boolean {
  return (
    rule.source_matchers.every((matcher) => matches(matcher, source)) &&
    rule.target_matchers.every((matcher) => matches(matcher, target)) &&
    rule.equal.every((label) => (source[label] ?? '') === (target[label] ?? ''))
  );
}

/** @throws {Error} on something that is no matcher of Alertmanager. */
function matches(matcher: string, labels: Labels): boolean {
  const [, label = '', operator = '', value = ''] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(matcher) ?? [];
  if (label === '') throw new Error(`expected a matcher, found ${matcher}`);
  const present = labels[label] ?? '';
  const isEqual = operator.includes('~') ? new RegExp(`^(?:${value})$`).test(present) : present === value;
  return operator.startsWith('!') ? !isEqual : isEqual;
}
