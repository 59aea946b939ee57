import type { Context, Middleware } from 'koa';
import { crossSiteRefusal } from '../../../lib/cross-site.ts';

const BODY_TYPES = ['application/json', 'application/x-www-form-urlencoded'];
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const hasBody = ({ headers }: Context): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Refuses state-changing requests from pages of other sites (403) and bodies that are no form or JSON (415). */
export const guardStateChanges: Middleware = async (context, next) => {
  if (SAFE_METHODS.has(context.method)) return next();
  const reason = crossSiteRefusal(context.headers);
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
