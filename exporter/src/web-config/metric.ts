import { Gauge, type Registry } from 'prom-client';
import { reloadMetrics } from '../metrics/reload.ts';
import type { CurrentWebConfig } from './current.ts';

/** Publishes whether the files of the web configuration could be read when they last changed. */
export function registerWebConfigState(registry: Registry, web: CurrentWebConfig): void {
  registry.registerMetric(
    new Gauge({
      name: reloadMetrics.webConfigSuccessful.name,
      help: reloadMetrics.webConfigSuccessful.help,
      registers: [],
      collect() {
        this.set(web.isUpToDate ? 1 : 0);
      },
    }),
  );
}
