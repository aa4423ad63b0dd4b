import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { importPolicies } from '../../lambda/policies/import-policies.ts';
import { readPolicies } from '../../lambda/policies/policy.ts';
import { clientVersions } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { type ResourceReader, startResourceReader } from '../support/resources.ts';

let operations: TestServer;
let reader: ResourceReader;
beforeAll(async () => {
  operations = await startTestServer();
  reader = await startResourceReader(operations);
});
afterAll(async () => {
  await reader[Symbol.asyncDispose]();
  await operations[Symbol.asyncDispose]();
});

test('policy://index lists every policy without its text', async () => {
  const { mimeType, text } = await reader.read('policy://index');
  const index = JSON.parse(text) as object[];

  expect(mimeType).toBe('application/json');
  expect(index).toHaveLength(10);
  for (const entry of index) {
    expect(Object.keys(entry)).toEqual(['doc_id', 'title', 'tags', 'last_updated']);
  }
});

test.each(clientVersions)('the client %s reads a policy as Markdown with front matter', async (kind) => {
  const client = await operations.connect(kind);

  const { contents } = (await client.readResource({ uri: 'policy://remote-work' })) as {
    contents: { uri: string; mimeType: string; text: string }[];
  };

  expect(contents).toHaveLength(1);
  expect(contents[0]).toMatchObject({ uri: 'policy://remote-work', mimeType: 'text/markdown' });
  const [, front = '', body] = contents[0]!.text.split(/^---$/m);
  expect(parseYaml(front)).toMatchObject({
    doc_id: 'remote-work',
    title: '재택근무 정책',
    tags: expect.arrayContaining(['재택근무']),
    last_updated: '2026-09-15',
    language: 'ko',
    version: 1,
  });
  expect(body).toContain('## 1. 대상과 일수');
});

test('every policy of the index can be read', async () => {
  const index = JSON.parse((await reader.read('policy://index')).text) as { doc_id: string; title: string }[];

  for (const { doc_id, title } of index) {
    expect((await reader.read(`policy://${doc_id}`)).text).toContain(`title: ${JSON.stringify(title)}`);
  }
});

test('a title cannot break out of the front matter', async () => {
  const title = 'Bad\n---\ntags: [pwned] # "';
  const policy = {
    doc_id: 'bad',
    title,
    tags: ['a: b'],
    last_updated: '2026-11-01',
    language: 'en' as const,
  };
  await importPolicies(operations.services.db, [{ ...policy, body: '# Bad' }]);

  const { text } = await reader.read('policy://bad');

  expect(parseYaml(text.split(/^---$/m)[1]!)).toEqual({ notice: expect.any(String), ...policy, version: 1 });
});

describe('versions', () => {
  beforeAll(async () => {
    const { db } = operations.services;
    const { version, ...vpn } = (await readPolicies(db)).find(({ doc_id }) => doc_id === 'vpn')!;
    await importPolicies(db, [{ ...vpn, body: `${vpn.body}\n\n## 99. 새 절\n\n새로 생긴 절입니다.\n` }]);
  });

  test('each stay readable, and the plain URI gives the last one', async () => {
    const first = await reader.read('policy://vpn/v/1');
    const second = await reader.read('policy://vpn/v/2');

    expect(first).toMatchObject({ uri: 'policy://vpn/v/1', mimeType: 'text/markdown' });
    expect(first.text).toContain('version: 1\n');
    expect(first.text).not.toContain('새로 생긴 절');
    expect(second.text).toContain('새로 생긴 절');
    expect((await reader.read('policy://vpn')).text).toBe(second.text);
  });

  test('that are not there are refused', async () => {
    for (const uri of ['policy://vpn/v/3', 'policy://vacation/v/1']) {
      expect((await reader.refused(uri)).error).toMatchObject({ code: -32602 });
    }
  });
});

test('a policy that there is not is refused', async () => {
  expect((await reader.refused('policy://vacation')).error).toEqual({
    code: -32602,
    message: 'There is no resource "policy://vacation".',
    data: { uri: 'policy://vacation' },
  });
});

test.each([
  'policy://',
  'policy:///',
  'policy://remote_work',
  'policy://-vpn',
  'policy://vpn-',
  'policy://vpn\n',
  'policy://vpn\u0000',
  'policy:// vpn',
  'policy://vpn ',
  'policy://재택근무',
  `policy://${'a'.repeat(51)}`,
  `policy://${'a'.repeat(100_000)}`,
  'policy://..',
  'policy://../../etc/passwd',
  'policy://%2e%2e%2fetc%2fpasswd',
  'policy://..%2f..%2fetc%2fpasswd',
  'policy://vpn%0a',
  'policy://vpn%00.md',
  'policy://vpn?version=1',
  'policy://vpn#1',
  'policy://user@vpn',
  'policy://vpn/v/',
  'policy://vpn/v/0',
  'policy://vpn/v/01',
  'policy://vpn/v/-1',
  'policy://vpn/v/1.0',
  'policy://vpn/v/1e3',
  'policy://vpn/v/１',
  'policy://vpn/v/1\n',
  'policy://vpn/v/99999999',
  'policy://vpn/v/1/',
  'policy://../v/1',
  'policy://vpn/V/1',
  'policy://vpn%2Fv%2F1',
  'policy:vpn',
  'file:///etc/passwd',
  'http://127.0.0.1/policy',
  '',
  '\u0000',
])('%j is refused before anything is looked up', async (uri) => {
  const { error, lookUps } = await reader.refused(uri);

  expect(error).toMatchObject({ code: -32602 });
  expect(JSON.stringify(error).length).toBeLessThan(500);
  expect(lookUps).toEqual([]);
});
