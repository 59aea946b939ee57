import { Html } from '../../../../lib/html.ts';

/** The page's style sheet. System colours and fonts: nothing is loaded. */
export const style = new Html(`
:root { color-scheme: light dark; --good: #1a7f37; --waiting: #8a5a00; --bad: #b3261e; --edge: #8885; --soft: #8881; }
@media (prefers-color-scheme: dark) { :root { --good: #238636; --waiting: #9a6700; --bad: #c93c37; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
header { border-radius: .75rem; padding: 1rem 1.25rem; color: #fff; background: var(--bad); }
header.good { background: var(--good); }
header.waiting { background: var(--waiting); }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
header p { margin: .25rem 0 0; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .25rem; }
.quiet { opacity: .75; font-size: .875rem; margin: .25rem 0; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; margin-top: .75rem; }
th, td { padding: .35rem .25rem; border-bottom: 1px solid var(--edge); text-align: right; }
tbody th { text-align: left; font-weight: 400; }
.notice { border-left: .3rem solid var(--bad); padding: .25rem .75rem; }
td { font-weight: 600; white-space: nowrap; }
.scenarios { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
form { border: 1px solid var(--edge); border-radius: .5rem; padding: .6rem; display: flex; flex-direction: column; gap: .35rem; }
form.current { outline: .2rem solid var(--good); }
form.current.fault { outline-color: var(--bad); }
form p { margin: 0; font-size: .9rem; }
button { font: inherit; font-weight: 600; text-align: left; padding: .45rem .7rem; border: 1px solid var(--edge); border-radius: .4rem; background: var(--soft); color: inherit; cursor: pointer; }
button:hover, button:focus-visible { background: var(--edge); }
label { display: flex; justify-content: space-between; align-items: center; gap: .5rem; font-size: .85rem; }
label span { opacity: .8; }
input, select { font: inherit; width: 8rem; flex: none; padding: .15rem .35rem; }
pre { overflow: auto; max-height: 24rem; padding: .75rem; border: 1px solid var(--edge); border-radius: .5rem; font-size: .8rem; tab-size: 8; }
summary { cursor: pointer; padding: .4rem 0; }
@media (max-width: 26rem) { main { padding: .5rem; } td { font-size: .875rem; } h1 { font-size: 1.35rem; } }
`);
