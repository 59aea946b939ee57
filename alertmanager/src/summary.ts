import type { Notifications } from './config.ts';

/** Who will hear of what, a line each, for the log. */
export function summary({ receivers, heartbeat }: Notifications): string[] {
  const lines = receivers.map(({ name, minSeverity }) => `${name}: ${words[minSeverity]}`);
  if (lines.length === 0) {
    lines.push('No receiver is set, so nobody will be told of an alert. See docs/notifications.md.');
  }
  if (heartbeat !== undefined) lines.push(`${heartbeat.name}: a call every 5 minutes while alerting works`);
  return lines;
}

const words = {
  info: 'every alert',
  warning: 'warnings and critical alerts',
  critical: 'critical alerts',
} as const;
