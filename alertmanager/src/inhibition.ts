/** One of Alertmanager's `inhibit_rules`: while a source fires, targets with equal labels are not sent. */
export interface InhibitRule {
  readonly name: string;
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** Labels that identify an exporter, and with it a modem and a line. */
const SAME_MODEM = ['job', 'instance'];

/** Labels of all lines of a site, and of the alert about it. */
const SAME_SITE = ['job', 'site'];

/** Alerts that depend on scraping the exporter. Those on Prometheus and Alertmanager (`layer="stack"`) do not. */
const FROM_A_SCRAPE = 'layer=~"exporter|modem|line"';

/**
 * One notification per cause. The rules use three labels of every alert: `severity`, `layer` (exporter, modem, line,
 * stack) and `subject` (sync, retrain, snr_margin, …). A label that is missing on both sides counts as equal.
 */
export const inhibitRules: readonly InhibitRule[] = [
  {
    // Without samples HG612ExporterDown fires because there is no data. The alert has no target, so nothing is compared.
    name: 'no-samples-stored',
    source_matchers: ['alertname="PrometheusStorageFailing"'],
    target_matchers: [FROM_A_SCRAPE],
    equal: [],
  },
  {
    name: 'exporter-down',
    source_matchers: ['alertname="HG612ExporterDown"', 'instance!=""'],
    target_matchers: [FROM_A_SCRAPE, 'alertname!="HG612ExporterDown"'],
    equal: SAME_MODEM,
  },
  {
    name: 'exporters-down',
    source_matchers: ['alertname="HG612ExportersDown"'],
    target_matchers: ['alertname="HG612ExporterDown"', 'instance!=""'],
    equal: ['job'],
  },
  {
    // Prometheus has no exporter left: the alert has no labels of a target to compare, but those by which several
    // Prometheus servers with one Alertmanager usually differ.
    name: 'exporter-gone',
    source_matchers: ['alertname="HG612ExporterDown"', 'instance=""'],
    target_matchers: [FROM_A_SCRAPE, 'alertname!="HG612ExporterDown"'],
    equal: ['cluster', 'namespace', 'site'],
  },
  {
    name: 'modem-unreachable',
    source_matchers: ['alertname="HG612ModemUnreachable"'],
    target_matchers: [FROM_A_SCRAPE, 'alertname!~"HG612ExporterDown|HG612ModemUnreachable"'],
    equal: SAME_MODEM,
  },
  {
    // One message for a power cut, a failed cabinet or uplink, not one for each line.
    name: 'site-down',
    source_matchers: ['alertname="HG612SiteDown"'],
    target_matchers: ['site!=""', 'subject=~"modem|sync|retrain|profile|device"'],
    equal: SAME_SITE,
  },
  {
    // Its lines are back; each of them retrained, perhaps with another profile, and its modem may have rebooted.
    name: 'site-down-recently',
    source_matchers: ['alertname="HG612SiteDownRecently"'],
    target_matchers: ['site!=""', 'subject=~"retrain|profile|device"', 'severity=~"warning|info"'],
    equal: SAME_SITE,
  },
  {
    name: 'telnet-failing',
    source_matchers: ['alertname="HG612CollectorFailing"'],
    target_matchers: ['alertname="HG612SnrMarginUnknown"'],
    equal: SAME_MODEM,
  },
  {
    name: 'sync-lost',
    source_matchers: ['alertname="HG612SyncLost"'],
    target_matchers: ['layer="line"', 'subject=~"snr_margin|sync_rate|errors|attenuation|profile"'],
    equal: SAME_MODEM,
  },
  {
    // A retrain some minutes ago is not worth a message while the line is down again. Flapping is, and it is critical.
    name: 'sync-lost-again',
    source_matchers: ['alertname="HG612SyncLost"'],
    target_matchers: ['layer="line"', 'subject="retrain"', 'severity=~"warning|info"'],
    equal: SAME_MODEM,
  },
  {
    // Keeps a bad night readable: while the line flaps, single drops are not sent. If the line then stays down,
    // HG612LineFlapping resolves and HG612SyncLost is sent.
    name: 'line-flapping',
    source_matchers: ['alertname="HG612LineFlapping"'],
    target_matchers: ['alertname="HG612SyncLost"'],
    equal: SAME_MODEM,
  },
  {
    // Most receivers are reached over the line that was down. Alertmanager retries what they missed.
    name: 'receivers-unreachable-while-down',
    source_matchers: ['alertname=~"HG612SyncLost|HG612LineRetrained|HG612LineFlapping"'],
    target_matchers: ['alertname="AlertmanagerNotificationsFailing"'],
    equal: [],
  },
  {
    // Requires a subject: without that condition, alerts from your own rules would inhibit each other.
    name: 'critical-over-warning',
    source_matchers: ['severity="critical"', 'subject!=""'],
    target_matchers: ['severity=~"warning|info"', 'subject!=""'],
    equal: [...SAME_MODEM, 'layer', 'subject', 'direction'],
  },
];
