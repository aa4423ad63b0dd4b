import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../lambda/config/read-config.ts';
import { failureTexts } from '../lambda/mounted-servers/upstream/failure-texts.ts';
import { requestLanguage } from '../lambda/text/language.ts';
import { messages } from '../lambda/text/messages.ts';
import { refusedToken } from '../lambda/text/token-problems.ts';
import { postOf, startApp, type TestApp, withoutLimits } from './support/app.ts';
import { post } from './support/clients.ts';
import { type FrontDoor, serveFrontDoor } from './support/front-door.ts';

let app: TestApp;
let door: FrontDoor;
beforeAll(async () => {
  app = await startApp({ ...withoutLimits, LIMIT_USAGE_REPORT_PER_MINUTE: '1' });
  door = await serveFrontDoor(app);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

interface Sent {
  readonly modern?: boolean;
  /** Of the Accept-Language header; `*` is what a client sends that does not care. */
  readonly accept?: string;
  readonly capabilities?: Record<string, unknown>;
}

async function ask(
  method: string,
  params: Record<string, unknown>,
  { modern = true, accept = '*', capabilities = {} }: Sent = {},
) {
  const token = await app.token();
  const headers = { 'accept-language': accept };
  return post(`${door.origin}/mcp`, method, params, { token, modern, headers, capabilities });
}

const call = async (name: string, args: object, sent: Sent = {}) =>
  (await ask('tools/call', { name, arguments: args }, sent)).body.result;
const errorOf = async (name: string, args: object, sent: Sent = {}) =>
  JSON.parse((await call(name, args, sent)).content[0].text).error;

describe('the language of a request is', () => {
  test.each([
    ['that of the client’s locale', { meta: { locale: 'ko-KR' }, acceptLanguage: 'en' }, 'ko'],
    ['that of a locale with a prefix', { meta: { 'openai/locale': 'ko' } }, 'ko'],
    ['that of a user locale', { meta: { 'openai/userLocale': 'en-US' }, input: '노트북' }, 'en'],
    ['not that of a locale that is neither', { meta: { locale: 'fr' }, input: '노트북' }, 'ko'],
    ['that of the header', { acceptLanguage: 'ko-KR,ko;q=0.9,en;q=0.8', input: 'how many laptops' }, 'ko'],
    ['the most preferred of the header', { acceptLanguage: 'en;q=0.3, ko;q=0.7' }, 'ko'],
    ['not one that the header excludes', { acceptLanguage: 'ko;q=0, en' }, 'en'],
    [
      'that of the question when the header says any',
      { acceptLanguage: '*', input: { query: '노트북' } },
      'ko',
    ],
    ['that of the question', { input: { query: 'how many laptops are left?' } }, 'en'],
    ['that of a nested argument', { input: [{ a: { b: 'VPN이 안 돼요' } }] }, 'ko'],
    ['not told by an id', { input: { doc_id: 'remote-work' } }, undefined],
    ['not told by words of other kinds', { meta: 'ko', acceptLanguage: 'kok, enm', input: 5 }, undefined],
  ] as const)('%s', (_, source, language) => {
    expect(requestLanguage(source)).toBe(language);
  });

  test('else the setting, whose value systems also use for themselves', () => {
    const read = (LANGUAGE: string) =>
      readConfig({ OIDC_ISSUER: 'https://a.example', SIGNING_SECRETS: '-'.repeat(32), LANGUAGE }).language;

    expect(['ko', 'ko_KR:en', 'en', 'de:en', ''].map(read)).toEqual(['ko', 'ko', 'en', 'en', 'en']);
  });
});

const ticket = { title: '3층 프린터 고장', body: '용지가 계속 걸리고 소리가 납니다.' };
const hangul = /\p{Script=Hangul}/u;

describe.each([true, false])('with modern requests: %s', (modern) => {
  test.each([
    [
      'get_ticket',
      { ticket_id: 'TKT-999' },
      'NOT_FOUND',
      'There is no ticket',
      '티켓 "TKT-999"이(가) 없습니다.',
    ],
    [
      'get_policy',
      { doc_id: 'nothing' },
      'NOT_FOUND',
      'There is no policy',
      '규정 "nothing"이(가) 없습니다.',
    ],
    [
      'get_policy',
      { doc_id: '!' },
      'INVALID_ARGUMENT',
      'doc_id: must be up to 50',
      'doc_id: "remote-work"처럼',
    ],
    ['get_policy', {}, 'INVALID_ARGUMENT', 'doc_id: is missing', 'doc_id: 값이 없습니다.'],
    ['list_tickets', { limit: 0 }, 'INVALID_ARGUMENT', 'limit: must be a whole', '1부터 100까지의 정수여야'],
    [
      'lookup_inventory',
      { category: 'zeppelin' },
      'INVALID_ARGUMENT',
      'there is no category',
      '분류가 없습니다.',
    ],
    [
      'update_ticket_status',
      { ticket_id: 'TKT-001', status: 'closed' },
      'CONFLICT',
      'cannot go to',
      '변경할 수 없습니다',
    ],
    [
      'get_policy',
      { doc_id: 'vpn', wat: 1 },
      'INVALID_ARGUMENT',
      'unknown argument "wat"',
      '알 수 없는 인자 "wat"',
    ],
  ])('%s %j says %s in both languages', async (name, args, code, en, ko) => {
    const english = await errorOf(name, args, { modern, accept: 'en-US,en' });
    const korean = await errorOf(name, args, { modern, accept: 'ko-KR,ko;q=0.9,en;q=0.8' });

    expect(english).toMatchObject({ code, message: expect.stringContaining(en) });
    expect(korean).toMatchObject({
      code,
      message: expect.stringContaining(ko),
      hint: expect.stringMatching(hangul),
    });
    expect(Object.keys(korean)).toEqual(Object.keys(english));
    expect(english.message + english.hint).not.toMatch(hangul);
  });

  test('a preview follows the text of the ticket, and its structure follows nothing', async () => {
    const english = await call('create_ticket', ticket, { modern, accept: 'en' });
    const korean = await call('create_ticket', ticket, { modern });

    expect(english.structuredContent.message).toMatch(/^Nothing was written yet\./);
    expect(korean.structuredContent.message).toMatch(/^아직 아무것도 저장하지 않았습니다\./);
    expect({ ...korean.structuredContent, message: '' }).toEqual({
      ...english.structuredContent,
      message: '',
    });
    expect(korean.structuredContent.status).toBe('preview');
  });

  test('one cached answer is not given in the language of another caller', async () => {
    const args = { query: 'zeppelin' };
    const suggestion = async (accept: string) =>
      (await call('lookup_inventory', args, { modern, accept })).structuredContent.suggestion;

    expect(await suggestion('ko')).toContain('"zeppelin"에 맞는 품목이 없습니다. 분류:');
    expect(await suggestion('en')).toContain('Nothing matches "zeppelin". The categories are');
    expect(await suggestion('ko')).toContain('"zeppelin"에 맞는 품목이 없습니다.');
    expect((await call('search_policy', { query: '쀍뷁' }, { modern })).structuredContent.suggestion).toMatch(
      /^맞는 규정이 없습니다/,
    );
  });

  test.each([
    ['resources/read', { uri: 'policy://no-such' }, 'There is no resource', '리소스가 없습니다.'],
    ['prompts/get', { name: 'no_such' }, 'Unknown prompt', '프롬프트가 없습니다.'],
    ['tools/call', { name: 'no_such', arguments: {} }, 'Unknown tool', '도구가 없습니다.'],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'no_such' }, argument: { name: 'a', value: '' } },
      'There is no prompt',
      '프롬프트가 없습니다.',
    ],
  ])('%s of %j is refused in the language that the client accepts', async (method, params, en, ko) => {
    const [english, korean] = await Promise.all(
      ['en', 'ko'].map((accept) => ask(method, params, { modern, accept })),
    );

    expect(english!.body.error?.message).toContain(en);
    expect(korean!.body.error?.message).toContain(ko);
    expect([korean!.status, korean!.body.error?.code]).toEqual([english!.status, english!.body.error?.code]);
  });

  test('the notice of a resource is in it as well', async () => {
    const read = async (uri: string, accept: string) =>
      (await ask('resources/read', { uri }, { modern, accept })).body.result.contents[0].text as string;

    expect(await read('policy://vpn', 'ko')).toContain(messages.untrusted.policy.ko);
    expect(await read('policy://vpn', 'en')).toContain(messages.untrusted.policy.en);
    expect(await read('ticket://TKT-001', 'ko')).toContain(messages.untrusted.ticket.ko);
  });

  test('a resource whose address is Korean answers in Korean to a client that names no language', async () => {
    const uri = `inventory://category/${encodeURIComponent('비행선')}/items`;
    const { body } = await ask('resources/read', { uri }, { modern });

    expect(body.error?.message).toContain('리소스가 없습니다.');
  });

  test('the notice that texts are data is in the language as well', async () => {
    const korean = await call('search_policy', { query: '재택근무' }, { modern });

    expect(korean.content.at(-1).text).toBe(messages.untrusted.policy.ko);
  });

  test('refusals of the door are in it too, with the same code and status', async () => {
    const read = (accept: string) =>
      post(
        `${door.origin}/mcp/x/tickets`,
        'resources/read',
        { uri: 'policy://vpn' },
        { modern, headers: { 'accept-language': accept } },
      );
    const token = await app.token();
    const refused = async (accept: string) =>
      post(
        `${door.origin}/mcp/x/tickets`,
        'resources/read',
        { uri: 'policy://vpn' },
        { modern, token, headers: { 'accept-language': accept } },
      );

    expect((await read('ko')).status).toBe(401);
    const [english, korean] = [await refused('en'), await refused('ko')];
    expect([english.status, korean.status]).toEqual([403, 403]);
    expect(english.body.error?.message).toContain('is not served at /mcp/x/tickets');
    expect(korean.body.error?.message).toContain('/mcp/x/tickets에서는');
    expect(korean.body.error?.code).toBe(english.body.error?.code);
  });
});

