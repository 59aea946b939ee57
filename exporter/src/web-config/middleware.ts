import type { Context, Middleware } from 'koa';
import { type Authenticate, createAuthenticator, parseBasicAuth } from './basic-auth.ts';
import { BusyError, createPasswordVerifier } from './bcrypt.ts';
import type { CurrentWebConfig } from './current.ts';
import type { WebConfig } from './load.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { networkOf } from '../web/client-network.ts';
import { refuse } from '../web/refuse.ts';

/** What can be replaced in tests. */
interface WebConfigOptions {
  readonly authenticate?: Authenticate;
  readonly now?: () => number;
}

/**
 * Applies the web configuration to every request, whatever its path, as exporter-toolkit does: the rate limit, then
 * basic authentication, and the headers of the response.
 */
export function applyWebConfig(
  web: CurrentWebConfig,
  { authenticate = createAuthenticator(createPasswordVerifier()), now }: WebConfigOptions = {},
): Middleware {
  const allow = createRateLimiter(now);
  return async (ctx, next) => {
    const { users, headers, rateLimit } = await web.get();
    if (!allow(rateLimit)) {
      refuse(ctx, 429, 'Too Many Requests');
      return;
    }
    try {
      if (await isAllowed(ctx, users, authenticate)) await next();
    } finally {
      setHeaders(ctx, headers);
    }
  };
}

async function isAllowed(
  ctx: Context,
  users: WebConfig['users'],
  authenticate: Authenticate,
): Promise<boolean> {
  if (users.size === 0) return true;
  const credentials = parseBasicAuth(ctx.get('authorization'));
  try {
    if (credentials !== undefined && (await authenticate(credentials, users, networkOf(ctx.ip)))) return true;
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    refuse(ctx, 503, error.message, 1);
    return false;
  }
  ctx.set('www-authenticate', 'Basic');
  refuse(ctx, 401, 'Unauthorized');
  return false;
}

/** Configured headers take precedence over the exporter's own. */
function setHeaders(ctx: Context, headers: WebConfig['headers']): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === '') ctx.remove(name);
    else if (value !== undefined) ctx.set(name, value);
  }
}
