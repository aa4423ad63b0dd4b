import { afterAll, beforeAll, expect, test } from 'vitest';
import { inBothProtocols } from '../../scripts/performance/harness/scenarios.ts';
import {
  startTestEnvironment,
  type TestEnvironment,
} from '../../scripts/performance/harness/test-environment.ts';
import { startBundle } from './start-bundle.ts';

let surroundings: TestEnvironment;
let bundle: Awaited<ReturnType<typeof startBundle>>;
beforeAll(async () => {
  surroundings = await startTestEnvironment();
  bundle = await startBundle(surroundings.environment);
});
afterAll(async () => {
  await bundle[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

const namesOf = (files: readonly string[]) =>
  files.map((file) => /([^/]+?)-[0-9A-Z]{8}\.js$/.exec(file)?.[1]).filter((name) => name !== undefined);

/** In both eras; which files were loaded for the first request, and what the last one answered. */
async function callOf(method: string, params: Record<string, unknown>) {
  const before = namesOf((await bundle.invoke(publicEvent('/health'))).files);
  const [modern, legacy] = inBothProtocols(method, method, () => params, await surroundings.token('alice'));
  const { files } = await bundle.invoke(modern!.event());
  const { status, body } = await bundle.invoke(legacy!.event());
  return { loaded: namesOf(files).filter((name) => !before.includes(name)), status, body };
}

function publicEvent(path: string) {
  const headers = { accept: 'text/html' };
  return { requestContext: { requestId: 'r' }, httpMethod: 'GET', path, headers, isBase64Encoded: false };
}

test('initialisation loads one file and nothing of what is rarely used, such as the caller of mounted servers', () => {
  expect(bundle.files.map((file) => file.split('/').at(-1))).toContain('index.js');
  expect(namesOf(bundle.files)).toEqual([]);
});

test('import_data loads its readers with the first call, whose answer has the rows and the errors of the file', async () => {
  const text =
    'item_id,name,category,quantity,location\nNB-900,Laptop,laptop,7,Seoul\nNB-901,,laptop,x,Seoul\n';
  const { loaded, status, body } = await callOf('tools/call', {
    name: 'import_data',
    arguments: { kind: 'inventory', name: 'stock.csv', text },
  });

  expect(loaded).toContain('report-import');
  expect(status).toBe(200);
  expect(JSON.parse(body).result.structuredContent).toMatchObject({
    status: 'preview',
    created: 1,
    changes: ['create NB-900'],
    errors: expect.arrayContaining([expect.stringContaining('stock.csv:3: name')]),
  });
});

test('an error that a file loaded later throws is still a tool error', async () => {
  const { body } = await callOf('tools/call', {
    name: 'import_data',
    arguments: { kind: 'inventory', name: 'stock.csv', text: '\0\0\0' },
  });

  const { isError, content } = JSON.parse(body).result;
  expect(isError).toBe(true);
  expect(content[0].text).toContain('INVALID_ARGUMENT');
});

test('a page of MCP Apps and the landing page are loaded when they are first read', async () => {
  const view = await callOf('resources/read', { uri: 'ui://ops-assistant/ticket-board' });
  expect(view.loaded).toEqual(expect.arrayContaining(['ticket-board']));
  expect(view.loaded).not.toContain('ticket-form');
  expect(JSON.parse(view.body).result.contents[0].text).toContain('<title>Ticket board</title>');

  const page = await bundle.invoke(publicEvent('/'));
  expect(namesOf(page.files)).toContain('public-page');
  expect(page).toMatchObject({ status: 200, body: expect.stringContaining('<!doctype html>') });
});
