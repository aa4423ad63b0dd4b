/** A form for every tool, resource and prompt that the user may use, built from the schemas in the server's lists. */
export const tryIt = `
async function send(method, params = {}) {
  const named = params.name ?? params.uri;
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'landing-page', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const response = await fetch(mcpUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer ' + token,
      'mcp-protocol-version': '2026-07-28', 'mcp-method': method, ...(named && { 'mcp-name': headerText(named) }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }),
  });
  const { result, error } = await response.json();
  if (response.status === 401) showSignedOut();
  if (error) throw new Error(error.message);
  return result;
}

/** A header holds ASCII; anything else goes as Base64. */
function headerText(text) {
  if (/^[!-~]+$/.test(text)) return text;
  return '=?base64?' + btoa(String.fromCharCode(...new TextEncoder().encode(text))) + '?=';
}

function showSignedOut() {
  token = undefined;
  byId('sign-in').hidden = false;
  byId('try-form').hidden = true;
  byId('usage').hidden = true;
}

async function listAll(method, key) {
  const found = [];
  let cursor;
  do {
    const page = await send(method, cursor ? { cursor } : {});
    found.push(...page[key]);
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

const uriField = { uri: { type: 'string', description: 'URI' } };
const describeTool = ({ name, title, inputSchema }) => ({
  key: name, title, fields: inputSchema.properties ?? {}, required: inputSchema.required ?? [],
  run: (values) => send('tools/call', { name, arguments: values }),
});
const describeResource = ({ uri, uriTemplate = uri, title }) => ({
  key: uriTemplate, title, fields: uriField, required: ['uri'], example: { uri },
  run: (values) => send('resources/read', values),
});
const describePrompt = ({ name, title, arguments: list = [] }) => ({
  key: 'prompt:' + name, title, required: list.filter(({ required }) => required).map((each) => each.name),
  fields: Object.fromEntries(list.map((each) => [each.name, { type: 'string', description: each.description }])),
  run: (values) => send('prompts/get', { name, arguments: values }),
});

let entries = new Map();
async function showSignedIn() {
  const [tools, resources, templates, prompts] = await Promise.all([
    listAll('tools/list', 'tools'), listAll('resources/list', 'resources'),
    listAll('resources/templates/list', 'resourceTemplates'), listAll('prompts/list', 'prompts'),
  ]);
  const groups = [
    [texts.tools, tools.map(describeTool)],
    [texts.resources, [...resources, ...templates].filter(({ uri = '' }) => !uri.startsWith('ui:')).map(describeResource)],
    [texts.prompts, prompts.map(describePrompt)],
  ];
  entries = new Map(groups.flatMap(([, list]) => list.map((entry) => [entry.key, entry])));
  byId('operation').replaceChildren(...groups.map(([label, list]) => element('optgroup', { label }, ...list.map((entry) =>
    element('option', { value: entry.key, textContent: (features[entry.key]?.title ?? entry.title) + ' (' + entry.key.replace('prompt:', '') + ')' })))));
  byId('sign-in').hidden = true;
  byId('try-form').hidden = false;
  showFields();
  if (entries.has('usage_report')) await showUsage();
}

function showFields() {
  const { key, fields, required, example } = entries.get(byId('operation').value);
  const known = features[key] ?? {};
  const values = known.example ?? example ?? {};
  byId('fields').replaceChildren(...Object.entries(fields).map(([name, schema]) => {
    const input = inputFor(name, schema, values[name]);
    Object.assign(input, { name, required: required.includes(name) });
    const hint = element('small', { textContent: known.arguments?.[name] ?? schema.description ?? '' });
    return element('label', {}, element('span', { textContent: name + (required.includes(name) ? ' *' : '') }), input, hint);
  }));
}

function inputFor(name, { type, enum: choices, maxLength }, value = '') {
  const all = type === 'boolean' ? ['true', 'false'] : choices;
  if (all) return element('select', {}, ...['', ...all].map((choice) => element('option', { value: choice, textContent: choice, selected: choice === String(value) })));
  if (type === 'integer') return element('input', { type: 'number', value });
  return maxLength > 500 && name !== 'cursor' ? element('textarea', { rows: 4, value }) : element('input', { type: 'text', value });
}

/** The server reads the text of a number or boolean as what the schema asks for; an empty field counts as absent. */
const valuesIn = (form) => Object.fromEntries([...new FormData(form)].filter(([name, value]) => name !== 'operation' && value !== ''));

function textOf(result) {
  if (result.structuredContent) return JSON.stringify(result.structuredContent, null, 2);
  const blocks = result.content ?? result.contents ?? result.messages.map(({ role, content }) => ({ text: role + ': ' + (content.text ?? JSON.stringify(content, null, 2)) }));
  return blocks.map(({ text, ...other }) => readable(text ?? JSON.stringify(other, null, 2))).join('\\n\\n');
}

function readable(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

byId('operation').onchange = () => { showFields(); byId('answer').hidden = true; };
byId('try-form').onsubmit = async (event) => {
  event.preventDefault();
  const started = performance.now();
  const outcome = byId('outcome');
  outcome.textContent = texts.running;
  byId('answer').hidden = false;
  try {
    const result = await entries.get(byId('operation').value).run(valuesIn(event.target));
    const isError = result.isError === true;
    outcome.textContent = (isError ? texts.failed : texts.done) + ' · ' + Math.round(performance.now() - started) + ' ms';
    outcome.className = isError ? 'problem' : '';
    byId('result').textContent = textOf(result);
  } catch (error) {
    outcome.textContent = texts.failed;
    outcome.className = 'problem';
    byId('result').textContent = error.message;
  }
};
byId('sign-out').onclick = showSignedOut;
endSignIn().then(() => token && showSignedIn()).catch(report);
`;
