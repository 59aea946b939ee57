/** What Prometheus needs to receive and parse the answer before its own timeout. */
const ANSWER_SECONDS = 0.5;

/**
 * How long one scrape may take: a scrape-timeout header lowers the bound, and never raises it.
 *
 * @param header `X-Prometheus-Scrape-Timeout-Seconds`, as sent; nonsense is as good as none
 * @param boundSeconds `MODEM_TIMEOUT_SECONDS`
 */
export function scrapeSeconds(header: string, boundSeconds: number): number {
  const timeout = Number(header);
  if (header === '' || !Number.isFinite(timeout) || timeout <= 0) return boundSeconds;
  // A timeout of half a second or less leaves nothing by that rule: then the half of it.
  return Math.min(boundSeconds, Math.max(timeout - ANSWER_SECONDS, timeout / 2));
}
