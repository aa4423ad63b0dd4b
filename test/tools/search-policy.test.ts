import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importPolicies } from '../../lambda/policies/import-policies.ts';
import { call, callForError, clientVersions, type TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

interface Found {
  readonly query: string;
  readonly total: number;
  readonly results: readonly {
    doc_id: string;
    title: string;
    section: string;
    snippet: string;
    passages: readonly { section: string; snippet: string }[];
    score: number;
    resource_uri: string;
  }[];
  readonly next_cursor?: string;
  readonly suggestion?: string;
}

let operations: TestServer;
let client: TestClient;
const search = (args: object): Promise<Found> => call(client, 'search_policy', { ...args });
const refusalOf = (args: object) => callForError(client, 'search_policy', { ...args });

beforeAll(async () => {
  operations = await startTestServer();
  client = await operations.connect('v2 2026-07-28');
});
afterAll(() => operations[Symbol.asyncDispose]());

test.each([
  ['해외에서 근무할 수 있나요?', 'remote-work'],
  ['재택근무', 'remote-work'],
  ['VPN 연결이 끊겨요', 'vpn'],
  ['how do I claim a taxi?', 'expenses-en'],
])('"%s" finds %s first, with the section that answers', async (query, docId) => {
  const { results } = await search({ query });

  expect(results[0]).toMatchObject({ doc_id: docId, section: expect.stringMatching(/^\d+\. /) });
  expect(results[0]!.snippet.length).toBeGreaterThan(20);
});

test('the best policy shows up to two passages, the best first', async () => {
  const { results } = await search({ query: '재택근무 일주일에 몇 번 가능해?' });

  expect(results[0]).toMatchObject({
    doc_id: 'remote-work',
    passages: expect.arrayContaining([
      { section: '1. 대상과 일수', snippet: expect.stringContaining('주 2일까지') },
    ]),
  });
  expect(results[0]!.passages[0]).toEqual({ section: results[0]!.section, snippet: results[0]!.snippet });
  expect(results.every(({ passages }) => passages.length >= 1 && passages.length <= 2)).toBe(true);
});

describe('with a department', () => {
  test.each([
    ['인사팀', ['onboarding', 'remote-work']],
    ['인사', ['onboarding', 'remote-work']],
    ['FINANCE', ['expenses-en']],
  ])('%s finds only its policies, and counts only these', async (department, ids) => {
    const { results, total } = await search({ query: '휴가 신청 승인 approval', department, limit: 20 });

    expect(results.map(({ doc_id }) => doc_id).sort()).toEqual(ids);
    expect(total).toBe(ids.length);
  });

  test('that has none finds nothing and hears which departments have some', async () => {
    const { results, total, suggestion } = await search({ query: 'VPN', department: '법무팀' });

    expect({ results, total }).toEqual({ results: [], total: 0 });
    expect(suggestion).toContain('"IT 지원팀"');
  });

  test('of 101 characters is refused by name', async () => {
    expect(await refusalOf({ query: 'VPN', department: 'x'.repeat(101) })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('department'),
    });
  });
});

test('scores fall from first to last', async () => {
  const { results } = await search({ query: 'security VPN laptop', limit: 20 });
  const scores = results.map(({ score }) => score);

  expect(scores.length).toBeGreaterThan(2);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
});

test.each(clientVersions)(
  'for the client %s every result can be read, and no block is a link',
  async (kind) => {
    const by = await operations.connect(kind);
    const { structuredContent, content } = (await by.callTool({
      name: 'search_policy',
      arguments: { query: 'VPN', limit: 20 },
    })) as { structuredContent: Found; content: { type: string }[] };

    // Kiro and LangChain throw the whole answer away for a resource_link.
    expect(new Set(content.map(({ type }) => type))).toEqual(new Set(['text']));
    for (const { resource_uri: uri, doc_id } of structuredContent.results) {
      const { contents } = (await by.readResource({ uri })) as { contents: { text: string }[] };
      expect(contents[0]!.text).toContain(`doc_id: "${doc_id}"`);
    }
  },
);

test('nothing found is no error: it suggests what there is', async () => {
  expect(await search({ query: 'zebra crossing' })).toMatchObject({
    total: 0,
    results: [],
    suggestion: expect.stringMatching(/^No policy matches\./),
  });
});

test.each(["'; DROP TABLE policies; --", '<script>alert(1)</script>', '$(rm -rf /)', '^.*$', '\\', '"'])(
  'text such as %s is only text',
  async (query) => {
    expect(await search({ query })).toMatchObject({ query, total: expect.any(Number) });
  },
);

describe('pages', () => {
  test('visit each policy once, and the last has no cursor', async () => {
    const query = 'VPN';
    const listed: string[] = [];
    let page = await search({ query, limit: 1 });
    const { total } = page;
    for (;;) {
      listed.push(...page.results.map(({ doc_id }) => doc_id));
      if (page.next_cursor === undefined) break;
      page = await search({ query, limit: 1, cursor: page.next_cursor });
    }

    expect(total).toBeGreaterThan(2);
    expect(listed).toEqual((await search({ query, limit: 20 })).results.map(({ doc_id }) => doc_id));
    expect(listed).toHaveLength(total);
  });

  test('a cursor belongs to its query', async () => {
    const { next_cursor: cursor } = await search({ query: 'VPN', limit: 1 });

    expect(await refusalOf({ query: 'expenses', cursor })).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await refusalOf({ query: 'VPN', cursor: `${cursor}x` })).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  test('are of five without a limit', async () => {
    expect((await search({ query: 'policy 정책 VPN' })).results).toHaveLength(5);
  });
});

test.each([
  [{}, 'query: is missing; it must be text of 1 to 100 characters'],
  [{ query: '   ' }, 'query: must be text of 1 to 100 characters, and has 0'],
  [{ query: '가'.repeat(101) }, 'query: must be text of 1 to 100 characters, and has 101'],
  [{ query: true }, 'query: must be text of 1 to 100 characters'],
  [{ query: 'VPN', limit: 21 }, 'limit: must be a whole number from 1 to 20'],
  [{ query: 'VPN', limit: 0 }, 'limit: must be a whole number from 1 to 20'],
  [{ query: 'VPN', lang: 'ko' }, 'unknown argument "lang"'],
])('refuses %o and says which field and what is allowed', async (args, message) => {
  expect(await refusalOf(args)).toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: `${message}.`,
    hint: 'The arguments are: query, department, limit, cursor.',
  });
});

test('counts 100 decomposed syllables as 100', async () => {
  expect(await search({ query: '재'.repeat(100).normalize('NFD') })).toMatchObject({
    query: '재'.repeat(100),
  });
});

test('a new policy is found by the very next search', async () => {
  await search({ query: 'quokka' });
  const policy = {
    doc_id: 'pets',
    title: 'Pets at work',
    tags: ['quokka'],
    last_updated: '2026-11-20',
    language: 'en' as const,
    body: '# Pets at work\n\n## 1. Which\n\nA quokka may come on Fridays.',
  };

  await importPolicies(operations.services.db, [policy]);

  expect((await search({ query: 'quokka' })).results[0]).toMatchObject({
    doc_id: 'pets',
    section: '1. Which',
  });
});
