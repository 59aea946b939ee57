import { Gauge, type Registry } from 'prom-client';
import type { Logger } from 'pino';
import { reloadMetrics } from '../metrics/reload.ts';
import type { FileConfig } from './file-config.ts';
import { ConfigFileError } from './load.ts';

/** The configuration in use, which a reload replaces as a whole. */
export interface LiveConfig {
  readonly current: FileConfig;
  /**
   * Loads the file again. If it cannot be used, the current configuration stays. Never rejects.
   *
   * @returns the problems of the file; `undefined` when it was loaded
   */
  reload(): Promise<string | undefined>;
}

interface LiveConfigOptions {
  readonly file: string;
  /** The file as it was loaded at the start. */
  readonly initial: FileConfig;
  /** Loads the file. @throws {ConfigFileError} */
  readonly load: (file: string) => Promise<FileConfig>;
  /** Gets the metrics of the reload. */
  readonly registry: Registry;
  readonly log: Logger;
}

/** Keeps a configuration, and publishes whether its last reload succeeded. */
export function createLiveConfig({ file, initial, load, registry, log }: LiveConfigOptions): LiveConfig {
  let current = initial;
  const gauge = ({ name, help }: { name: string; help: string }): Gauge =>
    new Gauge({ name, help, registers: [registry] });
  const successful = gauge(reloadMetrics.configSuccessful);
  const successTime = gauge(reloadMetrics.configSuccessTime);
  const succeed = (): void => {
    successful.set(1);
    successTime.set(Date.now() / 1000);
  };
  succeed();
  let running: Promise<string | undefined> | undefined;
  let next: Promise<string | undefined> | undefined;

  async function replace(): Promise<string | undefined> {
    try {
      current = await load(file);
    } catch (error) {
      successful.set(0);
      if (!(error instanceof ConfigFileError)) {
        log.error({ file, err: error }, 'cannot reload the configuration file');
        return 'internal error; see the log of the exporter';
      }
      log.error({ file, errors: error.message.split('\n') }, 'cannot reload the configuration file');
      return error.message;
    }
    succeed();
    log.info({ file }, 'configuration file reloaded');
    return undefined;
  }

  function reload(): Promise<string | undefined> {
    if (running === undefined) {
      running = replace().finally(() => {
        running = undefined;
      });
      return running;
    }
    // The file may have changed since it was read. Requests in the meantime share the next reload.
    next ??= running.then(() => {
      next = undefined;
      return reload();
    });
    return next;
  }

  return {
    get current() {
      return current;
    },
    reload,
  };
}
