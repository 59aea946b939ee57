import * as v from 'valibot';

/** A time zone by its IANA name. Alertmanager takes one that it does not know for UTC without a word. */
export const timeZone = v.pipe(v.string(), v.check(isTimeZone));

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
