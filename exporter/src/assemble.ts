import { readFileSync } from 'node:fs';
import type Koa from 'koa';
import type { Logger } from 'pino';
import type { Files } from './command-line.ts';
import type { Config } from './config.ts';
import { createLine, type Line } from './line.ts';
import { buildInfo } from './metrics/build-info.ts';
import { createProcessRegistry } from './metrics/process.ts';
import { createProbing, type Probing } from './probe/probing.ts';
import { reportProgramOf, spectrumPageOf } from './programs.ts';
import { createApp, createFleetApp } from './web/app.ts';
import { createProgramRunner, PROGRAM_LIMITS } from './web/program-runner.ts';
import { createRunbook } from './web/runbook/runbook.ts';
import type { Turns } from './web/turns.ts';
import { type CurrentWebConfig, openWebConfig } from './web-config/current.ts';
import { applyWebConfig } from './web-config/middleware.ts';
import { registerWebConfigState } from './web-config/metric.ts';

/** As far from the bundle in the image as from this file. */
const RUNBOOK = new URL('../../docs/runbooks/README.md', import.meta.url);

/** An exporter that is ready to serve: one line, the modems of a configuration file, or both. */
export interface Exporter {
  readonly app: Koa;
  /** `undefined` without a web configuration file. */
  readonly web: CurrentWebConfig | undefined;
  /** The line of the environment; `undefined` with a configuration file and without `MODEM_URL`. */
  readonly line: Line | undefined;
  /** `undefined` without a configuration file. */
  readonly probing: Probing | undefined;
  /** Ends the programs that render responses. */
  stop(): void;
  /** Ends all reads and waits until no session is left at any modem. */
  close(): Promise<void>;
}

/**
 * Assembles the exporter. No modem is connected until it is read.
 *
 * @throws {ConfigFileError | WebConfigError}
 */
export async function assemble(
  config: Config,
  { configFile, webConfigFile }: Files,
  turns: Turns,
  log: Logger,
): Promise<Exporter> {
  const web = webConfigFile === undefined ? undefined : await openWebConfig(webConfigFile, log);
  const processRegistry = createProcessRegistry(buildInfo());
  if (web !== undefined) registerWebConfigState(processRegistry, web);
  const probing =
    configFile === undefined ? undefined : await createProbing(configFile, processRegistry, log);
  const programRunner = createProgramRunner(PROGRAM_LIMITS);
  const reportProgram = reportProgramOf(config, process.env);
  const common = {
    report: reportProgram && { program: reportProgram, runner: programRunner },
    processRegistry,
    log,
    turns,
    beforeRoutes: web === undefined ? [] : [applyWebConfig(web)],
    runbook: createRunbook(readFileSync(RUNBOOK, 'utf8')),
  };
  let line: Line | undefined;
  let app: Koa;
  if (probing !== undefined && !process.env['MODEM_URL']) {
    const unused = Object.keys(process.env).filter((name) => name.startsWith('MODEM_') && process.env[name]);
    if (unused.length > 0) log.warn({ unused }, 'these settings have no effect without MODEM_URL');
    app = createFleetApp({ ...common, probing });
  } else {
    line = await createLine(config, processRegistry, log);
    const spectrumPage = spectrumPageOf(config, process.env, programRunner);
    app = createApp({ ...common, ...line, probing, spectrumPage, grafanaUrl: config.grafanaUrl });
  }
  return {
    app,
    web,
    line,
    probing,
    stop: () => programRunner.close(),
    async close() {
      await Promise.all([line?.close(), probing?.close()]);
    },
  };
}
