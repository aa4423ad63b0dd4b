/** Embedded in the page and allowed by its hash. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f3f5f7, #12161b);
  --card: light-dark(#ffffff, #1b2128);
  --ink: light-dark(#17202a, #e8edf2);
  --soft-ink: light-dark(#55616e, #a3afbb);
  --line: light-dark(#d5dbe1, #37414b);
  --accent: light-dark(#0b5f5a, #6fd6c9);
  --on-accent: light-dark(#ffffff, #12161b);
  --problem: light-dark(#a61b1b, #ff9d94);
  scroll-padding-top: 1rem;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto;
  max-width: 64rem;
  padding: 1.5rem 1rem 3rem;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", sans-serif;
  word-break: keep-all;
  overflow-wrap: anywhere;
}
header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1rem; margin-bottom: 1rem; }
header p { margin: 0; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.3; }
h2 { margin: 0 0 0.75rem; font-size: 1.2rem; }
h3 { margin: 0 0 0.25rem; font-size: 1rem; }
p { margin: 0.5rem 0; }
nav { margin-left: auto; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0; padding: 0; list-style: none; }
#health { padding: 0.15rem 0.75rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); color: var(--ink); font-size: 0.875rem; text-decoration: none; }
section { margin: 0 0 1rem; padding: 1.25rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.9rem; }
.tagline { margin-top: 0; font-size: 1.1rem; }
.questions { margin: 0; padding-left: 1.25rem; }
small { color: var(--soft-ink); font-size: 0.875rem; font-weight: 400; }
code { font: 0.875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre, .address code { padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--paper); }
pre { margin: 0.25rem 0 0.5rem; max-height: 26rem; overflow: auto; white-space: pre-wrap; word-break: normal; }
pre[data-of] code { user-select: all; }
.address code { display: block; font-size: 1rem; user-select: all; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1.25rem 1.5rem; }
.card { min-width: 0; }
.feature { border-top: 1px solid var(--line); }
.feature summary { padding: 0.6rem 0; cursor: pointer; }
.feature summary span { display: block; padding-left: 1rem; color: var(--soft-ink); }
.feature > :not(summary) { margin-left: 1rem; }
.scroll { overflow-x: auto; margin: 0.5rem 0; }
.scroll th, .scroll td:nth-child(2) { overflow-wrap: normal; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
th, td { padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
thead th { color: var(--soft-ink); }
#use td, #use thead th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; }
#facts { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; margin: 0 0 1rem; }
#facts dt { color: var(--soft-ink); font-size: 0.875rem; }
#facts dd { margin: 0; font-size: 1.1rem; font-weight: 600; }
label { display: block; margin: 0 0 0.75rem; }
label span { display: block; font-weight: 600; }
label.inline { display: inline; }
input, select, textarea { width: 100%; padding: 0.4rem 0.6rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--paper); color: inherit; font: inherit; }
label.inline select { width: auto; }
#fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: 0 1.5rem; }
.problem { color: var(--problem); }
.problem:empty { display: none; }
a { color: var(--accent); }
button, .button { display: inline-block; padding: 0.3rem 0.9rem; border: 1px solid var(--accent); border-radius: 0.5rem; background: var(--card); color: var(--accent); font: inherit; font-size: 0.875rem; text-decoration: none; cursor: pointer; }
button.main { background: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 30rem) { .feature > :not(summary) { margin-left: 0; } section { padding: 1rem; } nav { margin-left: 0; } }
`;
