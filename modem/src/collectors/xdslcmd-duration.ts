/** `2 days 39 min 7 sec` in seconds. Units that are zero are left out, except the seconds. */
export function readDuration(text: string): number | undefined {
  const parts = /^(?:(\d{1,5}) days? ?)?(?:(\d{1,2}) hours? ?)?(?:(\d{1,2}) min ?)?(\d{1,2}) sec$/.exec(text);
  if (parts === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}
