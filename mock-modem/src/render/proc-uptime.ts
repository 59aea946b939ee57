import type { LineSnapshot } from './snapshot.ts';

/** `cat /proc/uptime`: seconds since boot, and of those the seconds in which the processor had nothing to do. */
export function renderProcUptime({ deviceUptime, idleSeconds }: LineSnapshot): string {
  return `${deviceUptime.toFixed(2)} ${idleSeconds.toFixed(2)}\n`;
}
