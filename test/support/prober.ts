import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import supertest from 'supertest';
import { createLiveConfig, type LiveConfig } from '../../exporter/src/config-file/live-config.ts';
import { loadConfigFile } from '../../exporter/src/config-file/load.ts';
import { createProcessRegistry } from '../../exporter/src/metrics/process.ts';
import { createProbe, type ProbeOptions } from '../../exporter/src/probe/probe.ts';
import { createModemReaders } from '../../exporter/src/probe/readers.ts';
import { createFleetApp } from '../../exporter/src/web/app.ts';
import { type LogLine, readRunbook } from './exporter.ts';

/** A directory with a configuration file. */
export interface ConfigFolder extends Disposable {
  /** Path of the configuration file. */
  readonly file: string;
  /** Writes the configuration file, or another file beside it. */
  write(text: string, name?: string): void;
}

/** @param files further files by name, such as those with passwords */
export function configFolder(text: string, files: Readonly<Record<string, string>> = {}): ConfigFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'hg612-config-'));
  const file = path.join(folder, 'hg612.yml');
  const write = (contents: string, name = 'hg612.yml'): void =>
    writeFileSync(path.join(folder, name), contents);
  write(text);
  for (const [name, contents] of Object.entries(files)) write(contents, name);
  return { file, write, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

/** An exporter with a configuration file and without a line of its own, without a listening port. */
export interface Prober extends AsyncDisposable {
  app: ReturnType<typeof createFleetApp>;
  agent: ReturnType<typeof supertest>;
  readonly folder: ConfigFolder;
  readonly config: LiveConfig;
  readonly log: readonly LogLine[];
}

export function proberWith(
  configuration: string,
  { files, ...options }: ProbeOptions & { files?: Readonly<Record<string, string>> } = {},
): Prober {
  const folder = configFolder(configuration, files);
  const lines: LogLine[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(JSON.parse(line.toString()) as LogLine);
      done();
    },
  });
  const log = pino({ base: null }, sink);
  const processRegistry = createProcessRegistry({ version: '0', revision: '0' });
  const { file } = folder;
  const load = async () => loadConfigFile(file);
  const initial = loadConfigFile(file);
  const config = createLiveConfig({ file, initial, load, registry: processRegistry, log });
  const readers = createModemReaders(log);
  const probing = { config, probe: createProbe(readers, options) };
  const app = createFleetApp({ log, processRegistry, runbook: readRunbook(), probing });
  return {
    app,
    agent: supertest(app.callback()),
    folder,
    config,
    log: lines,
    async [Symbol.asyncDispose]() {
      await readers.close();
      folder[Symbol.dispose]();
    },
  };
}
