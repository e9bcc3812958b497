export const style = `
:root { color-scheme: light dark; --bg: #f6f7f9; --card: #fff; --ink: #16181d; --soft: #616775; --line: #e1e4ea;
  --accent: #1f5eff; --on-accent: #fff; --good: #0a7a43; --bad: #b3261e; --warn: #8a5a00; --code: #f0f2f6 }
@media (prefers-color-scheme: dark) { :root { --bg: #0f1115; --card: #181b21; --ink: #eceef2; --soft: #9aa1b0;
  --line: #2a2f39; --accent: #7fa2ff; --on-accent: #0b1020; --good: #5fd197; --bad: #ff8a80; --warn: #f0c070; --code: #20242c } }
* { box-sizing: border-box }
html { scroll-padding-top: 4rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
header { position: sticky; top: 0; z-index: 2; background: var(--card); border-bottom: 1px solid var(--line) }
header > div, main { max-width: 75rem; margin: 0 auto; padding: .75rem 1.25rem }
header > div { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1.25rem }
header strong { font-size: 1.05rem } header nav { display: flex; flex-wrap: wrap; gap: .1rem 1rem }
header time { margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums }
a { color: var(--accent) } header a { text-decoration: none } header a:hover { text-decoration: underline }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1rem 0 .25rem } h2 { font-size: 1.2rem; margin: 0 0 .5rem }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere } p { margin: .25rem 0 .75rem } small, .empty { color: var(--soft) }
section { margin: 2rem 0 } .lead { color: var(--soft); max-width: 46rem }
[role=status] { border-left: 4px solid var(--good); background: var(--card); padding: .6rem 1rem; margin: 1rem 0; border-radius: 6px }
[role=status].bad { border-color: var(--bad) } [role=status]:empty { display: none }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1rem; margin: .75rem 0 }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem }
.card p { margin: .25rem 0 .5rem } dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem .9rem; margin: .5rem 0 .75rem }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere } .plain { list-style: none; padding: 0; margin: .5rem 0 }
.plain li { margin: .3rem 0 } .actions { display: flex; flex-wrap: wrap; gap: .4rem } form { margin: 0 }
.fields { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: .75rem 0 }
label { display: grid; gap: .15rem; font-size: .85rem; color: var(--soft) }
input, select, button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: 7px; padding: .35rem .65rem; min-height: 2.25rem; max-width: 100% }
button { cursor: pointer; background: var(--code) } button:hover { border-color: var(--accent) }
button[aria-pressed=true], .fields > button { background: var(--accent); color: var(--on-accent); border-color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
code, pre { font: .87em/1.45 ui-monospace, monospace } code { background: var(--code); border-radius: 4px; padding: .1em .3em; overflow-wrap: anywhere }
pre { background: var(--code); padding: .75rem; border-radius: 8px; overflow: auto; max-height: 22rem; margin: .4rem 0; white-space: pre-wrap;
  overflow-wrap: anywhere } h3 code { background: none; padding: 0 } meter { height: .8rem; width: 5rem; vertical-align: middle }
.tag { display: inline-block; font-size: .78rem; padding: 0 .5rem; border-radius: 99px; border: 1px solid currentColor; color: var(--soft);
  white-space: nowrap } .tag.good, .tag.active, .tag.enabled, .tag.succeeded { color: var(--good) }
.tag.failed, .tag.expired, .tag.deleted, .tag.revoked, .tag.lapsed { color: var(--bad) }
.tag.warn, .tag.depleted, .tag.processing, .tag.disabled { color: var(--warn) }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .45rem .8rem;
  border-bottom: 1px solid var(--line) } tr:last-child > td { border-bottom: 0 }
th { font-size: .8rem; color: var(--soft); font-weight: 600; white-space: nowrap } td time { white-space: nowrap; color: var(--soft) }
td code { overflow-wrap: anywhere } .list { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden }
.list > details { border-bottom: 1px solid var(--line) } .list > details:last-child { border-bottom: 0 }
.list summary { display: flex; flex-wrap: wrap; gap: .1rem .8rem; align-items: baseline; padding: .5rem .9rem; cursor: pointer }
.list summary::before { content: '▸'; color: var(--soft) } .list details[open] > summary::before { content: '▾' }
.list summary:hover { background: var(--code) } .list summary .grow { flex: 1 1 14rem; overflow-wrap: anywhere }
.list details > div { padding: 0 .9rem .9rem } section > details { margin: .75rem 0 } summary { cursor: pointer }
@media (max-width: 40rem) { header { position: static } html { scroll-padding-top: 1rem } }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: 8px; background: #fff }
`
