import type { Config } from './config.ts';
import { programFile } from './program-file.ts';
import type { ProgramRunner } from './web/program-runner.ts';
import type { ReportProgram } from './web/routes/report.ts';
import type { SpectrumPage } from './web/routes/spectrum-page.ts';
import { spectrumReferences } from './spectrum-references.ts';

/** `hg612 report`, with the settings that it reads; `undefined` without a Prometheus to read. */
export function reportProgramOf(
  { prometheusUrl, lineName, listenPort }: Config,
  environment: NodeJS.ProcessEnv,
): ReportProgram | undefined {
  if (prometheusUrl === undefined) return undefined;
  const names = ['TZ', 'CONTRACT_DOWN_MBIT', 'CONTRACT_UP_MBIT'];
  const settings = names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []));
  return {
    file: programFile('report', 'tools/report/container.ts'),
    environment: {
      ...Object.fromEntries(settings),
      PROMETHEUS_URL: prometheusUrl,
      LINE_NAME: lineName,
      // Where it reads the spectrum.
      EXPORTER_URL: `http://127.0.0.1:${listenPort}`,
      // As for the exporter itself: exporter/bin/hg612.
      MALLOC_ARENA_MAX: '2',
    },
  };
}

/** The page of the spectrum. Its program gets the time zone. */
export function spectrumPageOf(
  { spectrumReferenceDir }: Config,
  { TZ }: NodeJS.ProcessEnv,
  runner: ProgramRunner,
): SpectrumPage {
  return {
    program: {
      file: programFile('spectrum-page', 'exporter/src/spectrum-page/main.ts'),
      environment: TZ ? { TZ } : {},
    },
    runner,
    references: spectrumReferenceDir === undefined ? undefined : spectrumReferences(spectrumReferenceDir),
  };
}
