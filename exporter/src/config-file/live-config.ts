import { Gauge, type Registry } from 'prom-client';
import type { Logger } from 'pino';
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
  const successful = new Gauge({
    name: 'hg612_exporter_config_last_reload_successful',
    help: 'Whether the last attempt to load the configuration file succeeded (1) or failed (0).',
    registers: [registry],
  });
  const successTime = new Gauge({
    name: 'hg612_exporter_config_last_reload_success_timestamp_seconds',
    help: 'Time of the last successful load of the configuration file.',
    registers: [registry],
  });
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
