import { isLoopback } from '../../lib/loopback.mjs';
import type { Notifications } from './config.ts';

/** For the log: one line per receiver with the alerts that it gets, where to look at the line, and links of no use. */
export function summary({ receivers, heartbeat, exporterUrl, grafanaUrl }: Notifications): string[] {
  const lines = receivers.map(({ name, minSeverity }) => `${name}: ${description[minSeverity]}`);
  if (lines.length === 0) {
    lines.push(
      'No notification receiver is configured: alerts appear only on the dashboards. See docs/notifications.md.',
    );
  }
  if (heartbeat !== undefined)
    lines.push(`${heartbeat.name}: a request every 5 minutes while alerting works`);
  lines.push(`State of the line, and links to everything else: ${exporterUrl}`);
  const link = grafanaUrl ?? exporterUrl;
  if (receivers.length > 0 && isLoopback(link)) {
    const variables = grafanaUrl === undefined ? 'EXPORTER_URL' : 'GRAFANA_URL and EXPORTER_URL';
    lines.push(
      `Links in messages lead to ${link}, which a phone cannot open: set ${variables} in .env to addresses that it can open, ` +
        'and BIND_ADDRESS to one of this machine. See docs/notifications.md.',
    );
  }
  return lines;
}

const description = {
  info: 'all alerts',
  warning: 'warnings and critical alerts',
  critical: 'critical alerts',
} as const;
