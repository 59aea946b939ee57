import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfigFile } from '../../exporter/src/config-file/load.ts';
import { renderConfig } from '../../exporter/src/config-file/masked.ts';
import { configFolder } from '../support/prober.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/many-lines.md'), 'utf8');
const blocks = Array.from(page.matchAll(/^```yaml\n(.*?)^```/gms), ([, text = '']) => text);
const blockWith = (text: string): string => blocks.find((block) => block.includes(text)) ?? '';

describe('docs/many-lines.md', () => {
  it('has a valid configuration file, with the defaults that it names', () => {
    using folder = configFolder(blockWith('modules:\n'), { 'modem-password': 'open sesame' });
    const { modules, inventory } = loadConfigFile(folder.file);
    expect(modules.size).toBe(2);
    expect(inventory).toHaveLength(2);
    using empty = configFolder('');
    const defaults = parse(renderConfig(loadConfigFile(empty.file))) as { modules: { default: object } };
    const documented = parse(blockWith('modules:\n')) as { modules: { default: object } };
    expect(documented.modules.default).toMatchObject(defaults.modules.default);
  });

  it('has scrape configurations that read the modems through the exporter', () => {
    const jobs = blocks
      .map(
        (block) =>
          parse(block) as { scrape_configs?: [{ metrics_path?: string; relabel_configs: object[] }] },
      )
      .flatMap((config) => config.scrape_configs ?? [])
      .filter((job) => job.metrics_path === '/probe');
    expect(jobs).toHaveLength(3);
    for (const { relabel_configs: relabelling } of jobs) {
      expect(relabelling[0]).toEqual({ source_labels: ['__address__'], target_label: '__param_target' });
      expect(relabelling.at(-1)).toEqual({ target_label: '__address__', replacement: 'exporter:9612' });
    }
  });
});
