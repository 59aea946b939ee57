/** Whether there is a time zone of this IANA name, such as `Europe/London`. */
export function isTimeZone(name: string): boolean {
  try {
    void new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
