import { expect, it } from 'vitest';
import type { PlacedQuery } from './dashboard.ts';
import { interpolate } from './interpolate.ts';

const hour = 3600;
const view = {
  from: 1_000_000_000,
  to: 1_000_000_000 + 24 * hour,
  job: '.+',
  instance: 'exporter:9612',
  width: 1000,
};
const query = (expr: string, more: Partial<PlacedQuery> = {}): PlacedQuery => ({
  where: 'a panel [A]',
  expr,
  instant: false,
  format: 'time_series',
  interval: undefined,
  maxDataPoints: undefined,
  panelTitle: 'a panel',
  panelType: 'timeseries',
  description: '',
  ...more,
});

it.each([
  // 86.4 s per pixel
  { expr: 'a[$__interval]', more: {}, plain: 'a[60s]' },
  { expr: 'a[$__rate_interval]', more: {}, plain: 'a[120s]' },
  // At least one hour, plus one scrape interval for the rate.
  {
    expr: 'a[$__rate_interval] offset $__interval',
    more: { interval: '1h' },
    plain: 'a[3630s] offset 3600s',
  },
  // 28.8 s per point
  { expr: 'a[$__interval]', more: { maxDataPoints: 3000, interval: '1m' }, plain: 'a[60s]' },
  { expr: 'a[$__range]', more: {}, plain: 'a[86400s]' },
  {
    expr: 'a{job=~"$job", instance=~"$instance"}',
    more: {},
    plain: 'a{job=~".+", instance=~"exporter:9612"}',
  },
])('$expr → $plain', ({ expr, more, plain }) => {
  expect(interpolate(query(expr, more), view).expr).toBe(plain);
});

it('aligns the range to the step', () => {
  const { start, end, step } = interpolate(query('a', { interval: '1h' }), view);
  expect({ step, start: start % hour, end: end % hour }).toEqual({ step: hour, start: 0, end: 0 });
  expect(end).toBeLessThanOrEqual(view.to);
});
