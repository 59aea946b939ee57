import { Marked } from 'marked';
import { Html, html } from '../../../../lib/html.ts';
import { htmlDocument } from '../document.ts';

/** The runbook as a page, and the alerts that it has a section for. */
export interface Runbook {
  readonly page: string;
  /** Path of an alert's section, such as `/runbook#hg612synclost`; `undefined` for an alert of other rules. */
  pathOf(alert: string): string | undefined;
}

/**
 * Renders the runbook. It is part of this project, but HTML in it is escaped nevertheless: the page contains only what
 * Markdown can express.
 *
 * @param markdown docs/runbooks/README.md
 */
export function createRunbook(markdown: string): Runbook {
  const headings = new Map<string, string>();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const anchor = anchorOf(text);
        headings.set(text, anchor);
        const content = new Html(this.parser.parseInline(tokens));
        const level = new Html(`h${depth}`);
        return html`<${level} id="${anchor}">${content}</${level}> `.toString();
      },
      html: ({ text }) => html`${text}`.toString(),
      // A table wider than a phone scrolls by itself, also with the keyboard.
      table(token) {
        const rows = [token.header, ...token.rows].map((cells, index) => {
          const name = new Html(index === 0 ? 'th' : 'td');
          const texts = cells.map(
            ({ tokens }) => html`<${name}>${new Html(this.parser.parseInline(tokens))}</${name}>`,
          );
          return html`<tr>
            ${texts}
          </tr>`;
        });
        return html`<div class="wide" tabindex="0" role="region" aria-label="Table">
          <table>
            ${rows}
          </table>
        </div>`.toString();
      },
    },
  });
  const content = new Html(marked.parse(markdown, { async: false }));
  const page = htmlDocument({
    title: html`Runbooks &ndash; HG612`,
    style,
    body: html`<nav><a href="/">State of the line</a></nav>
      ${content}`,
  });
  return {
    page,
    pathOf(alert) {
      const anchor = headings.get(alert);
      return anchor === undefined ? undefined : `/runbook#${anchor}`;
    },
  };
}

/** The anchor of a heading, as on GitHub: lower case, no punctuation, hyphens for spaces. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const style = new Html(`
main { overflow-wrap: break-word; }
nav { margin: 0; }
h2 { margin: 2rem 0 .5rem; padding-top: .5rem; border-top: 1px solid var(--line); break-after: avoid; }
h2:target { border-left: .375rem solid var(--waiting); padding-left: .625rem; }
code { font-size: .9em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
@media (max-width: 40rem) { th, td { padding-right: .5rem; } td code { overflow-wrap: anywhere; } }
@media print { body { font-size: 11pt; } p, tr { break-inside: avoid; } .wide { overflow: visible; } }
`);
