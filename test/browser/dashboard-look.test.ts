import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithBrowser, launchBrowser } from '../support/browser.ts';
import { lookAt } from '../support/dashboards/look.ts';

/** A page with one panel as Grafana renders it. */
const pageWith = (title: string, content: string, script = ''): string =>
  `data:text/html,${encodeURIComponent(`<!doctype html>
    <section data-testid="data-testid Panel header ${title}" style="position: relative; width: 120px">
      <h2 style="overflow: hidden; white-space: nowrap; text-overflow: ellipsis; font-size: 14px">${title}</h2>
      <div>${content}</div>
    </section><script>${script}</script>`)}`;

describeWithBrowser('the look of a dashboard', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await launchBrowser();
    folder = await mkdtemp(path.join(tmpdir(), 'hg612-look-'));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  const nothing = { clipped: [], tiny: [], withoutData: [], errors: [] };

  it.each([
    { what: 'nothing on a good panel', url: pageWith('Line', 'Up'), expected: nothing },
    {
      what: 'a title that does not fit',
      url: pageWith('Errored seconds, last hour', '40'),
      expected: { ...nothing, clipped: ['Errored seconds, last hour'] },
    },
    {
      what: 'a value in tiny letters',
      url: pageWith('Since', '<span style="font-size: 5px">25/11/2026</span>'),
      expected: { ...nothing, tiny: ['25/11/2026'] },
    },
    {
      what: 'a panel without data',
      url: pageWith('Margin', 'No data'),
      expected: { ...nothing, withoutData: ['Margin'] },
    },
    {
      what: 'an error in the console',
      url: pageWith('Line', 'Up', 'console.error("the panel failed")'),
      expected: { ...nothing, errors: ['the panel failed'] },
    },
  ])('reports $what', async ({ url, expected }) => {
    const picture = path.join(folder, 'panel.png');
    expect(await lookAt(browser, url, { width: 1280, colorScheme: 'dark', picture, settle: 0 })).toEqual(
      expected,
    );
  });
});
