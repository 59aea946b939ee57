import type { Router } from '@koa/router';
import type { LiveConfig } from '../../config-file/live-config.ts';
import { renderInventoryPage } from '../landing/inventory.ts';

/** `GET /` of an exporter without a line of its own: the lines of the inventory. */
export function addInventoryRoute(router: Router, config: LiveConfig): void {
  router.get('/', (ctx) => {
    ctx.set('cache-control', 'no-store');
    ctx.type = 'html';
    ctx.body = renderInventoryPage(config.current);
  });
}
