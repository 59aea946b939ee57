import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMockModem } from '../../mock-modem/src/mock-modem.ts';
import {
  accessibilityProblems,
  describeWithBrowser,
  launchBrowser,
  observePage,
  sidewaysScrolling,
} from '../support/browser.ts';
import { exporterAt, serve } from '../support/exporter.ts';
import { fakePrometheus, firing } from '../support/fake-prometheus.ts';
import { nowhere } from '../support/fake-server.ts';
import { proberWith } from '../support/prober.ts';

const badDay = {
  down: [300, 301, 700],
  gaps: [[1440, 1300]],
  alerts: [
    firing('HG612SnrMarginLow', 'warning', { description: 'HG612: the margin is 2.1 dB.' }),
    firing('HG612LineRetrained', 'warning', { description: 'HG612: retrained at 22:18.' }),
  ],
} as const;

describeWithBrowser('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  const screens = [
    { screen: 'a phone', viewport: { width: 360, height: 780 } },
    { screen: 'a desktop', viewport: { width: 1280, height: 800 } },
  ];
  const cases = screens.flatMap(({ screen, viewport }) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      [
        { content: 'the line with its last day', path: '/', scenario: 'steady', prometheus: 'bad day' },
        { content: 'the line without Prometheus', path: '/', scenario: 'steady', prometheus: 'none' },
        {
          content: 'a failing modem and Prometheus',
          path: '/',
          scenario: 'http-500',
          prometheus: 'unreachable',
        },
        { content: 'the runbook', path: '/runbook', scenario: 'steady', prometheus: 'none' },
      ].map((each) => ({ screen, viewport, colorScheme, ...each })),
    ),
  );

  it.each(cases)(
    'on $screen, $colorScheme, $content needs one request, fits the width and is accessible',
    async ({ viewport, colorScheme, path, scenario, prometheus }) => {
      await using mock = await createMockModem({ scenario });
      await using fake = await fakePrometheus(badDay);
      const prometheusUrl = { 'bad day': fake.url, unreachable: await nowhere(), none: undefined }[
        prometheus
      ];
      await using exporter = await serve(
        exporterAt({
          pageUrl: mock.url,
          telnetPort: mock.telnetPort,
          grafanaUrl: 'http://localhost:3000',
          ...(prometheusUrl !== undefined && { prometheusUrl }),
        }),
      );
      const context = await browser.newContext({ viewport, colorScheme });
      try {
        const page = await context.newPage();
        const { requests, complaints } = observePage(page);
        await page.goto(`${exporter.url}${path}`);

        expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([`${exporter.url}${path}`]);
        // Content Security Policy and markup errors appear here.
        expect(complaints).toEqual([]);
        expect(await sidewaysScrolling(page)).toEqual([]);
        expect(await accessibilityProblems(page)).toEqual([]);
        const charts = path === '/' && prometheus === 'bad day' ? 3 : 0;
        expect(await page.locator('figure svg').count()).toBe(charts);
      } finally {
        await context.close();
      }
    },
  );

  it.each(
    screens.flatMap((each) => (['light', 'dark'] as const).map((colorScheme) => ({ ...each, colorScheme }))),
  )(
    'on $screen, $colorScheme, the inventory of an exporter without a line fits the width and is accessible',
    async ({ viewport, colorScheme }) => {
      const inventory =
        '[{ name: Home, target: 192.168.1.1, site: Mill Lane }, { name: Garage, target: modem.lan }]';
      await using exporter = await serve(proberWith(`inventory: ${inventory}\n`));
      const context = await browser.newContext({ viewport, colorScheme });
      try {
        const page = await context.newPage();
        await page.goto(exporter.url);
        expect(await sidewaysScrolling(page)).toEqual([]);
        expect(await page.locator('tbody tr').count()).toBe(2);
        expect(await accessibilityProblems(page)).toEqual([]);
      } finally {
        await context.close();
      }
    },
  );
});
