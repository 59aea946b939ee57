import * as v from 'valibot';
import type { Variables } from '../../lib/environment.ts';

/** From the least to the most pressing: context, act but not now, act now. */
export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/**
 * What nobody chose: `warning`. A message asks somebody to do something, and `info` alerts ask for nothing (a
 * VDSL2 line read over HTTP alone has one for good); they are there to be read beside the graphs.
 */
const DEFAULT_MIN_SEVERITY: Severity = 'warning';

/** The least severity that a receiver is to hear of, from `ALERT_<X>_MIN_SEVERITY`. */
export const readMinSeverity = (variables: Variables, variable: string): Severity =>
  variables.withDefault(
    variable,
    DEFAULT_MIN_SEVERITY,
    'info, warning or critical',
    v.picklist(severities),
  ) ?? DEFAULT_MIN_SEVERITY;

/**
 * Which alerts a receiver with this least severity hears of. An alert whose severity is none of ours, such as one
 * from a rule of your own without the label, counts as a warning: better one message too many than silence.
 */
export const severityMatcher: Readonly<Record<Severity, string>> = {
  info: 'severity!="none"',
  warning: 'severity!~"info|none"',
  critical: 'severity="critical"',
};
