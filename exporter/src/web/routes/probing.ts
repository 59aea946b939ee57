import type { Router } from '@koa/router';
import type { Limiter } from '../../../../lib/limit-concurrency.ts';
import { addConfigRoute } from './config.ts';
import { addMissingRoute } from './missing.ts';
import { addProbeRoute, type ProbeDependencies } from './probe.ts';
import { addReloadRoute } from './reload.ts';
import { addTargetsRoute } from './targets.ts';

/** A configuration file and the probes of its modems. */
export type ProbingDependencies = Omit<ProbeDependencies, 'limitRendering' | 'limitPages'>;

/** The routes of an exporter that has a configuration file; without one, they name the option. */
export function addProbingRoutes(
  router: Router,
  probing: ProbingDependencies | undefined,
  { limitRendering, limitPages }: { limitRendering: Limiter; limitPages: Limiter },
): void {
  if (probing === undefined) {
    for (const path of ['/probe', '/targets', '/config', '/-/reload']) {
      addMissingRoute(router, path, 'no configuration file: the exporter was started without --config.file');
    }
    return;
  }
  addProbeRoute(router, { ...probing, limitRendering, limitPages });
  addTargetsRoute(router, probing.config, limitPages);
  addConfigRoute(router, probing.config, limitPages);
  addReloadRoute(router, probing.config);
}
