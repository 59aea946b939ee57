import * as v from 'valibot';
import type { Variables } from '../../lib/environment.ts';

/** In ascending order: context, act but not now, act now. */
export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/**
 * `info` alerts require no action, and a VDSL2 line read over HTTP alone has a permanent one, so they are not sent by
 * default. The dashboards show them.
 */
const DEFAULT_MIN_SEVERITY: Severity = 'warning';

/** Minimum severity sent to a receiver, from `ALERT_<X>_MIN_SEVERITY`. */
export const readMinSeverity = (variables: Variables, variable: string): Severity =>
  variables.withDefault(
    variable,
    DEFAULT_MIN_SEVERITY,
    'info, warning or critical',
    v.picklist(severities),
  ) ?? DEFAULT_MIN_SEVERITY;

/**
 * Matcher for the alerts that a receiver with this minimum severity gets. An alert with any other severity or none,
 * such as one from your own rules, counts as a warning.
 */
export const severityMatcher: Readonly<Record<Severity, string>> = {
  info: 'severity!="none"',
  warning: 'severity!~"info|none"',
  critical: 'severity="critical"',
};
