/** dBm. Grafana's built-in unit is displayed as "dbm". */
export const dBm = 'suffix:dBm';

/** Events per minute. Grafana's built-in unit is displayed as "c/m". */
export const eventsPerMinute = 'suffix: /min';

/** Events or seconds per hour. */
export const eventsPerHour = 'suffix: /h';

/** A calendar day. */
export const calendarDay = 'time:ddd YYYY-MM-DD';

/** Frequencies of tones: as a whole number, where Grafana's built-in unit would change to MHz. */
export const kilohertz = 'suffix: kHz';

/** Power density. */
export const dBmPerHertz = 'suffix: dBm/Hz';
