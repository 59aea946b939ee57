/** A quarter of an hour, in seconds. All time zones are whole quarters of an hour from UTC. */
const QUARTER = 900;

/** Date and time of day in a time zone. */
interface LocalTime {
  /** `2026-11-25` */
  readonly date: string;
  /** 0 to 23. */
  readonly hour: number;
  /** Start of the hour, Unix seconds. Two hours of a day have the same number when clocks go back. */
  readonly hourStart: number;
}

/** A time zone. Times are Unix seconds. */
export interface Zone {
  /** Its IANA name, such as `Europe/London`. */
  readonly name: string;
  at(time: number): LocalTime;
  /** Start of the day that contains a time, and of the next one. Days have 23 to 25 hours. */
  dayOf(time: number): { readonly from: number; readonly to: number };
  /** `25 Nov 2026, 23:05` */
  dateTime(time: number): string;
  /** `25 Nov 2026, 23:05:40` */
  dateTimeSeconds(time: number): string;
  /** `Wed 25 Nov` */
  day(time: number): string;
  /** `25 November 2026` */
  longDay(time: number): string;
  /** `23:05` */
  timeOfDay(time: number): string;
  /** Short name of the zone at a time, such as `GMT` or `GMT+1`. */
  abbreviation(time: number): string;
}

/** @param name IANA name of an existing time zone */
export function createZone(name: string): Zone {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: name, hourCycle: 'h23', ...options });
  const minute = { hour: '2-digit', minute: '2-digit' } as const;
  const date = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const formats = {
    // Of all locales, Swedish has ISO dates.
    slot: new Intl.DateTimeFormat('sv-SE', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      ...minute,
    }),
    dateTime: format({ ...date, ...minute }),
    dateTimeSeconds: format({ ...date, ...minute, second: '2-digit' }),
    day: format({ weekday: 'short', day: 'numeric', month: 'short' }),
    longDay: format({ day: 'numeric', month: 'long', year: 'numeric' }),
    timeOfDay: format(minute),
    abbreviation: format({ timeZoneName: 'short' }),
  };
  // Formatting each of a few hundred thousand times would take seconds.
  const slots = new Map<number, LocalTime>();
  const at = (time: number): LocalTime => {
    const slot = Math.floor(time / QUARTER);
    const known = slots.get(slot);
    if (known !== undefined) return known;
    const [localDate = '', hour = '', minutes = ''] = formats.slot
      .format(slot * QUARTER * 1000)
      .split(/[ :]/);
    const hourStart = slot * QUARTER - Number(minutes) * 60;
    const local = { date: localDate, hour: Number(hour), hourStart };
    slots.set(slot, local);
    return local;
  };
  const show = (which: Exclude<keyof typeof formats, 'slot'>) => (time: number) =>
    formats[which].format(time * 1000);

  return {
    name,
    at,
    dayOf(time) {
      const { date: today } = at(time);
      let from = Math.floor(time / QUARTER) * QUARTER;
      while (at(from - QUARTER).date === today) from -= QUARTER;
      let to = Math.floor(time / QUARTER) * QUARTER + QUARTER;
      while (at(to).date === today) to += QUARTER;
      return { from, to };
    },
    dateTime: show('dateTime'),
    dateTimeSeconds: show('dateTimeSeconds'),
    day: show('day'),
    longDay: show('longDay'),
    timeOfDay: show('timeOfDay'),
    abbreviation: (time) =>
      formats.abbreviation.formatToParts(time * 1000).find(({ type }) => type === 'timeZoneName')?.value ??
      name,
  };
}
