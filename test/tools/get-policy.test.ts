import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importPolicies } from '../../lambda/policies/import-policies.ts';
import { readPolicies } from '../../lambda/policies/policy.ts';
import { call, callForError, clientVersions, type TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

interface PolicyText {
  readonly body: string;
  readonly version: number;
  readonly sections: readonly string[];
}

let operations: TestServer;
let client: TestClient;
const read = (args: object): Promise<PolicyText> => call(client, 'get_policy', { ...args });
const refusalOf = (args: object) => callForError(client, 'get_policy', { ...args });

beforeAll(async () => {
  operations = await startTestServer();
  client = await operations.connect('v2 2026-07-28');
});
afterAll(() => operations[Symbol.asyncDispose]());

test.each(clientVersions)('gives the client %s the whole policy with its sections', async (kind) => {
  expect(await call(await operations.connect(kind), 'get_policy', { doc_id: 'remote-work' })).toMatchObject({
    doc_id: 'remote-work',
    title: '재택근무 정책',
    language: 'ko',
    version: 1,
    latest_version: 1,
    section: null,
    sections: expect.arrayContaining(['1. 대상과 일수']),
    body: expect.stringContaining('# 재택근무 정책'),
    resource_uri: 'policy://remote-work',
  });
});

test('takes a doc_id with blanks around it', async () => {
  expect(await read({ doc_id: ' remote-work\n' })).toMatchObject({ doc_id: 'remote-work' });
});

describe('one section', () => {
  test.each(['1', '1.', '제1조', '대상과 일수', '1. 대상과 일수', '대상과일수', '일수'.normalize('NFD')])(
    'is found as "%s"',
    async (section) => {
      const { body } = await read({ doc_id: 'remote-work', section });

      expect(body).toMatch(/^## 1\. 대상과 일수\n\n- 정규직/);
      expect(body.match(/^## /gm)).toHaveLength(1);
    },
  );

  test('that there is not is refused with the names of those that are', async () => {
    const { sections } = await read({ doc_id: 'remote-work' });

    expect(await refusalOf({ doc_id: 'remote-work', section: '99' })).toEqual({
      code: 'NOT_FOUND',
      message: 'remote-work has no section "99".',
      hint: `Its sections are: ${sections.join('; ')}.`,
    });
  });
});

describe('a policy that was changed by an import', () => {
  beforeAll(async () => {
    await read({ doc_id: 'vpn' }); // so that the answer is in the cache
    const { db } = operations.services;
    const { version, ...vpn } = (await readPolicies(db)).find(({ doc_id }) => doc_id === 'vpn')!;
    const changed = { ...vpn, body: `${vpn.body}\n\n## 99. 새 절\n\n새로 생긴 절입니다.\n` };
    await importPolicies(operations.services.db, [changed]);
  });

  test('is at its next version in the very next answer', async () => {
    expect(await read({ doc_id: 'vpn' })).toMatchObject({
      version: 2,
      latest_version: 2,
      resource_uri: 'policy://vpn',
      body: expect.stringContaining('새로 생긴 절'),
    });
  });

  test('can still be read in its first version', async () => {
    const first = await read({ doc_id: 'vpn', version: 1 });

    expect(first).toMatchObject({ version: 1, latest_version: 2, resource_uri: 'policy://vpn/v/1' });
    expect(first.body).not.toContain('새로 생긴 절');
  });

  test('has its new section in the new version only', async () => {
    expect((await read({ doc_id: 'vpn', version: 2, section: '99' })).body).toContain('새로 생긴 절');
    expect(await refusalOf({ doc_id: 'vpn', version: 1, section: '99' })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('has no third version', async () => {
    expect(await refusalOf({ doc_id: 'vpn', version: 3 })).toEqual({
      code: 'NOT_FOUND',
      message: 'vpn has no version 3.',
      hint: 'Its versions are 1 to 2; leave version out for the current one.',
    });
  });
});

test('a policy that there is not is refused with the way to find one', async () => {
  expect(await refusalOf({ doc_id: 'vacation' })).toEqual({
    code: 'NOT_FOUND',
    message: 'There is no policy "vacation".',
    hint: 'Call search_policy to find the doc_id.',
  });
});

const rule = 'up to 50 lower-case letters, digits and hyphens, such as "remote-work"';

test.each([
  [{}, `doc_id: is missing; it must be ${rule}`],
  [{ doc_id: true }, `doc_id: must be ${rule}`],
  [{ doc_id: '' }, `doc_id: must be ${rule}`],
  [{ doc_id: 'Remote-Work' }, `doc_id: must be ${rule}`],
  [{ doc_id: '-vpn' }, `doc_id: must be ${rule}`],
  [{ doc_id: 'vpn-' }, `doc_id: must be ${rule}`],
  [{ doc_id: '../vpn' }, `doc_id: must be ${rule}`],
  [{ doc_id: 'vpn\nvpn' }, `doc_id: must be ${rule}`],
  [{ doc_id: 'vpn\u0000' }, `doc_id: must be ${rule}`],
  [{ doc_id: '재택' }, `doc_id: must be ${rule}`],
  [{ doc_id: 'a'.repeat(51) }, `doc_id: must be ${rule}`],
  [{ doc_id: 'vpn', version: 0 }, 'version: must be a whole number from 1 to 1000000'],
  [{ doc_id: 'vpn', version: 1.5 }, 'version: must be a whole number from 1 to 1000000'],
  [{ doc_id: 'vpn', version: 'v1' }, 'version: must be a whole number from 1 to 1000000'],
  [{ doc_id: 'vpn', version: 1e300 }, 'version: must be a whole number from 1 to 1000000'],
  [{ doc_id: 'vpn', section: ['3'] }, 'section: must be text of 1 to 100 characters'],
  [{ doc_id: 'vpn', section: 'a'.repeat(101) }, 'section: must be text of 1 to 100 characters, and has 101'],
  [{ doc_id: 'vpn', language: 'ko' }, 'unknown argument "language"'],
])('refuses %o and says which field and what is allowed', async (args, message) => {
  expect(await refusalOf(args)).toEqual({
    code: 'INVALID_ARGUMENT',
    message: `${message}.`,
    hint: 'The arguments are: doc_id, version, section, cursor.',
  });
});

test('a doc_id of 50 characters is a good one', async () => {
  expect(await refusalOf({ doc_id: 'a'.repeat(50) })).toMatchObject({ code: 'NOT_FOUND' });
});

describe('a long policy', () => {
  const paragraph = (number: number) => `Rule ${number} 규정: ${'every device is returned. '.repeat(20)}`;
  const body = `# Handbook\n\n## 1. One long section\n\n${Array.from({ length: 150 }, (_, n) => paragraph(n)).join('\n\n')}\n`;

  async function importHandbook(text: string) {
    const policy = {
      doc_id: 'handbook',
      title: 'Handbook',
      tags: ['it'],
      language: 'en' as const,
      last_updated: '2026-11-01',
      body: text,
    };
    await importPolicies(operations.services.db, [policy]);
  }

  async function pagesOf(args: object) {
    const pages: string[] = [];
    for (let cursor: string | undefined; pages.length === 0 || cursor; ) {
      const page = (await read({ ...args, ...(cursor && { cursor }) })) as PolicyText & {
        next_cursor?: string;
      };
      pages.push(page.body);
      cursor = page.next_cursor;
    }
    return pages;
  }

  test.each([{}, { section: '1' }])('comes in pages that make the whole again, with %o', async (part) => {
    await importHandbook(body);

    const pages = await pagesOf({ doc_id: 'handbook', ...part });

    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(20_000);
    for (const page of pages.slice(0, -1)) expect(page).toMatch(/returned\. ?\n\n$/);
    expect(pages.join('')).toContain(body.slice(body.indexOf('Rule 0'), -1).trimEnd());
  });

  test('goes on in the version it began with', async () => {
    await importHandbook(body);
    const { next_cursor: cursor, version } = (await read({ doc_id: 'handbook' })) as PolicyText & {
      next_cursor: string;
    };
    await importHandbook('# Handbook\n\nAll new.\n');

    expect(await read({ doc_id: 'handbook', cursor })).toMatchObject({
      version,
      latest_version: version + 1,
      body: expect.stringContaining('Rule '),
    });
  });

  test('without paragraphs or blanks is cut between two characters', async () => {
    await importHandbook(`# H\n\n${'🙂'.repeat(25_000)}\n`);

    const pages = await pagesOf({ doc_id: 'handbook' });

    expect(pages.join('').match(/🙂/gu)).toHaveLength(25_000);
    expect(pages.filter((page) => !page.isWellFormed() || page.length > 20_000)).toEqual([]);
  });
});
