/** The page's only style sheet. Colours are pairs, checked for contrast in light and dark by axe-core in the tests. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f7f6f3; --sheet: #ffffff; --well: #f2f1ed; --line: #e2dfd9; --edge: #8b867e;
  --ink: #1f1d1a; --soft: #5d5852; --link: #1a56b0; --focus: #1a56b0;
  --minus: #fcefec; --minus-ink: #8c2f1b; --plus: #e9f5ec; --plus-ink: #17603a;
  --check-a: #aab0b8; --check-b: #8b929b;
  --on: #ffffff;
  --review: #b04a12; --generated: #6a48bd; --reviewed: #1b7a4c; --ruled: #2f6d96;
  --decorative: #646c7a; --flawed: #b0233f; --unreadable: #57514a; --kept: #b7c4bb; --kept-on: #26302a;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Segoe UI Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #151617; --sheet: #1c1e20; --well: #25282b; --line: #33373b; --edge: #868b91;
    --ink: #eceae6; --soft: #aaa69f; --link: #8fbaff; --focus: #8fbaff;
    --minus: #362321; --minus-ink: #ffb3a1; --plus: #1a3024; --plus-ink: #8fdcae;
    --check-a: #8b929b; --check-b: #6f767f;
    --on: #16120e;
    --review: #f09a5e; --generated: #b8a3f5; --reviewed: #62c795; --ruled: #7db9df;
    --decorative: #a3abb8; --flawed: #f58295; --unreadable: #bdb5aa; --kept: #4d5d53; --kept-on: #eceae6;
  }
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 80rem; padding: 0 2rem 4rem; background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, p, ul, dl, dd, pre, fieldset { margin: 0; padding: 0; }
ul { list-style: none; }
fieldset { border: 0; min-width: 0; }
code, pre { font-family: var(--mono); font-size: 0.8667em; font-variant-ligatures: none; }
a { color: var(--link); text-underline-offset: 0.16em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
.findings:focus { outline: none; }
.dim { color: var(--soft); }
.unseen {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.skip {
  position: absolute; left: 1rem; top: -4rem; z-index: 2; padding: 0.5rem 0.875rem; border-radius: 0 0 6px 6px;
  background: var(--ink); color: var(--paper);
}
.skip:focus { top: 0; }

.masthead {
  display: flex; flex-wrap: wrap; gap: 1rem 3rem; align-items: flex-end; justify-content: space-between;
  padding: 1.75rem 0 1.25rem; border-bottom: 1px solid var(--line);
}
.title { min-width: 0; }
.brand { display: flex; gap: 0.5rem; align-items: center; color: var(--soft); font-size: 0.8125rem; font-weight: 600; }
.mark { width: 1rem; height: 1rem; fill: currentColor; }
h1 { margin-top: 0.375rem; font-size: 1.375rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.012em; }
.root { color: var(--soft); font-family: var(--mono); font-size: 0.8125rem; }
.run { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; font-size: 0.8125rem; min-width: 0; }
.run div { min-width: 0; max-width: 24rem; }
.run dt { color: var(--soft); }

.summary { padding: 2rem 0 2.25rem; }
.summary h2 {
  max-width: 46rem; font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.02em; text-wrap: balance;
}
.scope { margin-top: 0.5rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.bar { display: block; margin: 1.5rem 0 1rem; border-radius: 4px; overflow: hidden; forced-color-adjust: none; }
.fill { stroke: var(--paper); stroke-width: 2px; }
.fill.review { fill: var(--review); } .fill.generated { fill: var(--generated); }
.fill.reviewed { fill: var(--reviewed); } .fill.ruled { fill: var(--ruled); }
.fill.decorative { fill: var(--decorative); } .fill.flawed { fill: var(--flawed); }
.fill.unreadable { fill: var(--unreadable); } .fill.kept { fill: var(--kept); }
.sign {
  display: inline-grid; place-items: center; flex: none; width: 1.125rem; height: 1.125rem; border-radius: 4px;
  background: var(--unreadable); color: var(--on); font: 700 0.75rem/1 var(--mono); forced-color-adjust: none;
}
.sign.review { background: var(--review); } .sign.generated { background: var(--generated); }
.sign.reviewed { background: var(--reviewed); } .sign.ruled { background: var(--ruled); }
.sign.decorative { background: var(--decorative); } .sign.flawed { background: var(--flawed); }
.sign.kept { background: var(--kept); color: var(--kept-on); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.25rem, 1fr)); gap: 0.5rem; }
.tile {
  display: grid; grid-template-columns: auto 1fr; column-gap: 0.5rem; align-items: center; align-content: start;
  height: 100%; padding: 0.625rem 0.75rem; border: 1px solid var(--line); border-radius: 8px; background: var(--sheet);
  color: inherit; text-decoration: none;
}
a.tile:hover { border-color: var(--edge); }
a.tile:hover .label { text-decoration: underline; }
.tile .count { font-size: 1.25rem; line-height: 1.3; font-weight: 650; font-variant-numeric: tabular-nums; }
.tile .label { grid-column: 1 / -1; align-self: start; margin-top: 0.125rem; color: var(--soft); font-size: 0.8125rem; line-height: 1.35; }
.tile.zero { background: none; color: var(--soft); }
.tile.zero .count { font-weight: 400; }

.layout { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 0 2.5rem; align-items: start; }
.layout.alone { display: block; }
.rail { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: 0.25rem 0.25rem 2rem; margin-left: -0.25rem; font-size: 0.875rem; }
.filter { display: grid; gap: 1rem; padding-bottom: 1.25rem; }
.field label, legend { display: block; padding: 0; margin-bottom: 0.25rem; font-size: 0.8125rem; font-weight: 600; }
input[type='search'], select {
  width: 100%; min-height: 2.25rem; padding: 0.25rem 0.5rem; border: 1px solid var(--edge); border-radius: 6px;
  background: var(--sheet); color: inherit; font: inherit;
}
.hint { margin-top: 0.25rem; color: var(--soft); font-size: 0.75rem; }
.check { display: flex; gap: 0.5rem; align-items: center; min-height: 1.875rem; font-variant-numeric: tabular-nums; }
.check input { flex: none; width: 1rem; height: 1rem; margin: 0; accent-color: var(--link); }
.check .grow { flex: 1; min-width: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; }
button {
  min-height: 2.125rem; padding: 0.25rem 0.75rem; border: 1px solid var(--edge); border-radius: 6px;
  background: var(--sheet); color: inherit; font: inherit; cursor: pointer;
}
button:hover { background: var(--well); }
button[aria-pressed='true'] { background: var(--ink); border-color: var(--ink); color: var(--paper); }
.shown { min-height: 1.5em; color: var(--soft); font-variant-numeric: tabular-nums; }
.contents { padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.8125rem; }
.filter[hidden] + .contents { border-top: 0; padding-top: 0; }
.contents > ul > li { margin-bottom: 0.75rem; }
.contents > ul > li > a { font-weight: 600; color: var(--ink); }
.contents a { display: block; padding: 0.1875rem 0; text-decoration: none; }
.contents a:hover { text-decoration: underline; }
.contents li li { display: flex; gap: 0.5rem; justify-content: space-between; align-items: baseline; font-variant-numeric: tabular-nums; }
.contents li li a { min-width: 0; font-family: var(--mono); font-size: 0.75rem; }

.section { margin-bottom: 3rem; }
.section > h2 { font-size: 1.1875rem; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; }
h2 .sign { margin-right: 0.625rem; vertical-align: 0.08em; }
.n { color: var(--soft); font-weight: 400; font-variant-numeric: tabular-nums; white-space: nowrap; }
.note { margin: 0.125rem 0 1rem; color: var(--soft); max-width: 46rem; }
.group {
  margin-bottom: 1rem; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); overflow: clip;
}
.head { display: grid; gap: 0.25rem; padding: 0.875rem 1.125rem; border-bottom: 1px solid var(--line); background: var(--well); }
.head p { max-width: 46rem; }
h3 { font-size: 1rem; line-height: 1.35; font-weight: 650; }
.tags { display: flex; flex-wrap: wrap; gap: 0.375rem; align-items: baseline; padding-top: 0.375rem; font-size: 0.75rem; }
.tags code { margin-right: 0.375rem; font-size: 1em; color: var(--soft); }
.head .tags { max-width: none; }
.tags a {
  padding: 0.125rem 0.4375rem; border: 1px solid var(--line); border-radius: 5px; background: var(--sheet);
  color: var(--link); text-decoration: none;
}
.tags a:hover { border-color: var(--edge); text-decoration: underline; }
.severity { font-weight: 650; }
.severity.error { color: var(--minus-ink); }
.severity.warning { color: var(--review); }

.card {
  display: grid; grid-template-columns: 6rem minmax(0, 1fr) 14rem; gap: 0 1.125rem; padding: 1rem 1.125rem;
}
.long .card { content-visibility: auto; contain-intrinsic-size: auto 9.5rem; }
.card + .card { border-top: 1px solid var(--line); }
.card.over { display: none; }
.card:focus { outline: 2px solid var(--focus); outline-offset: -2px; }
.thumb {
  display: grid; place-items: center; width: 6rem; height: 6rem; padding: 0.375rem; border: 1px solid var(--line);
  border-radius: 6px; background: var(--sheet); overflow: hidden;
}
.thumb img {
  display: block; max-width: 100%; max-height: 100%; font-size: 0.6875rem; line-height: 1.2;
  background: repeating-conic-gradient(var(--check-a) 0 25%, var(--check-b) 0 50%) 0 0 / 12px 12px; forced-color-adjust: none;
}
.thumb.none { border-style: dashed; border-color: var(--edge); background: none; color: var(--soft); font-size: 0.75rem; text-align: center; }
h4 { font-size: 0.9375rem; line-height: 1.4; font-weight: 600; }
h4 .dim { font-weight: 400; }
.main { display: grid; gap: 0.5rem; align-content: start; min-width: 0; }
.diff { border-radius: 6px; overflow: hidden; font-size: 0.875rem; }
.diff div { display: grid; grid-template-columns: 5.25rem minmax(0, 1fr); align-items: baseline; padding: 0.1875rem 0.625rem; background: var(--well); }
.diff dt { color: var(--soft); font-size: 0.8125rem; }
.diff .mark { display: inline-block; width: 1.1em; height: auto; font-family: var(--mono); font-weight: 700; }
.diff .minus { background: var(--minus); }
.diff .plus { background: var(--plus); }
.diff .minus dt { color: var(--minus-ink); }
.diff .plus dt { color: var(--plus-ink); }
.diff code { font-size: 0.8125rem; white-space: pre-wrap; }
.diff .minus .dim, .diff .plus .dim { color: inherit; }
.noalt { font-style: italic; }
ul.reason { display: grid; gap: 0.125rem; padding-left: 1rem; list-style: disc; }
.draft { padding-left: 0.75rem; border-left: 3px solid var(--generated); }
.draft strong { margin-right: 0.25rem; font-size: 0.8125rem; }
.side { display: grid; gap: 0.75rem; align-content: start; min-width: 0; font-size: 0.8125rem; }
.places p { color: var(--soft); }
.place { font-family: var(--mono); font-size: 0.75rem; line-height: 1.6; }
.place a { display: inline-block; padding: 0.15rem 0; }
.origin { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 0.75rem; }
.origin dt { color: var(--soft); }
.origin dd { font-variant-numeric: tabular-nums; }
summary { width: fit-content; cursor: pointer; color: var(--soft); font-size: 0.8125rem; border-radius: 3px; }
summary:hover { color: var(--ink); text-decoration: underline; }
.facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.375rem 1rem; padding: 0.5rem 0 0.25rem; font-size: 0.8125rem; }
.facts dt { color: var(--soft); }
.facts code { font-size: 0.9231em; }
.facts pre { padding: 0.375rem 0.625rem; border-radius: 6px; background: var(--well); white-space: pre-wrap; }
.facts pre + pre { margin-top: 0.25rem; }
.facts pre code { font-size: 0.75rem; }
.why { display: block; color: var(--soft); }
.more { display: block; width: calc(100% - 2.25rem); margin: 0 1.125rem 1.125rem; }
.fold > summary { padding: 0.25rem 0; margin-bottom: 0.75rem; font-size: 0.875rem; color: var(--link); }
.other > h2 { margin-bottom: 0.25rem; }
.failed { border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); }
.failed div { padding: 0.625rem 1.125rem; }
.failed div + div { border-top: 1px solid var(--line); }
.failed dt { font-family: var(--mono); font-size: 0.8125rem; }
.failed dd { color: var(--soft); }
table { width: 100%; border-collapse: collapse; font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; }
th:last-child, td:last-child { width: 6rem; text-align: right; }
td:first-child { font-family: var(--mono); font-size: 0.75rem; }
footer { padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.8125rem; }

@media (max-width: 64rem) {
  .card { grid-template-columns: 6rem minmax(0, 1fr); }
  .side { grid-column: 2; padding-top: 0.5rem; }
}
@media (max-width: 52rem) {
  body { padding: 0 1rem 3rem; }
  .masthead { padding: 1.25rem 0 1rem; }
  .summary { padding: 1.5rem 0; }
  .summary h2 { font-size: 1.375rem; }
  .tiles { grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); }
  .layout { display: block; }
  .rail { position: static; max-height: none; margin: 0; padding: 0; overflow: visible; }
  .contents { display: none; }
  .filter { padding: 1rem; margin-bottom: 1.5rem; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); }
  .head, .card { padding-left: 0.875rem; padding-right: 0.875rem; }
  .card { grid-template-columns: 4rem minmax(0, 1fr); gap: 0 0.875rem; }
  .thumb { width: 4rem; height: 4rem; padding: 0.25rem; }
  .side { grid-column: 1 / -1; }
  .diff div { grid-template-columns: minmax(0, 1fr); }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { padding-bottom: 0.5rem; }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
}
@media (forced-colors: active) {
  .tile, .group, .thumb { border-color: CanvasText; }
  .diff div { border-left: 3px solid CanvasText; }
  button[aria-pressed='true'] { border-width: 3px; }
}
@media print {
  :root { --paper: #fff; --sheet: #fff; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  .rail, .skip, .more { display: none !important; }
  .layout { display: block; }
  .card { break-inside: avoid; }
  .long .card { content-visibility: visible; }
  .card.over { display: grid; }
  .group { overflow: visible; }
  .head { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
}
`

/** SHA-256 of the style sheet, for the page's policy; `html.test.ts` says the new one when it changes. */
export const styleHash = 'sha256-uXw1c+iBL2Soj2xIZMx7Y578mMEr9oQ1kqc2b/ht11I='
