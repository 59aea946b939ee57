import type { Router } from '@koa/router';
import type { Limiter } from '../../../../lib/limit-concurrency.ts';
import { renderConfig } from '../../config-file/masked.ts';
import type { FileConfig } from '../../config-file/file-config.ts';
import { sendOncePer } from '../once-per.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';

/** `GET /config`: the configuration in use as YAML, without secrets. */
export function addConfigRoute(router: Router, config: LiveConfig, limitPages: Limiter): void {
  const send = sendOncePer((current: FileConfig) => limitPages(async () => renderConfig(current)));
  router.get('/config', async (ctx) => {
    ctx.type = 'text';
    await send(ctx, config.current);
  });
}
