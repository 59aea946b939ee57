import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderMetricsDoc } from '../../exporter/src/metrics/doc.ts';

it('docs/metrics.md is up to date (npm run generate)', () => {
  const committed = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  expect(committed).toBe(renderMetricsDoc());
});
