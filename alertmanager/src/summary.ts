import type { Notifications } from './config.ts';

/** For the log: one line per receiver with the alerts that it gets, and where to look at the line. */
export function summary({ receivers, heartbeat, exporterUrl }: Notifications): string[] {
  const lines = receivers.map(({ name, minSeverity }) => `${name}: ${description[minSeverity]}`);
  if (lines.length === 0) {
    lines.push(
      'No notification receiver is configured: alerts appear only on the dashboards. See docs/notifications.md.',
    );
  }
  if (heartbeat !== undefined)
    lines.push(`${heartbeat.name}: a request every 5 minutes while alerting works`);
  lines.push(`State of the line, and links to everything else: ${exporterUrl}`);
  return lines;
}

const description = {
  info: 'all alerts',
  warning: 'warnings and critical alerts',
  critical: 'critical alerts',
} as const;
