import { Html } from '../../lib/html.ts';

/** Style of the report on screens and on A4 paper. Colours of charts: lib/chart-style.ts and charts.ts. */
export const style = new Html(`
:root { color-scheme: light dark; --text: #1b1b1b; --muted: #555; --line: #bbb; --page: #fff; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #e6e6e6; --muted: #aaa; --line: #555; --page: #161616; } }
@page { size: A4; margin: 13mm 12mm; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; font: 15px/1.45 system-ui, sans-serif; color: var(--text); background: var(--page); }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.2rem 0 .3rem; } .muted { color: var(--muted); margin: .1rem 0; }
figure { margin: .3rem 0; } figcaption { color: var(--muted); font-size: .85rem; }
.summary { padding-left: 1.2rem; margin: .5rem 0; } .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .8rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .15rem .4rem; border-bottom: 1px solid var(--line); vertical-align: top; } td.n, th.n { text-align: right; } td.n { white-space: nowrap; } th { vertical-align: bottom; } td.w { white-space: nowrap; }
tr.down td:nth-child(2) { color: var(--down); font-weight: 600; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .8rem; font-size: .85rem; margin: .3rem 0; } dt { color: var(--muted); } dd { margin: 0; }
.key { white-space: nowrap; margin-right: .9rem; } .key::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .35em; border: 1px solid var(--muted); vertical-align: -.05em; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.key-up::before { background: var(--up); } .key-down::before { background: var(--down); } .key-unreachable::before { background: var(--unreachable); } .key-missing::before { background: repeating-linear-gradient(45deg, var(--missing) 0 1.5px, transparent 1.5px 5px); }
.key-downstream::before { background: var(--chart-downstream); } .key-upstream::before { background: var(--chart-upstream); }
.key-heat-0::before { background: var(--heat-0); } .key-heat-1::before { background: var(--heat-1); } .key-heat-2::before { background: var(--heat-2); } .key-heat-3::before { background: var(--heat-3); } .key-heat-4::before { background: var(--heat-4); }
@media screen and (max-width: 40rem) { .pair { grid-template-columns: 1fr; } dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } .wide .chart { min-width: 38rem; } .wide .chart text { font-size: 15px; } .pair .chart text { font-size: 13px; } }
@media screen and (max-width: 58rem) {
  table, tbody { display: block; font-size: .85rem; } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { display: flex; flex-wrap: wrap; gap: .05rem 1rem; padding: .35rem 0; border-bottom: 1px solid var(--line); }
  tbody td { padding: 0; border: 0; } tbody td::before { content: attr(data-title) ': '; color: var(--muted); } tbody td:first-child { font-weight: 600; } tbody td:first-child::before { content: none; } tbody td.empty { display: none; }
  tbody td:first-child { flex-basis: 100%; }
}
@media print { body { max-width: none; padding: 0; font-size: 8.5pt; line-height: 1.3; } h1 { font-size: 15pt; } h2 { break-after: avoid; font-size: 10.5pt; margin: .5rem 0 .15rem; } .summary { margin: .2rem 0; } figure { margin: .1rem 0; } figcaption, dl { font-size: 8pt; } figure, tr { break-inside: avoid; } table { font-size: 7.5pt; } th, td { padding: .05rem .3rem; } thead { display: table-header-group; } .scroll { overflow: visible; } .screen { display: none; } svg, td { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`);
