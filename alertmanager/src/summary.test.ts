import { expect, it } from 'vitest';
import { loadNotifications } from './config.ts';
import { summary } from './summary.ts';

const linesFor = (environment: Record<string, string>) =>
  summary(
    loadNotifications(
      { ALERT_WEBHOOK_URL: 'http://nas.lan', ...environment },
      () => '',
      (name) => name,
    ),
  );

it.each([
  [
    { GRAFANA_URL: 'http://0.0.0.0:3000', EXPORTER_URL: 'http://0.0.0.0:9612' },
    'GRAFANA_URL and EXPORTER_URL',
  ],
  [{ EXPORTER_URL: 'http://localhost:9612' }, 'EXPORTER_URL'],
])('with %j says that a phone cannot open the links, and which setting changes them', (urls, variables) => {
  expect(linesFor(urls).at(-1)).toMatch(
    new RegExp(`^Links in messages lead to http.*, which a phone cannot open: set ${variables} in \\.env`),
  );
});

it.each([
  { GRAFANA_URL: 'https://nas.lan/grafana', EXPORTER_URL: 'http://nas.lan:9612' },
  { ALERT_WEBHOOK_URL: '', GRAFANA_URL: 'http://localhost:3000' },
])('with %j says nothing about links', (environment) => {
  expect(linesFor(environment).join('\n')).not.toContain('phone');
});
