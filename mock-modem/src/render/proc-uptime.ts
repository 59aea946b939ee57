import type { LineSnapshot } from './snapshot.ts';

/** `cat /proc/uptime`: seconds since boot and idle seconds of the processor. */
export function renderProcUptime({ deviceUptime, idleSeconds }: LineSnapshot): string {
  return `${deviceUptime.toFixed(2)} ${idleSeconds.toFixed(2)}\n`;
}
