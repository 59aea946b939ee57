/** Time for Prometheus to receive and parse the response before its timeout. */
const RESPONSE_SECONDS = 0.5;

/**
 * Time that a scrape may take, in seconds. The scrape timeout header lowers the bound and never raises it.
 *
 * @param header `X-Prometheus-Scrape-Timeout-Seconds` as sent; an invalid value is ignored
 * @param boundSeconds `MODEM_TIMEOUT_SECONDS`
 */
export function scrapeSeconds(header: string, boundSeconds: number): number {
  const timeout = Number(header);
  if (header === '' || !Number.isFinite(timeout) || timeout <= 0) return boundSeconds;
  // A timeout of half a second or less would leave no time: use half of it.
  return Math.min(boundSeconds, Math.max(timeout - RESPONSE_SECONDS, timeout / 2));
}
