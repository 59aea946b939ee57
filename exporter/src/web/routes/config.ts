import type { Router } from '@koa/router';
import { renderConfig } from '../../config-file/masked.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';

/** `GET /config`: the configuration in use as YAML, without secrets. */
export function addConfigRoute(router: Router, config: LiveConfig): void {
  router.get('/config', (ctx) => {
    ctx.type = 'text';
    ctx.body = renderConfig(config.current);
  });
}
