import { expect, it } from 'vitest';
import { html } from '../../../../lib/html.ts';
import { duration, readingTime } from './words.ts';

it.each([
  [0, '0 s'],
  [0.9, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [61, '1 min 1 s'],
  [3600, '1 h'],
  [3661, '1 h 1 min'],
  [86_400, '1 d'],
  [90_061, '1 d 1 h'],
  [471_139, '5 d 10 h'],
])('%d seconds are %s', (seconds, words) => {
  // No line ends within it.
  expect(duration(seconds)).toBe(words.replaceAll(' ', '\u00a0'));
});

it.each([
  [0.0042, '4 ms'],
  [0.9, '900 ms'],
  [8.002, '8.0 s'],
])('reading for %d seconds is %s', (seconds, words) => {
  expect(readingTime(seconds)).toBe(words);
});

it('escapes what is put in, but not its own markup', () => {
  const inner = html`<b>${'<&"\'>'}</b>`;
  expect(html`<p title="${'"'}">${inner}${[inner]}${undefined}${3}</p>`.toString()).toBe(
    '<p title="&quot;"><b>&lt;&amp;&quot;&#39;&gt;</b><b>&lt;&amp;&quot;&#39;&gt;</b>3</p>',
  );
});
