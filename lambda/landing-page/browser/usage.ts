/** Health and usage for administrators: the server lists usage_report only with the admin scope. */
export const usage = `
async function showUsage() {
  byId('usage').hidden = false;
  const [health, status, report] = await Promise.all([
    healthOf('?deep=1'),
    send('resources/read', { uri: 'ops://status' }).then(({ contents }) => JSON.parse(contents[0].text)),
    send('tools/call', { name: 'usage_report', arguments: { hours: byId('hours').value } }),
  ]);
  const { items, policies, tickets } = status.counts;
  const facts = [
    [texts.health, health.status === 'ok' ? texts.up : texts.down], [texts.version, status.version],
    [texts.startedAt, new Date(status.started_at).toLocaleString(document.documentElement.lang)],
    [texts.items, items], [texts.policies, policies],
    ...Object.entries(tickets).map(([state, count]) => [texts.tickets[state] ?? state, count]),
  ];
  byId('facts').replaceChildren(...facts.map(([name, value]) => element('div', {}, element('dt', { textContent: name }), element('dd', { textContent: value }))));
  if (report.isError) return byId('use').replaceChildren(element('p', { className: 'problem', textContent: textOf(report) }));
  const { totals, by_tool: byTool, by_server: byServer, by_caller: byCaller } = report.structuredContent;
  const groups = [[texts.byTool, [...byTool, { name: texts.total, ...totals }]], [texts.byServer, byServer], [texts.byCaller, byCaller]];
  byId('use').replaceChildren(...groups.filter(([, rows]) => rows.length > 0).map(([name, rows]) => useTable(name, rows)));
}

function useTable(caption, rows) {
  const heading = [caption, texts.calls, texts.errors, texts.refusals, 'p95'];
  const cells = ({ name, calls, errors, refusals, p95_ms: p95 }) => [name, calls, errors, refusals, Math.round(p95) + ' ms'];
  const row = (values) => element('tr', {}, ...values.map((value, at) => at === 0 ? element('th', { scope: 'row', textContent: value }) : element('td', { textContent: value })));
  const scroll = element('div', { className: 'scroll', tabIndex: 0, role: 'region', ariaLabel: caption }, element('table', {},
    element('thead', {}, element('tr', {}, ...heading.map((text) => element('th', { scope: 'col', textContent: text })))),
    element('tbody', {}, ...rows.map(cells).map(row))));
  return scroll;
}

byId('hours').onchange = () => showUsage().catch(report);
byId('refresh').onclick = () => showUsage().catch(report);
`;
