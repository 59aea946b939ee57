import type { Router } from '@koa/router';
import type { Limiter } from '../../../../lib/limit-concurrency.ts';
import type { FileConfig } from '../../config-file/file-config.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';
import { sendOncePer } from '../once-per.ts';
import { renderInventoryPage } from '../landing/inventory.ts';

/** `GET /` of an exporter without a line of its own: the lines of the inventory. */
export function addInventoryRoute(router: Router, config: LiveConfig, limitPages: Limiter): void {
  const send = sendOncePer((current: FileConfig) => limitPages(async () => renderInventoryPage(current)));
  router.get('/', async (ctx) => {
    ctx.set('cache-control', 'no-store');
    ctx.type = 'html';
    await send(ctx, config.current);
  });
}
