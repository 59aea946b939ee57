import { Html } from '../../../lib/html.ts';
import { chartStyle } from '../../../lib/chart-style.ts';

/** Style of the page, besides that of all pages. */
export const style = new Html(`${String(chartStyle)}
:root { --band-downstream: #0b57b014; --band-upstream: #a040003d; }
@media screen and (prefers-color-scheme: dark) { :root { --band-downstream: #6cb4ff1f; --band-upstream: #ff9f5a4d; } }
main { max-width: 64rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h1 span { display: block; font-size: 1rem; font-weight: 400; }
h2 { font-size: 1.125rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0; }
.quiet, .absent, .before { color: var(--quiet); }
.quiet { font-size: .875rem; overflow-wrap: anywhere; }
.findings { padding-left: 1.75rem; margin: 0; }
.findings > li, .problems > li { padding: .25rem .5rem; border-left: .25rem solid var(--line); margin: .5rem 0; overflow-wrap: anywhere; }
.findings .likely, .problems > li { border-color: var(--bad); }
.findings .possible { border-color: var(--waiting); }
.findings .normal { border-color: var(--good); }
.problems { list-style: none; padding: 0; margin: 0; }
.problems ol { margin: .25rem 0 0; padding-left: 1.5rem; }
figure { margin: 1rem 0; break-inside: avoid; }
figcaption { font-size: .875rem; }
.legend span { margin-right: 1rem; white-space: nowrap; }
.key { display: inline-block; width: 1.5rem; height: .75rem; vertical-align: -.0625rem; border: 1px solid; }
.key.ds { border-color: var(--chart-downstream); background: color-mix(in srgb, var(--chart-downstream) 25%, Canvas); }
.key.us { border-color: var(--chart-upstream); background: repeating-linear-gradient(135deg, var(--chart-upstream) 0 2px, Canvas 2px 5px); }
.key.ref { height: 0; border-width: 1px 0 0; border-color: var(--chart-reference); vertical-align: middle; }
.key.mark { height: 0; border-width: 1px 0 0; border-style: dashed; border-color: var(--chart-limit); vertical-align: middle; }
.scroll { overflow-x: auto; break-inside: avoid; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .375rem .5rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; }
code { overflow-wrap: anywhere; }
@media (max-width: 40rem) { h1 { font-size: 1.375rem; } th, td { font-size: .75rem; padding: .375rem .125rem; } thead th { white-space: normal; } .before { display: block; } }
@page { size: A4; margin: 14mm; }
@media print { main { max-width: none; padding: 0; } body { font-size: 10pt; } .onscreen { display: none; } figure { margin: .5rem 0; } section, .findings li { break-inside: avoid; } h2 { break-after: avoid; } .key, figure { print-color-adjust: exact; } }
`);
