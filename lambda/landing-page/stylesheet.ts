/** Inside of the page, allowed there by its hash. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f3f5f7, #12161b);
  --card: light-dark(#ffffff, #1b2128);
  --ink: light-dark(#17202a, #e8edf2);
  --soft-ink: light-dark(#55616e, #a3afbb);
  --line: light-dark(#d5dbe1, #37414b);
  --accent: light-dark(#0b5f5a, #6fd6c9);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  padding: 1.5rem 1rem;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", sans-serif;
  word-break: keep-all;
  overflow-wrap: anywhere;
}
main {
  width: min(100%, 44rem);
  margin: 0 auto;
  padding: 1.75rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 0.9rem;
}
h1 { margin: 0 0 0.5rem; font-size: 1.6rem; line-height: 1.3; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.2rem; }
h3 { margin: 1rem 0 0.25rem; font-size: 1rem; }
p { margin: 0.5rem 0; }
small { color: var(--soft-ink); font-weight: 400; }
code { font: 0.875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; user-select: all; }
pre, .address code { padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--paper); }
pre { margin: 0.25rem 0; white-space: pre-wrap; }
.address code { display: block; font-size: 1rem; }
dt { margin-top: 0.75rem; font-weight: 600; }
dd { margin: 0; }
a { color: var(--accent); }
button, .button {
  display: inline-block;
  padding: 0.25rem 0.9rem;
  border: 1px solid var(--accent);
  border-radius: 0.5rem;
  background: var(--card);
  color: var(--accent);
  font: inherit;
  font-size: 0.875rem;
  text-decoration: none;
  cursor: pointer;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
