import type { Router } from '@koa/router';
import { renderConfig } from '../../config-file/masked.ts';
import type { FileConfig } from '../../config-file/load.ts';
import { sendOncePer } from '../once-per.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';

/** `GET /config`: the configuration in use as YAML, without secrets. */
export function addConfigRoute(router: Router, config: LiveConfig): void {
  const send = sendOncePer(async (current: FileConfig) => renderConfig(current));
  router.get('/config', async (ctx) => {
    ctx.type = 'text';
    await send(ctx, config.current);
  });
}
