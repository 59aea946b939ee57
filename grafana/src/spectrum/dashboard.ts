import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { createDashboard } from '../create-dashboard.ts';
import {
  bitsWaterfall,
  quietLineNoiseWaterfall,
  snrChangeWaterfall,
  snrWaterfall,
  transferFunctionWaterfall,
} from './waterfalls.ts';

/** At which frequencies the line is disturbed, and when. */
export const spectrumDashboard = (): Dashboard =>
  createDashboard({
    uid: 'hg612-spectrum',
    title: 'HG612 spectrum',
    description:
      'The line over time and frequency: noise that comes at the same time every day, at one frequency or at all. ' +
      'Prometheus scrapes the spectrum every 15 minutes, if it is enabled (docs/spectrum.md). The page /spectrum of ' +
      'the exporter shows it tone by tone.',
    from: 'now-3d',
    refresh: '5m',
    subject: 'line',
    panelsWithAlerts: [],
    sections: [
      { rows: [[snrWaterfall()], [snrChangeWaterfall()]] },
      {
        title: 'Bits, quiet line noise and transfer function',
        collapsed: true,
        rows: [[bitsWaterfall(), quietLineNoiseWaterfall()], [transferFunctionWaterfall()]],
      },
    ],
  });
