import { isIP } from 'node:net';
import type { Context, Middleware } from 'koa';

/** Suffixes that public DNS does not serve, so that no web site can point such a name at this host. */
const LOCAL_NAME = /^[^.]+$|\.(?:localhost|local|internal|home\.arpa)$/i;
const BODY_TYPES = ['application/json', 'application/x-www-form-urlencoded'];
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** `host:port` without its port; an IPv6 address without its brackets. */
const hostName = (host: string): string => host.replace(/:\d+$/, '').replaceAll(/[[\]]/g, '');

/**
 * Why a request that changes state is refused, or undefined. Programs send no `Origin`; browsers send it, and a page of
 * another site must not switch scenarios. The `Host` check covers DNS rebinding, where both headers agree.
 */
function refusal({ headers, host }: Context): string | undefined {
  const name = hostName(host);
  if (isIP(name) === 0 && !LOCAL_NAME.test(name)) {
    return `Host: expected an IP address, localhost or a local host name, found ${JSON.stringify(host.slice(0, 100))}`;
  }
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return `Origin: expected http://${host} or no header, found ${JSON.stringify(origin.slice(0, 100))}`;
  }
  const site = headers['sec-fetch-site'] ?? 'none';
  if (site !== 'none' && site !== 'same-origin') return 'Sec-Fetch-Site: expected same-origin';
  return undefined;
}

const hasBody = ({ headers }: Context): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Refuses state-changing requests from pages of other sites (403) and bodies that are no form or JSON (415). */
export const guardStateChanges: Middleware = async (context, next) => {
  if (SAFE_METHODS.has(context.method)) return next();
  const reason = refusal(context);
  if (reason !== undefined) {
    context.status = 403;
    context.body = { error: reason };
    return undefined;
  }
  if (hasBody(context) && context.is(BODY_TYPES) === false) {
    context.status = 415;
    context.body = { error: `Content-Type: expected ${BODY_TYPES.join(' or ')}` };
    return undefined;
  }
  return next();
};
