import { expect, it } from 'vitest';
import { html } from './html.ts';

it('escapes values, but not its own markup', () => {
  const inner = html`<b>${'<&"\'>'}</b>`;
  expect(html`<p title="${'"'}">${inner}${[inner]}${undefined}${3}</p>`.toString()).toBe(
    '<p title="&quot;"><b>&lt;&amp;&quot;&#39;&gt;</b><b>&lt;&amp;&quot;&#39;&gt;</b>3</p>',
  );
});
