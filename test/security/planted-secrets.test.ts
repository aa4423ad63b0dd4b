import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withoutLimits } from '../support/app.ts';
import { post } from '../support/clients.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { rawRequest } from '../support/raw-http.ts';
import { type Secret, secrets } from '../support/secrets.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { headers, places } from './places.ts';

let table: TestTable;
let proxy: AsyncDisposable & { readonly endpoint: string };
let server: RunningServer;
let storeComplains = false;
let tokens: { all: string; none: string };
/** Everything that was answered with an error, without the id: that one has to be repeated. */
let errors = '';
let looked = [0, 0, 0];

beforeAll(async () => {
  table = await startTable();
  // A store that refuses a request may quote it in its error.
  proxy = await startProxy(table.endpoint, async ({ body }, forward) =>
    storeComplains
      ? { status: 400, body: JSON.stringify({ __type: 'x#ValidationException', message: body }) }
      : forward(),
  );
  server = await startServer({ ...withoutLimits, LOG_LEVEL: 'DEBUG', DYNAMODB_ENDPOINT: proxy.endpoint });
  tokens = {
    all: await server.token({ scope: 'read write admin' }),
    none: await server.token({ scope: '' }),
  };
});
afterAll(async () => {
  await server.stop();
  await proxy[Symbol.asyncDispose]();
  await table[Symbol.asyncDispose]();
});

/** Sends it and keeps the answer if it is an error. */
async function ask(method: string, params: Record<string, unknown>, options: object = {}): Promise<void> {
  const { status, body } = await post(server.url, method, params, { token: tokens.all, ...options });
  const { id, ...answer } = body as Record<string, unknown>;
  const isError = status >= 400 || 'error' in answer || (answer.result as { isError?: boolean })?.isError;
  if (isError) errors += JSON.stringify(answer);
}

async function raw(
  sent: Record<string, string>,
  options: { body?: string; path?: string } = {},
): Promise<void> {
  const { path = '/mcp', body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' } = options;
  const { status, body: answer } = await rawRequest(
    server.origin + path,
    { 'content-type': 'application/json', authorization: `Bearer ${tokens.all}`, ...sent },
    { body },
  );
  if (status >= 400) errors += answer;
}

/** What the server wrote and answered since this was last asked. */
async function writtenSince(): Promise<string> {
  const all = [server.output(), await readFile(join(server.dataDir, 'audit.jsonl'), 'utf8'), errors];
  const news = all.map((text, at) => text.slice(looked[at]));
  looked = all.map(({ length }) => length);
  return news.join('\n');
}

function leaksIn(text: string, planted: readonly Secret[] = secrets): string[] {
  return planted
    .filter(({ hidden }) =>
      hidden.some((part) => text.includes(part) || text.includes(JSON.stringify(part).slice(1, -1))),
    )
    .map(({ kind }) => kind);
}

/** Stands before each secret, so that one can see where it was. */
function markOf(name: string): string {
  return `in ${name.replace(/[^\w]/g, '-')}`;
}

const sendable = secrets.filter(({ text }) => /^[\x20-\x7e\n]*$/.test(text));

test('the search for leaks finds every kind of secret', () => {
  expect(leaksIn(JSON.stringify(secrets.map(({ text }) => text)))).toEqual(secrets.map(({ kind }) => kind));
  expect(leaksIn('nothing')).toEqual([]);
});

/** By people who may and who may not, in both eras: each kind and each place meets all four. */
test.each(places.map((place, at) => ({ ...place, at })))(
  'in $name',
  async ({ name, method, params, recorded, at }) => {
    const requests = secrets.map(({ text }, kind) => {
      const turn = (at + kind) % 4;
      const modern = turn < 2 && method !== 'initialize';
      return ask(method, params(`${markOf(name)} ${text}`), {
        token: turn % 2 ? tokens.none : tokens.all,
        modern,
      });
    });
    await Promise.all(requests);

    const written = await writtenSince();
    expect(leaksIn(written)).toEqual([]);
    if (recorded) expect(written).toContain(markOf(name));
  },
);

test('in the name of a method', async () => {
  for (const { text } of secrets) await ask(`tools/${text}`, { text });
  for (const { text } of sendable) await ask(text.replaceAll('\n', ' '), {}, { modern: true });

  const written = await writtenSince();
  expect(leaksIn(written)).toEqual([]);
  expect(written).toContain('"method":"tools/[email]"');
});

/** A third of the kinds in each header, another third in the next. */
test.each(headers.map((name, at) => ({ name, at })))('in the header $name', async ({ name, at }) => {
  for (const { text } of sendable.filter((_, kind) => (kind + at) % 3 === 0)) {
    await raw({ [name]: text.replaceAll('\n', ' ') });
  }

  expect(leaksIn(await writtenSince())).toEqual([]);
});

test('in path and query', async () => {
  for (const { text } of secrets) {
    const encoded = encodeURIComponent(text);
    await raw({}, { path: `/${encoded}` });
    await raw({}, { path: `/mcp/${encoded}` });
    await raw({}, { path: `/mcp?q=${encoded}&access_token=${encoded}` });
    await raw({}, { path: `/health?deep=${encoded}` });
  }

  expect(leaksIn(await writtenSince())).toEqual([]);
});

test('in a body that is no message, and in an id', async () => {
  for (const { text } of secrets) {
    await raw({}, { body: text });
    await raw({}, { body: JSON.stringify(text) });
    await raw({}, { body: JSON.stringify([{ text }]) });
    await raw({}, { body: JSON.stringify({ jsonrpc: text, id: 1, method: 'ping', params: text }) });
    await ask('tools/list', {}, { id: text });
  }

  expect(leaksIn(await writtenSince())).toEqual([]);
});

test('in the claims of a token', async () => {
  for (const { text } of secrets) {
    const token = await server.token({ subject: text, clientId: text, scope: `read ${text}` });
    await ask('tools/call', { name: 'create_ticket', arguments: {} }, { token });
    await ask('tools/call', { name: 'get_ticket', arguments: { ticket_id: 'TKT-001' } }, { token });
    await ask('tools/list', {}, { token: await server.token({ subject: text, audience: text }) });
  }

  const written = await writtenSince();
  expect(leaksIn(written)).toEqual([]);
  expect(written).toContain('"sub":"[email]"');
});

test('in what a store quotes that refuses a request', async () => {
  storeComplains = true;
  for (const { text } of secrets) {
    await ask('tools/call', { name: 'list_tickets', arguments: { assigned_to: text } });
    await ask(
      'resources/read',
      { uri: 'ticket://TKT-001' },
      { token: await server.token({ subject: text }) },
    );
  }
  storeComplains = false;

  const written = await writtenSince();
  expect(leaksIn(written)).toEqual([]);
  expect(written).toContain('ValidationException');
});

test('as a number', async () => {
  for (const number of [4111111111111111, 378282246310005, 9001011234567]) {
    for (const modern of [true, false]) {
      await ask(
        'tools/call',
        { name: 'get_policy', arguments: { doc_id: number, version: number } },
        { modern },
      );
    }
  }

  const written = await writtenSince();
  expect(written).not.toMatch(/4111111111111111|378282246310005|9001011234567/);
  expect(written).toContain('"version":"[card]"');
});
