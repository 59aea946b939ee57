/** One of Alertmanager's `inhibit_rules`: while a source fires, targets with equal labels are not sent. */
export interface InhibitRule {
  readonly name: string;
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** One exporter, so one modem, so one line. */
const SAME_MODEM = ['job', 'instance'];

/** All that rests on a scrape. Alerts about Prometheus and Alertmanager themselves (`layer="stack"`) do not. */
const FROM_A_SCRAPE = 'layer=~"exporter|modem|line"';

/**
 * One cause, one message. The rules hang on three labels that every alert of the catalogue carries: `severity`,
 * `layer` (exporter, modem, line, stack) and `subject` (what is wrong: sync, retrain, snr_margin, …).
 * A label that is on neither side counts as equal.
 */
export const inhibitRules: readonly InhibitRule[] = [
  {
    name: 'exporter-down',
    source_matchers: ['alertname="HG612ExporterDown"', 'instance!=""'],
    target_matchers: [FROM_A_SCRAPE, 'alertname!="HG612ExporterDown"'],
    equal: SAME_MODEM,
  },
  {
    // A target that is gone from Prometheus altogether has no instance left to compare.
    name: 'exporter-gone',
    source_matchers: ['alertname="HG612ExporterDown"', 'instance=""'],
    target_matchers: [FROM_A_SCRAPE, 'alertname!="HG612ExporterDown"'],
    equal: ['job'],
  },
  {
    name: 'modem-unreachable',
    source_matchers: ['alertname="HG612ModemUnreachable"'],
    target_matchers: [FROM_A_SCRAPE, 'alertname!~"HG612ExporterDown|HG612ModemUnreachable"'],
    equal: SAME_MODEM,
  },
  {
    name: 'sync-lost',
    source_matchers: ['alertname="HG612SyncLost"'],
    target_matchers: ['layer="line"', 'subject=~"snr_margin|sync_rate|errors|attenuation"'],
    equal: SAME_MODEM,
  },
  {
    // That the line came back some minutes ago is no news while it is down again. That it flaps is: that one is
    // critical, and not among the targets.
    name: 'sync-lost-again',
    source_matchers: ['alertname="HG612SyncLost"'],
    target_matchers: ['layer="line"', 'subject="retrain"', 'severity=~"warning|info"'],
    equal: SAME_MODEM,
  },
  {
    // Once it is said that the line flaps, not every drop is told again: that is what keeps a bad night readable.
    // A line that then stays down stops retraining, so flapping resolves and the lost sync is told after all.
    name: 'line-flapping',
    source_matchers: ['alertname="HG612LineFlapping"'],
    target_matchers: ['alertname="HG612SyncLost"'],
    equal: SAME_MODEM,
  },
  {
    // Most receivers are reached over the very line that was down: what they missed is told again once it is back.
    name: 'line-down-receivers-too',
    source_matchers: ['alertname=~"HG612SyncLost|HG612LineRetrained|HG612LineFlapping"'],
    target_matchers: ['alertname="AlertmanagerNotificationsFailing"'],
    equal: [],
  },
  {
    // The worse of two alerts on one thing. Without the subject, alerts from rules of your own would silence each other.
    name: 'critical-over-warning',
    source_matchers: ['severity="critical"', 'subject!=""'],
    target_matchers: ['severity=~"warning|info"', 'subject!=""'],
    equal: [...SAME_MODEM, 'layer', 'subject', 'direction'],
  },
];
