/** In the time zone of the process, which `TZ` sets. */
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithZone = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const year = new Intl.DateTimeFormat('en-GB', { year: 'numeric' });

/** `22:18` */
export const formatClock = (time: Date): string => clock.format(time);

/** `22:18:23 GMT` */
export const formatClockWithZone = (time: Date): string => clockWithZone.format(time);

/** `22:18` of today, `Fri 13 Nov, 22:18` of another day, with the year if it is another one. */
export function formatMoment(time: Date, now: Date): string {
  if (day.format(time) === day.format(now) && year.format(time) === year.format(now))
    return formatClock(time);
  const date = day.format(time).replace(',', '');
  const otherYear = year.format(time) === year.format(now) ? '' : ` ${year.format(time)}`;
  return `${date}${otherYear}, ${formatClock(time)}`;
}
