/** The modem's number formats, shared so that page and shell round a value in the same way. */

/** A whole number as a uint32 that wraps: 2³² is 0 again, −6 is 4294967290. */
export const uint32 = (value: number): number => {
  const rest = Math.trunc(value) % 2 ** 32;
  return rest < 0 ? rest + 2 ** 32 : rest + 0;
};

/** dB or dBm → 0.1 dB, the unit of the page. Halves go up, also below zero; never −0. */
export const toTenths = (value: number): number => Math.round(value * 10) + 0;

/** dB or dBm with one decimal and a slot for the sign, as the shell prints it: ` 6.3`, `-0.4`. */
export function decibels(value: number): string {
  const inTenths = toTenths(value);
  const digits = Math.abs(inTenths);
  return `${inTenths < 0 ? '-' : ' '}${Math.floor(digits / 10)}.${digits % 10}`;
}

/** Seconds in the modem's duration format: units that are zero are omitted, except seconds. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts: [count: number, unit: string][] = [
    [Math.floor(whole / 86_400), 'days'],
    [Math.floor(whole / 3600) % 24, 'hours'],
    [Math.floor(whole / 60) % 60, 'min'],
  ];
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return [...shown, `${whole % 60} sec`].join(' ');
}

/** Like {@link duration} for the tables of the last two days, which the modem counts in hours up to 24. */
export function durationWithinADay(seconds: number): string {
  return seconds >= 86_400 ? `24 hours ${Math.floor(seconds) % 60} sec` : duration(seconds);
}
