import { createHash } from 'node:crypto';
import type { Router } from '@koa/router';
import type { FileConfig } from '../../config-file/file-config.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';
import { targetText } from '../../config-file/target.ts';
import type { Limiter } from '../../../../lib/limit-concurrency.ts';
import { oncePer, sendOncePer } from '../once-per.ts';
import { refuse } from '../refuse.ts';

/** The largest number of exporters that may share an inventory. */
const MAX_SHARDS = 1000;

/** Numbers of shards for which the response is kept. */
const MAX_KEPT = 4;

/**
 * A number for each target, of which the remainder by a number of exporters is the exporter that reads it, as Prometheus'
 * `hashmod` computes it: the last eight bytes of an MD5 digest.
 */
const hashOf = (target: string): bigint => createHash('md5').update(target).digest().readBigUInt64BE(8);

/** Groups of targets of Prometheus' HTTP service discovery, without shards, and the hash of each target. */
const groupsOf = ({ inventory }: FileConfig) =>
  inventory.map(({ name, target, site, module, auth }) => {
    const address = targetText(target);
    const labels = {
      line: name,
      ...(site !== undefined && { site }),
      __param_module: module,
      ...(auth !== undefined && { __param_auth: auth }),
    };
    return { group: { targets: [address], labels }, hash: hashOf(address) };
  });

/** What a response depends on. */
interface Query {
  readonly config: FileConfig;
  readonly shards: number | undefined;
}

/**
 * `GET /targets`: the inventory for Prometheus' HTTP service discovery. With `?shards=<n>`, the label `__meta_shard`
 * divides the lines among n exporters. A `hashmod` in the relabeling would do so too, but the Prometheus operator then
 * leaves out its own, which divides the targets among the shards of Prometheus.
 */
export function addTargetsRoute(router: Router, config: LiveConfig, limitPages: Limiter): void {
  const groups = oncePer(groupsOf);
  const queries = oncePer(() => new Map<number | undefined, Query>());
  const send = sendOncePer((query: Query) => limitPages(async () => render(query)));

  const render = ({ config: current, shards }: Query): string =>
    JSON.stringify(
      groups(current).map(({ group: { targets, labels }, hash }) =>
        shards === undefined
          ? { targets, labels }
          : { targets, labels: { ...labels, __meta_shard: String(hash % BigInt(shards)) } },
      ),
    );

  /** The same object for the same query, so that its response is rendered once. */
  function queryFor(current: FileConfig, shards: number | undefined): Query {
    const known = queries(current);
    const query = known.get(shards) ?? { config: current, shards };
    known.delete(shards);
    known.set(shards, query);
    const [oldest] = known.keys();
    if (known.size > MAX_KEPT) known.delete(oldest);
    return query;
  }

  router.get('/targets', async (ctx) => {
    const { shards } = ctx.query;
    const count = typeof shards === 'string' && /^\d{1,4}$/.test(shards) ? Number(shards) : 0;
    if (shards !== undefined && (count < 1 || count > MAX_SHARDS)) {
      refuse(ctx, 400, `shards: expected a whole number from 1 to ${MAX_SHARDS}`);
      return;
    }
    ctx.type = 'json';
    await send(ctx, queryFor(config.current, shards === undefined ? undefined : count));
  });
}
