import { writeFileSync } from 'node:fs';
import { renderMetricsDoc } from '../exporter/src/metrics/doc.ts';

writeFileSync(new URL('../docs/metrics.md', import.meta.url), renderMetricsDoc());
