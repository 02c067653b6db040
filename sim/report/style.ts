/**
 * The style of the report, for screens light and dark, narrow and wide, and for paper. Its colours are those of
 * `charts/palette.ts`; a test measures in a browser that text has a contrast of 4.5 and more.
 */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --quiet: #55606b; --line: #d5dae0; --shade: #f3f5f7;
  --series: #0072b2; --other: #d55e00;
  --good: #00614a; --bad: #a33a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181c; --ink: #e8ebee; --quiet: #a9b3bd; --line: #38414a; --shade: #1f252b;
    --series: #56b4e9; --other: #e69f00;
    --good: #4fd1ae; --bad: #ff9d66;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 752px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; margin: 0 0 12px; }
h3 { font-size: 1rem; margin: 20px 0 6px; }
p { margin: 0 0 12px; }
section { margin-top: 40px; padding-top: 20px; border-top: 1px solid var(--line); }
.kind { color: var(--quiet); font-size: 0.9rem; margin-bottom: 4px; }
.title { font-size: 1.1rem; margin: 6px 0 16px; }
.verdict { border-left: 6px solid; padding: 10px 14px; background: var(--shade); font-weight: 600; }
.verdict.passed, .kept { color: var(--good); }
.verdict.failed, .broken { color: var(--bad); }
.kept, .broken { font-weight: 600; white-space: nowrap; }
figure { margin: 0 0 28px; }
figcaption { color: var(--quiet); font-size: 0.9rem; margin-top: 4px; }
.chart { --plot-background: var(--paper); display: block; max-width: 100%; height: auto; overflow: visible; }
.chart text { white-space: pre; }
.chart.narrow { display: none; }
.frame { overflow-x: auto; margin: 0 0 24px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; max-width: calc(100vw - 32px); }
th, td { text-align: left; vertical-align: top; padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 400; min-width: 7em; }
td:not(.number) { min-width: 6.5em; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .number { white-space: normal; }
ul { margin: 0 0 16px; padding-left: 20px; }
li { margin-bottom: 6px; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
.command { display: inline-block; background: var(--shade); padding: 4px 8px; user-select: all; }
@media (max-width: 751px) {
  .chart.wide { display: none; }
  .chart.narrow { display: block; }
}
@media print {
  :root { --paper: #ffffff; --ink: #000000; --quiet: #444444; --line: #bbbbbb; --shade: #ffffff; --series: #0072b2; --other: #d55e00; --good: #00614a; --bad: #a33a00; }
  main { max-width: none; padding: 0; }
  .chart.wide { display: block; }
  .chart.narrow { display: none; }
  .frame { overflow: visible; }
  figure, tr, .verdict, li { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
}
`
