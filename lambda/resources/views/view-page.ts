/**
 * A page of MCP Apps (io.modelcontextprotocol/ui): static, with nothing from other hosts. Data from the host's messages
 * is inserted as text, never as markup.
 */
export function viewPage(name: string, script: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<style>${style}</style>
</head>
<body>
<main id="main" aria-live="polite"></main>
<script>
${protocol.replace('VIEW_NAME', JSON.stringify(name))}
${script}
start();
</script>
</body>
</html>
`;
}

const style = `
:root { color-scheme: light; --text: #17201d; --soft: #5b6763; --line: #d5dcd9; --back: #fff; --card: #f4f7f6; --mark: #0f6b5c; --warn: #b3261e }
:root[data-theme=dark] { color-scheme: dark; --text: #e7edea; --soft: #a3afab; --line: #3a4642; --back: #151a18; --card: #1e2623; --mark: #5ec7b3; --warn: #ff8a80 }
body { margin: 0; padding: 12px; font: 14px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back) }
h2 { margin: 0 0 8px; font-size: 13px; color: var(--soft) }
button, input, textarea, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 6px 10px }
button { cursor: pointer } button.main { background: var(--mark); color: var(--back); border-color: var(--mark) }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px }
.card { display: block; width: 100%; margin: 0 0 8px; text-align: left } .card small { display: block; color: var(--soft) }
.detail { margin-top: 12px; padding: 12px; border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere }
label { display: block; margin: 0 0 10px } label span { display: block; color: var(--soft) } label input, label textarea, label select { box-sizing: border-box; width: 100% }
.bar { display: grid; grid-template-columns: minmax(90px, 40%) 1fr 3em; gap: 8px; align-items: center; margin: 4px 0 }
.bar i { display: block; height: 14px; border-radius: 4px; background: var(--mark) } .bar.low i { background: var(--warn) }
table { border-collapse: collapse } th, td { padding: 2px 10px 2px 0; text-align: right; font-weight: normal } th { color: var(--soft) } :is(th, td):first-child { text-align: left }
.problem { color: var(--warn) }
`;

/** The handshake and messages of MCP Apps 2026-01-26, sent to the host's frame with postMessage. */
const protocol = `
const main = document.getElementById('main');
const waiting = new Map();
let nextId = 1, language = 'en';
function send(message) { parent.postMessage({ jsonrpc: '2.0', ...message }, '*'); }
function request(method, params) {
  const id = nextId++;
  send({ id, method, params });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}
async function callTool(name, args) {
  const result = await request('tools/call', { name, arguments: args });
  if (!result.isError) return result.structuredContent;
  let text = result.content?.[0]?.text ?? '';
  try { const { error } = JSON.parse(text); text = error.message + ' ' + error.hint; } catch {}
  throw new Error(text);
}
function follow({ theme, locale }) {
  if (theme) document.documentElement.dataset.theme = theme;
  if (locale) language = locale.startsWith('ko') ? 'ko' : 'en';
  document.documentElement.lang = language;
}
function say(en, ko) { return language === 'ko' ? ko : en; }
function element(tag, { text, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}
addEventListener('message', ({ source, data }) => {
  if (source !== parent || data?.jsonrpc !== '2.0') return;
  if (data.method === undefined) {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    return data.error ? reject?.(new Error(data.error.message)) : resolve?.(data.result);
  }
  if (data.method === 'ui/notifications/host-context-changed') follow(data.params);
  if (data.method === 'ui/notifications/tool-result' && data.params.structuredContent) show(data.params.structuredContent);
  if (data.id !== undefined) send({ id: data.id, result: {} });
});
async function start() {
  const { hostContext = {} } = await request('ui/initialize', {
    protocolVersion: '2026-01-26', appInfo: { name: VIEW_NAME, version: '1.0.0' }, appCapabilities: {},
  });
  follow(hostContext);
  send({ method: 'ui/notifications/initialized', params: {} });
  new ResizeObserver(() => {
    const { scrollWidth: width, scrollHeight: height } = document.documentElement;
    send({ method: 'ui/notifications/size-changed', params: { width, height } });
  }).observe(document.body);
}
`;
