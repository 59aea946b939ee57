import { seriesText } from '../open-metrics.ts';
import { firingTimes } from './firing.ts';
import { STALE } from './remote-write.ts';
import { type Rule, WATCHDOG } from './rule-files.ts';
import type { Result, RuleServer } from './rule-server.ts';

/** Seconds between two evaluations of Prometheus. */
const INTERVAL = 30;
/** Seconds between two evaluations of an alert that waits long enough not to depend on each. */
const LONG_INTERVAL = 60;
const LONG_WAIT = 300;
/** Baselines over days, and constants. */
const BASELINE_INTERVAL = 30 * 60;
/** Recorded series that change after a retrain only, and one that reads a day at every evaluation. */
const SLOW =
  /^hg612:(?:attenuation_change_\w+|snr_margin_decibels:(?:trained|low|critical)|retrains:count1d)/;
const SLOW_INTERVAL = 300;

/** Prometheus looks back five minutes at most, so a value that holds for longer is repeated. */
const REPEAT = 240;

/** The recorded series that are written too: the limits in the dashboards. */
export const LIMITS: ReadonlySet<string> = new Set([
  'hg612:snr_margin_decibels:low',
  'hg612:snr_margin_decibels:critical',
  'hg612:dlm:errored_seconds_per_day',
  'hg612:threshold:crc_errors_per_hour',
  'hg612:threshold:errored_seconds_per_hour',
  'hg612:threshold:severely_errored_seconds_per_hour',
  'hg612:threshold:modem_timeout_seconds',
  'hg612:threshold:retrains_per_hour',
]);

/** Whether the result of a rule is written: alerts that the dashboards show in the past, and limits. */
export const isWritten = ({ record, alert, labels }: Rule): boolean =>
  record === undefined
    ? alert === WATCHDOG || /^(?:critical|warning)$/.test(labels['severity'] ?? '')
    : LIMITS.has(record);

/**
 * Evaluates rules one after the other, each over the whole period. A rule can read the series that earlier ones
 * recorded.
 *
 * It does not see its own results or those of later rules. The only effect is that HG612SyncLost resolves one
 * evaluation earlier. It would also differ while reads fail, but none do in the history.
 *
 * @param rules each after those that it reads
 * @param from Unix seconds
 * @param to Unix seconds
 * @yields OpenMetrics text: `ALERTS` of firing alerts, and limits
 */
export async function* evaluateRules(
  server: RuleServer,
  rules: readonly Rule[],
  from: number,
  to: number,
): AsyncIterable<string> {
  for (const rule of rules) {
    const step = stepOf(rule);
    const start = Math.ceil(from / step) * step;
    const range = { from: start, to: start + Math.floor((to - start) / step) * step, step };
    const results = await server.query(rule.expr, range);
    if (rule.record !== undefined) {
      const name = rule.record;
      for (const { labels, values } of results) {
        const series = { ...labels, ...rule.labels, __name__: name };
        const isLimit = LIMITS.has(name);
        const text = isLimit ? seriesText(series) : '';
        let lines = '';
        for (const [time, value] of heldSamples(values, range, to)) {
          server.add(series, time, value);
          if (isLimit && value !== STALE) lines += `${text} ${value} ${time}\n`;
        }
        yield lines;
        await server.sendFull();
      }
      await server.send();
    } else {
      for (const { labels, values } of results) {
        const alert = { ...labels, ...rule.labels, alertname: rule.alert ?? '', alertstate: 'firing' };
        const series = seriesText({ ...alert, __name__: 'ALERTS' });
        let lines = '';
        for (const time of firingTimes(rule, evaluationsOf(range), (moment) => values.has(moment))) {
          for (let each = time; each < time + step && each <= to; each += INTERVAL)
            lines += `${series} 1 ${each}\n`;
        }
        yield lines;
      }
    }
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function stepOf(rule: Rule): number {
  if (rule.isBaseline || rule.expr.startsWith('vector(')) return BASELINE_INTERVAL;
  if (rule.record !== undefined && SLOW.test(rule.record)) return SLOW_INTERVAL;
  return rule.alert !== undefined && rule.for < LONG_WAIT ? INTERVAL : LONG_INTERVAL;
}

function* evaluationsOf({ from, to, step }: Range): Iterable<number> {
  for (let time = from; time <= to; time += step) yield time;
}

/** @yields the samples of a series, repeated until the next evaluation but not after `end`, and the end of the series */
function* heldSamples(
  values: Result['values'],
  range: Range,
  end: number,
): Iterable<[number, number | typeof STALE]> {
  let present = false;
  for (const time of evaluationsOf(range)) {
    const value = values.get(time);
    if (value !== undefined) {
      for (let each = time; each < time + range.step && each <= end; each += REPEAT) yield [each, value];
    } else if (present) yield [time, STALE];
    present = value !== undefined;
  }
}
