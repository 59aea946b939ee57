import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseSpectrumDocument, spectrumDocument } from '../../modem/src/spectrum-document.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const doc = read('docs/spectrum.md');
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(doc)?.[1] ?? '';

it('docs/spectrum.md shows a document with every field', () => {
  const example = parseSpectrumDocument(block('json'));
  const actual = spectrumDocument(
    { seconds: 1, outcomes: new Map(), state: undefined, spectrum: {} },
    { line: 'HG612', readAt: new Date() },
  );
  expect(Object.keys(example)).toEqual(Object.keys(actual));
  expect(Object.keys(example)).toEqual(Object.keys(JSON.parse(block('json')) as object));
});

it('docs/spectrum.md scrapes the spectrum as prometheus.yml does', () => {
  interface Job {
    readonly job_name: string;
    readonly metric_relabel_configs: { readonly replacement: string }[];
  }
  const jobs = (text: string) => (parse(text) as { scrape_configs: Job[] }).scrape_configs;
  const compared = ({
    scrape_interval,
    scrape_timeout,
    params,
    metric_relabel_configs,
  }: Record<string, unknown>) => ({
    scrape_interval,
    scrape_timeout,
    params,
    metric_relabel_configs,
  });
  const [shown] = jobs(block('yaml'));
  const stack = jobs(read('prometheus/prometheus.yml')).find(
    ({ job_name: name }) => name === 'hg612_spectrum',
  );
  const renamed = {
    ...shown!,
    metric_relabel_configs: shown!.metric_relabel_configs.map((rule) => ({ ...rule, replacement: 'hg612' })),
  };
  expect(compared(renamed as unknown as Record<string, unknown>)).toEqual(
    compared(stack as unknown as Record<string, unknown>),
  );
});
