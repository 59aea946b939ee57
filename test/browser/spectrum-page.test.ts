import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMockModem, type MockModemOptions } from '../../mock-modem/src/mock-modem.ts';
import {
  accessibilityProblems,
  describeWithBrowser,
  launchBrowser,
  observePage,
  sidewaysScrolling,
} from '../support/browser.ts';
import { exporterAt, serve } from '../support/exporter.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describeWithBrowser('the spectrum in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Opens the page of a line an hour after its scenario began; with a reference, that of the line before. */
  async function withPage(
    {
      viewport,
      colorScheme,
      hasReference,
      mock: options,
    }: {
      viewport: { width: number; height: number };
      colorScheme: 'light' | 'dark';
      hasReference: boolean;
      mock: MockModemOptions;
    },
    check: (
      page: Page,
      opened: { url: string; requests: readonly string[]; complaints: readonly string[] },
    ) => Promise<void>,
  ): Promise<void> {
    let time = performance.now();
    await using mock = await createMockModem({ ...options, now: () => time });
    await using folder = await temporaryFolder();
    const exporter = exporterAt({
      pageUrl: mock.url,
      telnetPort: mock.telnetPort,
      spectrumReferenceDir: folder.path,
    });
    if (hasReference) {
      await using quiet = await createMockModem();
      await using other = exporterAt({ pageUrl: quiet.url, telnetPort: quiet.telnetPort });
      const { text } = await other.agent.get('/spectrum.json').expect(200);
      await writeFile(path.join(folder.path, 'before.json'), text);
    }
    time += 3_600_000;
    await using server = await serve(exporter);
    const context = await browser.newContext({ viewport, colorScheme });
    try {
      const page = await context.newPage();
      const { requests, complaints } = observePage(page);
      const url = `${server.url}/spectrum${hasReference ? '?reference=before' : ''}`;
      await page.goto(url);
      await check(page, { url, requests, complaints });
    } finally {
      await context.close();
    }
  }

  const screens = [
    { screen: 'a phone', viewport: { width: 360, height: 780 } },
    { screen: 'a desktop', viewport: { width: 1280, height: 800 } },
  ];
  const contents = [
    { content: 'a line without faults', charts: 4, hasReference: false, mock: {} },
    {
      content: 'an interferer beside a reference',
      charts: 5,
      hasReference: true,
      mock: { scenario: 'interferer' },
    },
    { content: 'a bridged tap', charts: 4, hasReference: false, mock: { scenario: 'bridged-tap' } },
    { content: 'an ADSL line', charts: 4, hasReference: false, mock: { recording: 'simulated:adsl2plus' } },
    {
      content: 'a modem without telnet',
      charts: 0,
      hasReference: true,
      mock: { scenario: 'telnet-refused' },
    },
  ];
  const cases = screens.flatMap((screen) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      contents.map((content) => ({ ...screen, colorScheme, ...content })),
    ),
  );

  it.each(cases)(
    'on $screen, $colorScheme, $content needs one request, fits the width and is accessible',
    async ({ charts, ...options }) => {
      await withPage(options, async (page, { url, requests, complaints }) => {
        expect(requests.filter((each) => !each.startsWith('data:'))).toEqual([url]);
        // Content Security Policy and markup errors appear here. The browser itself reports the status 503.
        expect(complaints.filter((text) => !text.includes('status of 503'))).toEqual([]);
        expect(await sidewaysScrolling(page)).toEqual([]);
        expect(await page.getByRole('img').count()).toBe(charts);
        expect(await accessibilityProblems(page)).toEqual([]);
        // Labels are at least 9 px high, whatever the scale of the chart.
        const heights = await page.evaluate<number[]>(
          `[...document.querySelectorAll('.chart text')].map((text) => text.getBoundingClientRect().height)`,
        );
        expect(heights.length > 0).toBe(charts > 0);
        expect(heights.filter((height) => height < 9)).toEqual([]);
      });
    },
  );

  it('on A4 has at most three pages, without links that are of no use on paper', async () => {
    const options = {
      ...screens[1]!,
      colorScheme: 'dark' as const,
      hasReference: true,
      mock: { scenario: 'interferer' },
    };
    await withPage(options, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('link').filter({ visible: true }).count()).toBe(0);
      expect(await page.getByRole('img').count()).toBe(5);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      const sizes = pdf.match(/\/MediaBox \[[^\]]*\]/g)!;
      expect(sizes.length).toBeLessThanOrEqual(3);
      expect(new Set(sizes).size).toBe(1);
      expect(pdf.match(/\/Type \/Page\b/g)!.length).toBeLessThanOrEqual(3);
    });
  });
});
