import { Gauge, type Registry } from 'prom-client';
import type { Logger } from 'pino';
import { reloadMetrics } from '../metrics/reload.ts';
import { ConfigFileError, type FileConfig, loadConfigFile } from './load.ts';

/** The configuration in use, which a reload replaces as a whole. */
export interface LiveConfig {
  readonly current: FileConfig;
  /**
   * Loads the file again. If it cannot be used, the current configuration stays.
   *
   * @returns the problems of the file; `undefined` when it was loaded
   */
  reload(): string | undefined;
}

/**
 * Loads a configuration file, and publishes whether its last reload succeeded.
 *
 * @param registry gets the metrics of the reload
 * @throws {ConfigFileError}
 */
export function createLiveConfig(file: string, registry: Registry, log: Logger): LiveConfig {
  let current = loadConfigFile(file);
  const gauge = ({ name, help }: { name: string; help: string }): Gauge =>
    new Gauge({ name, help, registers: [registry] });
  const successful = gauge(reloadMetrics.configSuccessful);
  const successTime = gauge(reloadMetrics.configSuccessTime);
  const succeed = (): void => {
    successful.set(1);
    successTime.set(Date.now() / 1000);
  };
  succeed();

  return {
    get current() {
      return current;
    },
    reload() {
      try {
        current = loadConfigFile(file);
      } catch (error) {
        successful.set(0);
        if (!(error instanceof ConfigFileError)) throw error;
        log.error({ file, errors: error.message.split('\n') }, 'cannot reload the configuration file');
        return error.message;
      }
      succeed();
      log.info({ file }, 'configuration file reloaded');
      return undefined;
    },
  };
}
