import type { Router } from '@koa/router';
import { crossSiteRefusal } from '../../../../lib/cross-site.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';
import { refuse } from '../refuse.ts';

/** `POST /-/reload`: loads the configuration file again. Pages of other sites cannot do so. */
export function addReloadRoute(router: Router, config: LiveConfig): void {
  router.post('/-/reload', async (ctx) => {
    const refusal = crossSiteRefusal(ctx.req.headers);
    if (refusal !== undefined) {
      refuse(ctx, 403, refusal);
      return;
    }
    const problems = await config.reload();
    if (problems === undefined) ctx.body = 'reloaded\n';
    else refuse(ctx, 500, problems);
  });
}
