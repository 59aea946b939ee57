import { dsl, select } from './promql.ts';

/**
 * An alert threshold recorded in prometheus/rules/thresholds.yml. The series has no labels. The current value also
 * applies to the past: the recording is only as old as the stack.
 */
const threshold = (name: string): string => `hg612:threshold:${name} @ end()`;

/**
 * A threshold to draw next to a measurement. Has a value only while the measurement has one: a panel without any
 * measured value shows its reason instead of a single limit line.
 *
 * @param scale converts the threshold to the unit of the panel
 */
export const limit = (name: string, measured: string, scale = '1'): string =>
  `(${threshold(name)} * ${scale}) and on () (${measured})`;

/**
 * Current threshold of the margin alerts for the selected line, by direction, where the margin was measured: recorded
 * in prometheus/rules/snr_margin.yml.
 */
export const marginThreshold = (level: 'low' | 'critical'): string =>
  `(0 * ${dsl('snr_margin_decibels')} + ${select(`hg612:snr_margin_decibels:${level}`)} @ end())`;

/**
 * Rates of the contract of the selected line, by direction and kind, where the sync rate was measured. Without contract
 * rates in the exporter's configuration there are none.
 */
export const contractRate = `(${select('hg612_contract_sync_rate_bytes_per_second')} and on (job, instance, direction) ${dsl('sync_rate_bytes_per_second')})`;

/** A measurement split at a threshold, so that each part can have its own colour. */
interface Graded {
  /** Within the threshold. */
  good: string;
  /** Beyond the threshold. */
  bad: string;
  /** No threshold exists: Prometheus has not loaded this project's rules. */
  ungraded: string;
}

/**
 * Splits a measurement at the threshold `name`, which has no labels. Values above it are bad.
 *
 * @param scale converts the threshold to the unit of the panel
 */
export function gradeAbove(value: string, name: string, scale = '1'): Graded {
  const bad = `(${value}) > on () group_left () (${threshold(name)} * ${scale})`;
  return {
    good: `((${value}) and on () ${threshold(name)}) unless (${bad})`,
    bad,
    ungraded: `(${value}) unless on () ${threshold(name)}`,
  };
}

/** Splits a measurement at a threshold with the same labels. Values below it are bad. */
export function gradeBelow(value: string, thresholds: string): Graded {
  const bad = `(${value}) < ${thresholds}`;
  return {
    good: `((${value}) and ${thresholds}) unless (${bad})`,
    bad,
    ungraded: `(${value}) unless ${thresholds}`,
  };
}
