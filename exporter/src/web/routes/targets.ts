import type { Router } from '@koa/router';
import type { InventoryEntry } from '../../config-file/load.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';
import { targetText } from '../../config-file/target.ts';

/** A group of targets of Prometheus' HTTP service discovery. */
const groupOf = ({ name, target, site, module, auth }: InventoryEntry) => ({
  targets: [targetText(target)],
  labels: {
    line: name,
    ...(site !== undefined && { site }),
    __param_module: module,
    ...(auth !== undefined && { __param_auth: auth }),
  },
});

/** `GET /targets`: the inventory for Prometheus' HTTP service discovery. */
export function addTargetsRoute(router: Router, config: LiveConfig): void {
  router.get('/targets', (ctx) => {
    ctx.body = config.current.inventory.map(groupOf);
  });
}
