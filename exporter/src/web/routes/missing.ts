import type { Router } from '@koa/router';
import { refuse } from '../refuse.ts';

/**
 * An endpoint that this exporter does not have because of its settings: 404 with the reason.
 *
 * @param reason with the setting or the option to change
 */
export function addMissingRoute(router: Router, path: string, reason: string): void {
  router.all(path, (ctx) => refuse(ctx, 404, reason));
}
