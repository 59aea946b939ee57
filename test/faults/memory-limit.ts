import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../tools/stack/root.mjs';

interface ComposeFile {
  readonly services: { readonly exporter: { readonly mem_limit: string } };
  readonly 'x-exporter': { readonly mem_limit: string };
}
interface Resources {
  readonly resources: { readonly limits: { readonly memory: string } };
}
type ChartValues = Resources & { readonly fleet: Resources };

const read = (file: string): unknown => parse(readFileSync(path.join(ROOT, file), 'utf8'), { merge: true });

/**
 * MiB that the exporter's container may use: the smaller of the limits in the compose file and in the Helm chart.
 *
 * @param exporter of one line, or of a fleet with a configuration file
 */
export function memoryLimit(exporter: 'line' | 'fleet'): number {
  const chart = read('deploy/helm/hg612/values.yaml') as ChartValues;
  const limits =
    exporter === 'line'
      ? [
          (read('docker-compose.yml') as ComposeFile).services.exporter.mem_limit,
          chart.resources.limits.memory,
        ]
      : [
          (read('compose/fleet/services.yml') as ComposeFile)['x-exporter'].mem_limit,
          chart.fleet.resources.limits.memory,
        ];
  return Math.min(...limits.map((limit) => Number(/^(\d+)(?:m|Mi)$/.exec(limit)?.[1])));
}
