import { Seconds, Short } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { palette } from '../palette.ts';
import { colored } from '../panel.ts';
import { graph } from '../panels.ts';
import { columns, table } from '../table.ts';
import { eventsPerMinute } from '../units.ts';

// Metrics of Prometheus and Alertmanager. They have jobs of their own, so the selected job and instance do not apply.
const ourGroups = 'rule_group=~".*;hg612_.*"';

/** The name of a rule group without the path of its file. */
const named = (expr: string): string =>
  `label_replace(${expr}, "group", "$1", "rule_group", ".*;hg612_(.*)")`;

/** A counter per minute: the highest rate of each step. These counters start with their process. */
const perMinute = (by: string, counter: string): string =>
  `max_over_time(sum by (${by}) (rate(${counter}[2m]))[$__interval:30s]) * 60`;

const alerts = () =>
  table({
    title: 'Alerts in Prometheus',
    description:
      'Pending and firing alerts of all jobs. Watchdog always fires. Alertmanager decides who is notified.',
    noValue: 'No alerts, not even Watchdog: this project’s rules are not loaded',
    width: 12,
    height: 8,
    unit: Short,
    queries: [
      {
        expr: 'sum by (alertname, alertstate, severity, instance) (ALERTS)',
        instant: true,
        table: true,
      },
    ],
    transformations: [
      columns({ alertname: 'Alert', alertstate: 'State', severity: 'Severity', instance: 'Instance' }, [
        'Time',
        'Value',
      ]),
    ],
  });

const ruleFailures = () =>
  graph({
    title: 'Failed rule evaluations',
    description: 'Failed evaluations per minute, by rule group. Alerts of a failing group may not fire.',
    noValue: 'No data: Prometheus does not scrape itself',
    width: 12,
    height: 8,
    unit: eventsPerMinute,
    min: 0,
    softMax: 1,
    queries: [
      {
        expr: named(perMinute('rule_group', `prometheus_rule_evaluation_failures_total{${ourGroups}}`)),
        legend: '{{group}}',
      },
    ],
  });

const ruleDurations = () =>
  graph({
    title: 'Rule evaluation time',
    description:
      'Duration of an evaluation, by rule group: the longest of each step. It must stay well below the evaluation interval.',
    noValue: 'No data: Prometheus does not scrape itself',
    width: 12,
    height: 8,
    unit: Seconds,
    min: 0,
    queries: [
      {
        expr: named(
          `max by (rule_group) (max_over_time(prometheus_rule_group_last_duration_seconds{${ourGroups}}[$__interval]))`,
        ),
        legend: '{{group}}',
      },
    ],
  });

const notifications = () =>
  graph({
    title: 'Notifications',
    description:
      'Per minute: alerts sent from Prometheus to Alertmanager and errors on the way; notifications sent by ' +
      'Alertmanager and those that failed. Without a receiver in .env, Alertmanager sends none.',
    noValue: 'No data: Prometheus scrapes neither itself nor Alertmanager',
    width: 12,
    height: 8,
    unit: eventsPerMinute,
    min: 0,
    softMax: 1,
    queries: [
      {
        expr: perMinute('', 'prometheus_notifications_sent_total'),
        legend: 'sent to Alertmanager',
      },
      {
        expr: perMinute('', 'prometheus_notifications_errors_total'),
        legend: 'errors sending to Alertmanager',
      },
      {
        expr: `${perMinute('integration', 'alertmanager_notifications_total')} > 0`,
        legend: '{{integration}} sent',
      },
      {
        expr: `${perMinute('integration', 'alertmanager_notifications_failed_total')} > 0`,
        legend: '{{integration}} failed',
      },
    ],
    overrides: [colored(/ sent$|^sent/, palette.first), colored(/ failed$|^errors/, palette.bad)],
  });

/** Whether alerting works. */
export const alerting = (): Section => ({
  title: 'Rules and notifications',
  rows: [
    [alerts(), notifications()],
    [ruleDurations(), ruleFailures()],
  ],
});