test('the question before a ticket is in the language of the ticket', async () => {
  const capabilities = { elicitation: { form: {} } };
  const elicit = async (accept: string) =>
    (await call('create_ticket', ticket, { accept, capabilities })).inputRequests.confirm.params;

  const korean = await elicit('*');
  expect(korean.message).toMatch(
    /^이 티켓을 등록할까요\?\n\n우선순위: medium\n조회하고 상태를 변경할 수 있는 사람: 본인과 관리자만\n담당자 미지정\n제목:\n> 3층/,
  );
  expect(korean.requestedSchema.properties.confirm.title).toBe('이 티켓 등록');
  expect((await elicit('en')).message).toMatch(
    /^File this ticket\?\n\nPriority: medium\nCan be read and moved by: you/,
  );
});

describe('before a request is read', () => {
  const send = async (path: string, headers: Record<string, string>, accept: string) => {
    const response = await fetch(`${door.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': accept, ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
    });
    return { status: response.status, error: ((await response.json()) as { error: object }).error };
  };

  test.each([
    [
      'no toolset of the name',
      '/mcp/x/nothing',
      {},
      404,
      'There is no toolset',
      '도구 모음 "nothing"이(가) 없습니다.',
    ],
    [
      'an Origin that is not allowed',
      '/mcp',
      { origin: 'https://evil.example' },
      403,
      'This Origin',
      '허용되지 않은 Origin',
    ],
    ['no JSON', '/mcp', { 'content-type': 'text/plain' }, 415, 'Content-Type must', 'Content-Type은'],
    ['no answer that it takes', '/mcp', { accept: 'text/html' }, 406, 'Accept must', 'Accept에서'],
  ])('%s is refused in its language', async (_, path, headers, status, en, ko) => {
    const authorization = `Bearer ${await app.token()}`;
    const [english, korean] = await Promise.all(
      ['en', 'ko-KR'].map((accept) =>
        send(path, { accept: 'application/json', authorization, ...headers }, accept),
      ),
    );

    expect(english).toMatchObject({ status, error: { message: expect.stringContaining(en) } });
    expect(korean).toMatchObject({ status, error: { message: expect.stringContaining(ko) } });
  });

  test('a gateway, which knows no languages, refuses in both', async () => {
    expect(await send('/mcp', {}, 'ko')).toMatchObject({
      status: 401,
      error: { code: 401, message: expect.stringMatching(/^Sign in and send .* 로그인한 뒤 유효한/) },
    });
  });

  test('the function says why it takes no token', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    const refused = async (accept: string, authorization: string) => {
      const headers = { 'accept-language': accept, 'content-type': 'application/json', authorization };
      const response = await app.app({ ...postOf({}), headers: { ...postOf({}).headers, ...headers }, body });
      return JSON.parse(response.body).error.message;
    };

    expect(await refused('ko', 'Bearer nonsense')).toMatch(/^토큰을 검증할 수 없습니다\. 로그인한 뒤/);
    expect(await refused('ko', 'Basic abc')).toContain('형식이 아닙니다.');
    expect(await refused('en', 'Basic abc')).toContain('The Authorization header is not');
  });
});

test('a client’s own locale comes before all else', async () => {
  const token = await app.token();
  const response = await post(
    `${door.origin}/mcp`,
    'tools/call',
    { name: 'get_ticket', arguments: { ticket_id: 'TKT-999' }, _meta: { locale: 'ko-KR' } },
    { token, headers: { 'accept-language': 'en' } },
  );

  expect(response.body.result.content[0].text).toContain('이(가) 없습니다.');
});

test('an exhausted limit says so in Korean', async () => {
  await call('usage_report', {}, { accept: 'ko' });
  const error = await errorOf('usage_report', {}, { accept: 'ko' });

  expect(error).toMatchObject({
    code: 'RATE_LIMITED',
    message: 'usage_report은(는) 1분에 1회까지 호출할 수 있습니다. 아무 작업도 하지 않았습니다.',
    hint: expect.stringMatching(/^\d+초 뒤에 다시 시도하세요\.$/),
  });
});

test('every text of the catalogue is in both languages', () => {
  const texts = textsIn({ ...messages, ...failureTexts, noToken: refusedToken('The token has expired.') });

  expect(texts.length).toBeGreaterThan(40);
  expect(texts.filter(({ ko }) => ko !== 'x' && !hangul.test(ko))).toEqual([]);
  expect(texts.filter(({ en }) => hangul.test(en))).toEqual([]);
});

/** Those that take no values, and those that do with some. */
function textsIn(value: unknown): { en: string; ko: string }[] {
  if (typeof value === 'function') {
    const text = { en: 'x', ko: 'x' };
    for (const values of [
      ['x', 'x', 'x', 'x'],
      [['x'], ['x'], ['x']],
      [text, text],
      [['x'], text],
      ['x', 'x', [1, 1, 1, 1]],
      ['x', ['y']],
    ])
      try {
        const result = value(...values);
        if (!JSON.stringify(result).includes('undefined')) return [result];
      } catch {
        // Takes other values.
      }
    return [];
  }
  const entries = Object.values(value as object);
  if ('en' in (value as object)) return [value as { en: string; ko: string }];
  return entries.flatMap(textsIn);
}
