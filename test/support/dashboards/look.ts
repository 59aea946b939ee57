import type { Browser, ConsoleMessage } from 'playwright-core';

/** A dashboard as a person sees it. */
interface Look {
  /** Texts of titles, tiles and table cells that do not fit their place. */
  clipped: string[];
  /** Texts in letters of less than 12 px. */
  tiny: string[];
  /** Titles of the panels that show "No data" instead of data or a reason. */
  withoutData: string[];
  /** Errors in the console of the browser. */
  errors: string[];
}

interface Options {
  width: number;
  colorScheme: 'light' | 'dark';
  /** Where to save the picture of the whole page. */
  picture: string;
  /** Milliseconds for the panels to draw after their data has arrived. */
  settle: number;
}

/** Opens a dashboard, waits for its data, takes a picture and measures its texts. */
export async function lookAt(
  browser: Browser,
  url: string,
  { width, colorScheme, picture, settle }: Options,
): Promise<Look> {
  // High enough for all panels: Grafana loads a panel when it comes into view.
  const context = await browser.newContext({ viewport: { width, height: 6000 }, colorScheme });
  try {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('console', (message: ConsoleMessage) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.locator('[data-testid^="data-testid Panel header"]').first().waitFor();
    await page.waitForTimeout(settle);
    await page.screenshot({ path: picture, fullPage: true });
    return { ...(await page.evaluate(measure)), errors };
  } finally {
    await context.close();
  }
}

/** What `measure` needs of the browser's DOM, whose types the project does not have. */
interface PageElement {
  childNodes: Iterable<{ nodeType: number; textContent: string | null }>;
  offsetParent: unknown;
  scrollWidth: number;
  clientWidth: number;
  textContent: string | null;
  dataset: Readonly<Record<string, string | undefined>>;
  querySelectorAll(selector: string): Iterable<PageElement>;
}
interface PageGlobals {
  document: Pick<PageElement, 'querySelectorAll'>;
  getComputedStyle: (this: void, element: PageElement) => { overflowX: string; fontSize: string };
}

/** Runs in the browser: may use nothing outside of it. */
function measure(): Omit<Look, 'errors'> {
  const { document, getComputedStyle } = globalThis as unknown as PageGlobals;
  const textNode = 3;
  const panels = [...document.querySelectorAll('[data-testid^="data-testid Panel header"]')];
  const withText = panels
    .flatMap((panel) => [...panel.querySelectorAll('*')])
    .filter(
      ({ childNodes, offsetParent }) =>
        offsetParent !== null &&
        [...childNodes].some((node) => node.nodeType === textNode && node.textContent?.trim() !== ''),
    );
  const isClipped = (element: PageElement): boolean =>
    getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
  const isTiny = (element: PageElement): boolean =>
    Number.parseFloat(getComputedStyle(element).fontSize) < 12;
  const textOf = ({ textContent }: PageElement): string => textContent ?? '';
  return {
    clipped: withText.filter(isClipped).map(textOf),
    tiny: withText.filter(isTiny).map(textOf),
    withoutData: panels
      .filter((panel) => textOf(panel).includes('No data'))
      .map((panel) => panel.dataset['testid']?.replace('data-testid Panel header ', '') ?? ''),
  };
}
