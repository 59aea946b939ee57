import { Html, html } from '../../../lib/html.ts';

/** Style that all pages share. It uses system colours and fonts, and loads nothing. */
const shared = new Html(`
:root { color-scheme: light dark; --good: #1a7f37; --waiting: #9a6700; --bad: #b3261e; --line: #8884; --quiet: color-mix(in srgb, CanvasText 70%, Canvas); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
a { color: LinkText; }
nav { margin-top: 1.5rem; display: flex; flex-wrap: wrap; gap: .5rem 1rem; }
@media (max-width: 26rem) { body { font-size: 15px; } main { padding: .5rem; } }
@media print { nav { display: none; } }
`);

/**
 * A page that needs one request: no script, and an inline style sheet.
 *
 * @param body content of `<main>`
 */
export const htmlDocument = ({ title, style, body }: { title: Html; style: Html; body: Html }): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${shared}${style}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `.toString();
