import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createLiveConfig, type LiveConfig } from '../config-file/live-config.ts';
import { loadConfigInWorker } from '../config-file/load-in-worker.ts';
import { createProbe, type Probe } from './probe.ts';
import { createModemReaders } from './readers.ts';

/** Everything for reading the modems of a configuration file. */
export interface Probing {
  readonly config: LiveConfig;
  readonly probe: Probe;
  /** Ends all reads and waits until no session is left at any modem. */
  close(): Promise<void>;
}

/**
 * Loads a configuration file, and prepares probes of its modems.
 *
 * @throws {ConfigFileError}
 */
export async function createProbing(file: string, registry: Registry, log: Logger): Promise<Probing> {
  const load = loadConfigInWorker;
  const config = createLiveConfig({ file, initial: await load(file), load, registry, log });
  const readers = createModemReaders(log);
  const closing = new AbortController();
  return {
    config,
    probe: createProbe(readers, { closing: closing.signal }),
    close() {
      closing.abort();
      return readers.close();
    },
  };
}
