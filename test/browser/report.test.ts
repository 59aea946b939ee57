import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderCsv } from '../../tools/report/csv.ts';
import { reportData } from '../../tools/report/data.ts';
import { renderReport } from '../../tools/report/page.ts';
import { createZone } from '../../tools/report/zone.ts';
import {
  accessibilityProblems,
  describeWithBrowser,
  launchBrowser,
  observePage,
  sidewaysScrolling,
} from '../support/browser.ts';
import { WEEK, weekOf } from '../support/report-week.ts';

const zone = createZone('Europe/London');

/** The report of a week. @param telnet whether the shell of the modem was read */
function reportOf(telnet: boolean): string {
  const data = reportData(weekOf(telnet), {
    lineName: 'HG612',
    range: WEEK,
    zone,
    createdAt: WEEK.to,
    contract: { downstream: { ordered: 6_875_000, guaranteed: 5_625_000 } },
    marginLimits: { low: 3, critical: 1 },
    method: {},
  });
  return renderReport(data, zone, renderCsv(data, zone));
}

describeWithBrowser('the report in a browser', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await launchBrowser();
    folder = await mkdtemp(path.join(tmpdir(), 'hg612-report-page-'));
    await writeFile(path.join(folder, 'telnet.html'), reportOf(true));
    await writeFile(path.join(folder, 'page-only.html'), reportOf(false));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  const screens = [
    { screen: 'a phone', viewport: { width: 360, height: 780 } },
    { screen: 'a tablet', viewport: { width: 768, height: 1024 } },
    { screen: 'the width of A4', viewport: { width: 794, height: 1123 } },
  ];
  const cases = screens.flatMap((screen) =>
    (['light', 'dark'] as const).flatMap((colorScheme) => [
      { ...screen, colorScheme, file: 'telnet.html', charts: 6 },
      { ...screen, colorScheme, file: 'page-only.html', charts: 3 },
    ]),
  );

  it.each(cases)(
    'on $screen, $colorScheme, $file loads nothing, fits the width, shows its charts and is accessible',
    async ({ viewport, colorScheme, file, charts }) => {
      const context = await browser.newContext({ viewport, colorScheme });
      try {
        const page = await context.newPage();
        const { requests, complaints } = observePage(page);
        await page.goto(pathToFileURL(path.join(folder, file)).href);
        expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
        expect(complaints).toEqual([]);
        expect(await sidewaysScrolling(page, ':has(> table)')).toEqual([]);
        expect(await page.getByRole('cell').count()).toBeGreaterThan(50);
        expect(await page.locator('figure svg.chart').count()).toBe(charts);
        for (const chart of await page.locator('figure svg.chart').all()) {
          expect((await chart.boundingBox())!.height).toBeGreaterThan(30);
        }
        expect(await accessibilityProblems(page)).toEqual([]);
      } finally {
        await context.close();
      }
    },
  );

  it('prints on two or three A4 pages', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path.join(folder, 'telnet.html')).href);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect([2, 3]).toContain(pdf.match(/\/Type \/Page\b(?!s)/g)?.length);
    // A4 in points.
    expect(pdf).toMatch(/\/MediaBox \[0 0 59[45](?:\.\d+)? 84[12]/);
  });
});
