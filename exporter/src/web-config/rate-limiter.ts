import type { RateLimit } from './load.ts';

/** Whether one more request is within the limit. */
type AllowRequest = (limit: RateLimit | undefined) => boolean;

/** A token bucket for all requests. It starts full, and again whenever its settings change. */
export function createRateLimiter(now: () => number = () => performance.now()): AllowRequest {
  let tokens = 0;
  let filledAt = 0;
  let settings = '';

  return (limit) => {
    if (limit === undefined) return true;
    const { interval, burst } = limit;
    const time = now();
    const current = `${interval} ${burst}`;
    tokens = settings === current ? Math.min(burst, tokens + (time - filledAt) / interval) : burst;
    settings = current;
    filledAt = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
