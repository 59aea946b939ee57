// npm run generate: writes the files that are derived from the metric table, from grafana/src and from the Helm chart.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderMetricsDoc } from '../exporter/src/metrics/doc.ts';
import { dashboards, toJson } from '../grafana/src/dashboards.ts';
import { optionsOrExit, refuse } from '../lib/options.mjs';
import { say } from '../lib/say.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import {
  CHART,
  chartInhibitRules,
  chartReadme,
  inhibitSnippet,
  manifestFiles,
  PROFILES,
} from './lib/deploy.ts';
import { fetchHelm, findHelm } from './lib/helm.mjs';

const COMMAND = 'npm run generate --';
/** The manifests contain the dashboards. */
const PARTS = { metrics: writeMetricsDoc, dashboards: writeDashboards, deploy: writeDeployment };

const USAGE = `npm run generate [-- <part>]

Writes the files of this repository that are derived from others. Parts:

  metrics      docs/metrics.md, from exporter/src/metrics/
  dashboards   grafana/dashboards/, from grafana/src/
  deploy       deploy/manifests/ and the inhibition rules, from deploy/helm/ and alertmanager/; fetches helm if there is none

  --help, -h   show this help`;

const [wanted] = optionsOrExit(COMMAND, USAGE, {}, 1).positionals;
if (wanted !== undefined && !Object.hasOwn(PARTS, wanted)) {
  refuse(`Expected ${Object.keys(PARTS).join(', ')}, found ${JSON.stringify(wanted)}`, COMMAND);
}
for (const [part, writePart] of Object.entries(PARTS)) {
  if (wanted === undefined || wanted === part) await writePart();
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function write(file: string, text: string): void {
  writeFileSync(path.join(ROOT, file), text);
}

function writeMetricsDoc(): void {
  write('docs/metrics.md', renderMetricsDoc());
}

function writeDashboards(): void {
  for (const dashboard of dashboards()) write(`grafana/dashboards/${dashboard.uid}.json`, toJson(dashboard));
}

async function writeDeployment(): Promise<void> {
  write('alertmanager/inhibit-rules.yml', inhibitSnippet());
  write(`${CHART}/files/inhibit-rules.yaml`, chartInhibitRules());
  write(`${CHART}/README.md`, chartReadme(read(`${CHART}/README.md`), read(`${CHART}/values.yaml`)));

  const helm = await helmOrReason();
  if ('reason' in helm) {
    say('manifests', `not rendered: ${helm.reason}. Install helm, or set HELM to its path.`);
    process.exitCode = 1;
    return;
  }
  for (const profile of PROFILES) {
    const folder = `deploy/manifests/${profile}`;
    rmSync(path.join(ROOT, folder), { recursive: true, force: true });
    mkdirSync(path.join(ROOT, folder), { recursive: true });
    for (const [name, text] of await manifestFiles(helm.command, profile)) write(`${folder}/${name}`, text);
  }
}

async function helmOrReason(): Promise<{ command: string } | { reason: string }> {
  try {
    if ((await findHelm()) === undefined) await fetchHelm();
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  const command = await findHelm();
  return command === undefined ? { reason: 'helm does not run' } : { command };
}
