import { Html } from '../../../../lib/html.ts';

/** Style of the landing page, besides that of all pages. */
export const style = new Html(`
header { border-radius: .75rem; padding: 1rem 1.25rem; color: #fff; background: var(--bad); }
header.good { background: var(--good); }
header.waiting { background: var(--waiting); }
header.neutral { padding: 0; color: inherit; background: none; }
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
.lines th, .lines td { text-align: left; overflow-wrap: anywhere; }
.lines :first-child { padding-left: 0; }
.lines td { font-weight: 400; white-space: normal; }
.absent, .quiet { color: var(--quiet); }
.notes p { margin: .25rem 0; }
.sources { list-style: none; margin: 0; padding: 0; }
.sources > li { padding: .5rem .75rem; border-left: .25rem solid var(--good); margin: .25rem 0; }
.sources .failed { border-color: var(--bad); }
.sources p { margin: .25rem 0 0; overflow-wrap: anywhere; }
.sources ol { margin: .25rem 0 0; padding-left: 1.5rem; }
.quiet { font-size: .875rem; overflow-wrap: anywhere; }
:root { --ds: #0b57b0; --us: #a04000; }
.alerts { list-style: none; margin: 0; padding: 0; }
.alerts li { padding: .5rem .75rem; border-left: .25rem solid var(--quiet); margin: .25rem 0; }
.alerts .critical { border-color: var(--bad); }
.alerts .warning { border-color: var(--waiting); }
.alerts p { margin: .25rem 0 0; }
figure { margin: 1rem 0; }
.legend { display: inline-block; margin-right: .75rem; }
.plot { position: relative; height: 7rem; margin-top: 1.25rem; }
.plot svg, .strip { display: block; width: 100%; height: 100%; }
.strip { height: 1rem; margin-top: .5rem; }
.plot span { position: absolute; left: .125rem; font-size: .75rem; line-height: 1; background: Canvas; padding-right: .25rem; margin-bottom: .0625rem; }
path { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; stroke-linecap: round; }
.grid { stroke: var(--line); }
.ds { stroke: var(--ds); stroke-width: 2; }
.us { stroke: var(--us); stroke-width: 2; stroke-dasharray: 5 3; }
.plot .up { fill: none; }
.plot .unknown { fill: #8882; }
.plot .interrupted { fill: color-mix(in srgb, var(--bad) 45%, Canvas); }
.strip .up { fill: var(--good); }
.strip .unknown { fill: #8884; }
.strip .interrupted { fill: var(--bad); }
.hours { display: flex; justify-content: space-between; font-size: .75rem; color: var(--quiet); }
.key { display: inline-block; width: 1.25rem; height: .5rem; vertical-align: middle; }
.key.ds, .key.us { height: 0; border-top: .1875rem solid var(--ds); }
.key.us { border-top: .1875rem dashed var(--us); }
.key.up { background: var(--good); }
.key.interrupted { background: var(--bad); }
.key.unknown { background: #8884; }
@media (prefers-color-scheme: dark) { :root { --ds: #6cb4ff; --us: #ff9f5a; } }
@media (max-width: 26rem) { td { font-size: .875rem; } }
@media (max-width: 22rem) { tbody th { font-size: .8125rem; overflow-wrap: anywhere; } thead th { font-size: .8125rem; } td { font-size: .75rem; } }
`);
