import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

const executable = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
  .filter((path) => path !== undefined)
  .find((path) => existsSync(path));

/** A `describe` whose tests need a browser. Without one they are skipped, and the reason is part of their name. */
export function describeWithBrowser(name: string, tests: () => void): void {
  const reason = 'no Chromium is installed (its path can be set with CHROMIUM)';
  const title = executable === undefined ? `${name} [skipped: ${reason}]` : name;
  describe.skipIf(executable === undefined)(title, tests);
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executable!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });

/** What a page asks for and writes to the console, from now on. */
export function observePage(page: Page): {
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
} {
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  return { requests, complaints };
}

/** Accessibility problems that axe finds on a page, each with the elements concerned. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { passed, violations } = await page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
    const results = await loaded.run();
    return {
      passed: results.passes.length,
      violations: results.violations.map(({ id, help, nodes }) => ({
        id,
        help,
        targets: nodes.map(({ target }) => target.join(' ')),
      })),
    };
  });
  if (passed === 0) throw new Error('axe has checked nothing');
  return violations.map(({ id, help, targets }) => `${id}: ${help}: ${targets.join(', ')}`);
}

/**
 * The parts of a page that are wider than the screen or their box.
 *
 * @param within selector of the elements to check besides the page
 */
export const sidewaysScrolling = (page: Page, within = '*'): Promise<string[]> =>
  page.evaluate(`[document.documentElement, ...document.querySelectorAll(${JSON.stringify(within)})]
    .filter((each, index) => index === 0 || ['auto', 'scroll'].includes(getComputedStyle(each).overflowX))
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map((each) => each.getAttribute('aria-label') ?? each.tagName)`);
