import { describe, expect, it } from 'vitest';
import { readRunbook } from '../../../../test/support/exporter.ts';
import { alerts } from '../../../../test/support/rules.ts';
import { createRunbook } from './runbook.ts';

const runbook = readRunbook();
const ids = [...runbook.page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);

it.each(alerts.map(({ alert, annotations }) => [alert, annotations['runbook_url']] as const))(
  'has the section of %s at the anchor of its runbook_url',
  (alert, url) => {
    const anchor = url!.replace(/.*#/, '');
    expect(runbook.pathOf(alert)).toBe(`/runbook#${anchor}`);
    expect(ids).toContain(anchor);
  },
);

it('has no path for an alert of other rules', () => {
  expect(runbook.pathOf('KubePodCrashLooping')).toBeUndefined();
});

it('links only to its own headings and to the exporter, which work without internet access', () => {
  const links = [...runbook.page.matchAll(/ href="([^"]*)"/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(20);
  const local = new Set([...ids.map((id) => `#${id}`), '/', 'data:,']);
  expect(links.filter((link) => !local.has(link))).toEqual([]);
});

it('uses every anchor once', () => {
  expect(ids.length).toBe(new Set(ids).size);
});

it('is smaller than 100 KB and loads nothing', () => {
  expect(Buffer.byteLength(runbook.page)).toBeLessThan(100_000);
  expect(runbook.page).not.toMatch(/<script|<img|<iframe|\bsrc=|@import|url\(/);
});

describe('Markdown', () => {
  const rendered = (markdown: string) => createRunbook(markdown).page;

  it('has anchors as on GitHub', () => {
    expect(rendered('## What is *this*, v2.0?')).toContain(
      '<h2 id="what-is-this-v20">What is <em>this</em>, v2.0?</h2>',
    );
  });

  it('escapes HTML', () => {
    const page = rendered('## A <script>b()</script>\n\n<img src=x onerror=y()>\n\ntext <b onclick=z()>');
    expect(page).not.toMatch(/<script|<img|<b /);
    expect(page).toContain('&lt;img src=x onerror=y()&gt;');
  });

  it('keeps tables in a region that scrolls', () => {
    const page = rendered('| a | b |\n| --- | --- |\n| `1` | 2 |');
    expect(page).toMatch(/<div class="wide" tabindex="0"[^>]*>\s*<table>/);
    expect(page).toContain('<td><code>1</code></td><td>2</td>');
  });
});
