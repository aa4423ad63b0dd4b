import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogOf } from '../../lambda/landing-page/catalog.ts';
import { examples } from '../../lambda/landing-page/examples.ts';
import { isTemplate } from '../../lambda/mcp/definitions/define-resource.ts';
import { registry } from '../../lambda/registry.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  server = await startTestServer({ AUDIT_FILE: join(folder, 'audit.jsonl') });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const languages = ['en', 'ko'] as const;
const shown = languages.flatMap((language) =>
  catalogOf(registry, language).flatMap(({ id, entries }) =>
    entries.flatMap(({ key, name, example }) => (example ? [{ language, id, key, name, example }] : [])),
  ),
);
const methods = { tools: 'tools/call', resources: 'resources/read', prompts: 'prompts/get' } as const;

/** A ticket moves once, and a trace has to be of this instance. */
const isRepeatable = ({ key, language }: (typeof shown)[number]) =>
  key !== 'ops://trace/{trace_id}' && (key !== 'update_ticket_status' || language === 'en');

test.each(shown.filter(isRepeatable))(
  'the example of $key works as the page shows it, in $language',
  async ({ id, name, example }) => {
    const params = id === 'resources' ? example : { name, arguments: example };

    const { status, result } = await server.ask(methods[id], params);

    expect(status).toBe(200);
    expect((result as { isError?: boolean }).isError ?? false).toBe(false);
  },
);

test('every tool has a question and an example, so have templates and prompts, and no example is left over', () => {
  const { tools, resources, prompts } = registry;
  const needed = [
    ...tools.map(({ name }) => name),
    ...resources.filter(isTemplate).map(({ uri }) => uri),
    ...prompts.map(({ name }) => `prompt:${name}`),
  ];

  expect(Object.keys(examples).toSorted()).toEqual(needed.toSorted());
  expect(tools.filter(({ name }) => !examples[name]?.question)).toEqual([]);
});
