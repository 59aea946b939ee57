import { Html } from '../../../../lib/html.ts';

/** Style of the landing page, besides that of all pages. */
export const style = new Html(`
header { border-radius: .75rem; padding: 1rem 1.25rem; color: #fff; background: var(--bad); }
header.good { background: var(--good); }
header.waiting { background: var(--waiting); }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h1 span { display: block; font-size: 1rem; font-weight: 400; }
header p { margin: .25rem 0 0; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
.facts { font-weight: 600; }
.facts span { white-space: nowrap; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; margin-top: 1rem; }
th, td { padding: .5rem 0 .5rem .5rem; border-bottom: 1px solid var(--line); text-align: right; }
tbody th { padding-left: 0; text-align: left; font-weight: 400; }
td { font-weight: 600; white-space: nowrap; }
.absent, .quiet { color: var(--quiet); }
.notes p { margin: .25rem 0; }
.sources { list-style: none; margin: 0; padding: 0; }
.sources > li { padding: .5rem .75rem; border-left: .25rem solid var(--good); margin: .25rem 0; }
.sources .failed { border-color: var(--bad); }
.sources p { margin: .25rem 0 0; overflow-wrap: anywhere; }
.sources ol { margin: .25rem 0 0; padding-left: 1.5rem; }
.quiet { font-size: .875rem; overflow-wrap: anywhere; }
@media (max-width: 26rem) { td { font-size: .875rem; } }
@media (max-width: 22rem) { tbody th { font-size: .8125rem; overflow-wrap: anywhere; } thead th { font-size: .8125rem; } td { font-size: .75rem; } }
`);
