import * as v from 'valibot';

/** An IANA time zone name. Alertmanager silently uses UTC for an unknown one. */
export const timeZone = v.pipe(v.string(), v.check(isTimeZone));

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
