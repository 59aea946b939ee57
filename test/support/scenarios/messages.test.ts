import { expect, it } from 'vitest';
import { countMessages } from './messages.ts';

const line = { job: 'hg612', instance: 'exporter:9612', layer: 'line' };
const low = { ...line, alertname: 'HG612SnrMarginLow', subject: 'snr_margin', severity: 'warning' };
const lost = { ...line, alertname: 'HG612SyncLost', subject: 'sync', severity: 'critical' };

it('counts directions that fire together once', () => {
  const messages = countMessages(
    [
      { labels: { ...low, direction: 'downstream' }, firings: [{ from: 0, to: 300 }] },
      {
        labels: { ...low, direction: 'upstream' },
        firings: [
          { from: 60, to: 600 },
          { from: 900, to: 960 },
        ],
      },
    ],
    60,
  );

  expect(messages.get('HG612SnrMarginLow')).toBe(2);
});

it('does not count an alert that is inhibited all the time, and counts one once that is inhibited for a while', () => {
  const messages = countMessages(
    [
      {
        labels: low,
        firings: [
          { from: 60, to: 120 },
          { from: 300, to: 600 },
        ],
      },
      {
        labels: lost,
        firings: [
          { from: 0, to: 180 },
          { from: 360, to: 420 },
        ],
      },
    ],
    60,
  );

  expect(messages.get('HG612SnrMarginLow')).toBe(1);
});

it('does not let the alert on one line inhibit that on another', () => {
  const messages = countMessages(
    [
      { labels: { ...low, instance: 'other:9612' }, firings: [{ from: 60, to: 120 }] },
      { labels: lost, firings: [{ from: 0, to: 180 }] },
    ],
    60,
  );

  expect(messages.get('HG612SnrMarginLow')).toBe(1);
});
