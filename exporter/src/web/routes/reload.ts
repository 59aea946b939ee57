import type { Router } from '@koa/router';
import { crossSiteRefusal } from '../../../../lib/cross-site.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';

/** `POST /-/reload`: loads the configuration file again. Pages of other sites cannot do so. */
export function addReloadRoute(router: Router, config: LiveConfig): void {
  router.post('/-/reload', async (ctx) => {
    ctx.type = 'text';
    const refusal = crossSiteRefusal(ctx.req.headers);
    if (refusal !== undefined) {
      ctx.status = 403;
      ctx.body = `${refusal}\n`;
      return;
    }
    const problems = await config.reload();
    ctx.status = problems === undefined ? 200 : 500;
    ctx.body = problems === undefined ? 'reloaded\n' : `${problems}\n`;
  });
}
