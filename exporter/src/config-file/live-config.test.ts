import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { configFolder } from '../../../test/support/prober.ts';
import { createLiveConfig } from './live-config.ts';
import type { FileConfig } from './file-config.ts';
import { ConfigFileError, loadConfigFile } from './load.ts';

const log = pino({ level: 'silent' });

/** A live configuration whose loads end when the test says so. */
function liveConfig(initial: FileConfig) {
  const loads: PromiseWithResolvers<FileConfig>[] = [];
  const load = () => {
    const started = Promise.withResolvers<FileConfig>();
    loads.push(started);
    return started.promise;
  };
  return { loads, live: createLiveConfig({ file: 'f', initial, load, registry: new Registry(), log }) };
}

it('loads the file again, once for all reloads that are requested during a reload', async () => {
  using folder = configFolder('targets: [10.0.0.0/8]');
  const config = loadConfigFile(folder.file);
  const { live, loads } = liveConfig(config);
  const first = live.reload();
  const others = Array.from({ length: 1000 }, () => live.reload());
  expect(loads).toHaveLength(1);
  loads[0]?.reject(new ConfigFileError('f: broken'));
  expect(await first).toBe('f: broken');
  await expect.poll(() => loads.length).toBe(2);
  const changed = { ...config, targets: [] };
  loads[1]?.resolve(changed);
  expect(new Set(await Promise.all(others))).toEqual(new Set([undefined]));
  expect(live.current).toBe(changed);
  expect(loads).toHaveLength(2);
  void live.reload();
  expect(loads).toHaveLength(3);
});

it('keeps the configuration after a defect', async () => {
  using folder = configFolder('targets: [10.0.0.0/8]');
  const config = loadConfigFile(folder.file);
  const { live, loads } = liveConfig(config);
  const reload = live.reload();
  loads[0]?.reject(new RangeError('Maximum call stack size exceeded'));
  expect(await reload).toBe('internal error; see the log of the exporter');
  expect(live.current).toBe(config);
});
