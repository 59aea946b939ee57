import { Gauge, type Registry } from 'prom-client';
import type { CurrentWebConfig } from './current.ts';

/** Publishes whether the files of the web configuration could be read when they last changed. */
export function registerWebConfigState(registry: Registry, web: CurrentWebConfig): void {
  registry.registerMetric(
    new Gauge({
      name: 'hg612_exporter_web_config_last_reload_successful',
      help: 'Whether the last read of the web configuration file succeeded. 0: the previous one is in effect.',
      registers: [],
      collect() {
        this.set(web.isUpToDate ? 1 : 0);
      },
    }),
  );
}
