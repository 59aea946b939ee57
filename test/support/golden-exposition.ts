import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { helpOf, metricRows } from '../../exporter/src/metrics/exposition.ts';
import { spectrumMetrics } from '../../exporter/src/metrics/spectrum.ts';

/** Golden expositions: samples only. Update them with `npx vitest run --project fast -u <test file>`. */
export const GOLDEN_FOLDER = fileURLToPath(new URL('../../exporter/testdata/exposition/', import.meta.url));

/**
 * HELP and TYPE of every metric of the modem, its line and the spectrum, in one file, so that a HELP text changes one
 * golden.
 */
export const GOLDEN_METADATA = fileURLToPath(
  new URL('../../exporter/testdata/metadata.prom', import.meta.url),
);

/** HELP and TYPE lines as the metric table has them. */
export const metadataLines = (): string[] =>
  [...metricRows, ...spectrumMetrics].flatMap((row) => [
    `# HELP ${row.name} ${helpOf(row)}`,
    `# TYPE ${row.name} ${row.type}`,
  ]);

/** Compares the samples with `<name>.prom`, and HELP and TYPE with the metric table. */
export async function expectGoldenExposition(text: string, name: string): Promise<void> {
  const lines = text.split('\n').filter((line) => line !== '');
  const samples = lines.filter((line) => !line.startsWith('#'));
  const names = new Set(samples.map((line) => line.replace(/[{ ].*/, '')));
  const metadata = metadataLines().filter((line) => names.has(line.split(' ')[2] ?? ''));
  expect(lines.filter((line) => line.startsWith('#'))).toEqual(metadata);
  await expect(`${samples.join('\n')}\n`).toMatchFileSnapshot(`${GOLDEN_FOLDER}${name}.prom`);
}

/** A golden exposition with the HELP and TYPE of its metrics. */
export function readGoldenExposition(file: string): string {
  const read = (path: string): string => readFileSync(path, 'utf8');
  return `${read(GOLDEN_METADATA)}${read(`${GOLDEN_FOLDER}${file}`)}`;
}
