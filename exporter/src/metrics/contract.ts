import { directions } from '../../../modem/src/line/status.ts';
import type { MetricRow, Sample } from './row.ts';

/** What the configuration says about the line; nothing here is measured. */
export const contractMetrics: readonly MetricRow[] = [
  {
    name: 'hg612_contract_sync_rate_bytes_per_second',
    type: 'gauge',
    help:
      'Sync rate that the contract names, from the configuration and not measured: ordered or guaranteed. ' +
      'Source: CONTRACT_DOWN_MBIT and CONTRACT_UP_MBIT, or the entry of the target (Mbit/s).',
    source: {},
    labels: ['direction', 'kind'],
    *samples({ contract }): Iterable<Sample> {
      for (const direction of directions) {
        const { ordered, guaranteed } = contract[direction] ?? {};
        if (ordered !== undefined) yield { labels: [direction, 'ordered'], value: ordered };
        if (guaranteed !== undefined) yield { labels: [direction, 'guaranteed'], value: guaranteed };
      }
    },
  },
];
