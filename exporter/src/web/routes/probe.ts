import type { Router } from '@koa/router';
import { EXPOSITION_TYPES, renderObservation } from '../../metrics/exposition.ts';
import type { FileConfig } from '../../config-file/file-config.ts';
import type { LiveConfig } from '../../config-file/live-config.ts';
import { targetAddress } from '../../config-file/target.ts';
import { renderDebug } from '../../probe/debug.ts';
import { ParameterError, type ProbeRequest, readParameters } from '../../probe/parameters.ts';
import type { Probe } from '../../probe/probe.ts';
import { unlessDisconnected } from '../disconnect.ts';
import type { Limiter } from '../../../../lib/limit-concurrency.ts';
import { oncePer, sendOncePer } from '../once-per.ts';
import type { ContractRates } from '../../../../modem/src/line/contract.ts';
import { observe } from '../../../../modem/src/observation.ts';
import type { ReadResult } from '../../../../modem/src/read.ts';
import { secondsLeft } from '../seconds-left.ts';
import { refuse } from '../refuse.ts';

/** Seconds after which a client may try again when there are too many probes: about the length of a read. */
const RETRY_SECONDS = 5;

/** What the route needs. */
export interface ProbeDependencies {
  config: LiveConfig;
  probe: Probe;
  limitRendering: Limiter;
  limitPages: Limiter;
}

/** `GET /probe?target=&module=&auth=`: one read of a modem that the configuration file allows. */
export function addProbeRoute(
  router: Router,
  { config, probe, limitRendering, limitPages }: ProbeDependencies,
): void {
  /** Renders each read once, for all probes that share it. */
  const renderersOf = oncePer((contract: ContractRates) => {
    const render = oncePer((result: ReadResult) =>
      limitRendering(() => renderObservation(observe(result, contract))),
    );
    return { render, send: sendOncePer(render) };
  });

  router.get('/probe', async (ctx) => {
    const { current } = config;
    let request: ProbeRequest;
    try {
      request = readParameters(new URLSearchParams(ctx.querystring), current);
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      refuse(ctx, 400, error.message);
      return;
    }
    const bound = request.module.timeoutSeconds;
    const seconds = secondsLeft(ctx, bound);
    const found = await unlessDisconnected(ctx, (disconnect) =>
      probe(request, current.allowList, seconds, disconnect),
    );
    if (found === undefined) return;
    if (found.kind === 'refused') {
      refuse(ctx, 403, found.reason);
      return;
    }
    if (found.kind === 'busy') {
      refuse(ctx, 503, `too many probes in progress; retry in ${RETRY_SECONDS} s`, RETRY_SECONDS);
      return;
    }
    const { render, send } = renderersOf(contractOf(current, request));
    if (request.debug) {
      ctx.type = 'text';
      const metrics = await render(found.result);
      ctx.body = await limitPages(async () => renderDebug(request, seconds, found, metrics));
    } else {
      ctx.set('content-type', EXPOSITION_TYPES.text);
      await send(ctx, found.result);
    }
  });
}

const NO_CONTRACT: ContractRates = {};

/** Contract rates of the line of the inventory that has the target. */
function contractOf({ contracts }: FileConfig, { target, module }: ProbeRequest): ContractRates {
  return contracts.get(targetAddress(target, module.port)) ?? NO_CONTRACT;
}
