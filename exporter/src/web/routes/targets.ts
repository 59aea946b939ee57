import { createHash } from 'node:crypto';
import type { Router } from '@koa/router';
import type { InventoryEntry } from '../../config-file/load.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';
import { targetText } from '../../config-file/target.ts';

/** The largest number of exporters that may share an inventory. */
const MAX_SHARDS = 1000;

/**
 * The number of the exporter that reads a target, as Prometheus' `hashmod` computes it: the last eight bytes of an MD5
 * digest.
 */
const shardOf = (target: string, shards: number): string =>
  String(createHash('md5').update(target).digest().readBigUInt64BE(8) % BigInt(shards));

/** A group of targets of Prometheus' HTTP service discovery. */
function groupOf({ name, target, site, module, auth }: InventoryEntry, shards: number | undefined) {
  const address = targetText(target);
  return {
    targets: [address],
    labels: {
      line: name,
      ...(site !== undefined && { site }),
      __param_module: module,
      ...(auth !== undefined && { __param_auth: auth }),
      ...(shards !== undefined && { __meta_shard: shardOf(address, shards) }),
    },
  };
}

/**
 * `GET /targets`: the inventory for Prometheus' HTTP service discovery. With `?shards=<n>`, the label `__meta_shard`
 * divides the lines among n exporters. A `hashmod` in the relabeling would do so too, but the Prometheus operator then
 * leaves out its own, which divides the targets among the shards of Prometheus.
 */
export function addTargetsRoute(router: Router, config: LiveConfig): void {
  router.get('/targets', (ctx) => {
    const { shards } = ctx.query;
    if (shards === undefined) {
      ctx.body = config.current.inventory.map((entry) => groupOf(entry, undefined));
      return;
    }
    const count = typeof shards === 'string' && /^\d{1,4}$/.test(shards) ? Number(shards) : 0;
    if (count < 1 || count > MAX_SHARDS) {
      ctx.status = 400;
      ctx.body = `shards: expected a whole number from 1 to ${MAX_SHARDS}\n`;
      return;
    }
    ctx.body = config.current.inventory.map((entry) => groupOf(entry, count));
  });
}
