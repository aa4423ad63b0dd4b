import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../lambda/app.ts';
import { koreanArguments, koreanTexts } from '../../lambda/landing-page/catalog-texts.ts';
import { contentOf, type PageSettings } from '../../lambda/landing-page/content.ts';
import { contentSecurityPolicy, htmlPage } from '../../lambda/landing-page/html-page.ts';
import { registry } from '../../lambda/registry.ts';
import { createServices } from '../../lambda/services/services.ts';
import { tokenIssuer } from '../../scripts/local/settings.ts';
import { postOf, startApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ PUBLIC_URL: 'https://ops.example.com' });
});
afterAll(() => app[Symbol.asyncDispose]());

type Headers = Record<string, string>;

function get(path: string, headers: Headers = {}, query: Record<string, string> = {}) {
  return app.app({ ...postOf('', {}), method: 'GET', path, query, headers });
}

const clients = [
  'Claude (Desktop, web)',
  'ChatGPT',
  'Claude Code',
  'VS Code',
  'Cursor',
  'Kiro',
  'Codex',
  'Windsurf',
  'Goose',
  'MCP Inspector',
];
function settingsOf(mcpUrl: string, settings: Partial<PageSettings> = {}): PageSettings {
  const unset = {
    clientRegistration: undefined,
    publicClientId: undefined,
    tokenOrigins: [],
    scopePrefix: '',
  };
  return { mcpUrl, issuers: ['https://login.example.com'], ...unset, ...settings };
}

const laptop = settingsOf('http://127.0.0.1:3000/mcp');
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('the front page', () => {
  test('is HTML for browsers, under a policy that allows its own stylesheet, script and icon, and nothing else', async () => {
    const { status, headers, body } = await get('/', browser);
    const style = /<style>(.*)<\/style>/s.exec(body)![1]!;
    const script = /<script>(.*)<\/script>/s.exec(body)![1]!;
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      vary: 'Accept, Accept-Language',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src 'self'; connect-src 'self' ${new URL(tokenIssuer).origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    });
    expect(body).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(body).not.toMatch(
      /<script |<img|<iframe|<link (?!rel="icon" href="https:\/\/ops.example.com\/icon.svg")| style=| on\w+="/i,
    );
  });

  test.each([
    ['Accept: text/markdown', { accept: 'text/markdown' }],
    ['Accept: */*', { accept: '*/*' }],
    ['no Accept', {}],
    ['both, when Markdown is asked for', { accept: 'text/markdown, text/html;q=0.9' }],
  ])('is Markdown for %s', async (_, headers: Headers) => {
    const { status, headers: sent, body } = await get('/', headers);

    expect(status).toBe(200);
    expect(sent['content-type']).toBe('text/markdown; charset=utf-8');
    expect(body).toMatch(/^# Ops Assistant\n/);
  });

  test.each([
    ['HTML', browser],
    ['Markdown', {}],
  ])('names every tool and says how to connect, as %s', async (_, headers: Headers) => {
    const body = (await get('/', headers)).body.replaceAll('&quot;', '"').replaceAll('&#39;', "'");

    const { tools, resources, prompts } = registry;
    for (const { title, name } of [...tools, ...prompts]) {
      expect(body).toContain(title);
      expect(body).toContain(name);
    }
    for (const { uri } of resources) expect(body).toContain(uri);
    for (const client of clients) expect(body).toContain(client);
    expect(body).toContain('How many laptops are left?');
    expect(body).toContain('claude mcp add --transport http ops-assistant https://ops.example.com/mcp');
    expect(body).toContain(
      `code --add-mcp '{"name":"ops-assistant","type":"http","url":"https://ops.example.com/mcp"}'`,
    );
    expect(body).toContain('https://ops.example.com/health');
    expect(body).toContain('https://ops.example.com/.well-known/oauth-protected-resource/mcp');
  });

  test.each([
    ['ko-KR,ko;q=0.9,en;q=0.8', 'ko', '어시스턴트 연결하기'],
    ['fr, ko;q=0.5, en;q=0.3', 'ko', '어시스턴트 연결하기'],
    ['en-US,en;q=0.9,ko;q=0.8', 'en', 'Connect your assistant'],
    ['en;q=0.2, ko', 'ko', '어시스턴트 연결하기'],
    ['ko;q=0, en;q=0.1', 'en', 'Connect your assistant'],
    ['ko;q=0', 'en', 'Connect your assistant'],
    ['de', 'en', 'Connect your assistant'],
    ['', 'en', 'Connect your assistant'],
  ])('to a reader of "%s" speaks %s', async (languages, language, heading) => {
    const { headers, body } = await get('/', { ...browser, 'accept-language': languages });

    expect(headers['content-language']).toBe(language);
    expect(body).toContain(`<html lang="${language}">`);
    expect(body).toContain(`<h2>${heading}</h2>`);
  });

  test('offers Claude Desktop over stdio, and no host in the cloud, for a server on a laptop', () => {
    const { clients: shown } = contentOf(laptop, registry, 'en');

    expect(shown.map(({ client }) => client)).toEqual(['Claude Desktop', ...clients.slice(2)]);
  });

  test('has every title and summary in Korean', async () => {
    const entries = contentOf(laptop, registry, 'ko').catalog.flatMap((section) => section.entries);

    const untranslated = entries.filter(
      ({ title, summary }) => !/[가-힣]/.test(title) || !/[가-힣]/.test(summary),
    );
    expect(untranslated).toEqual([]);
    expect(Object.keys(koreanTexts)).toHaveLength(entries.length);
  });

  test('describes every argument in Korean, with its type, and describes none that is not there', () => {
    const entries = contentOf(laptop, registry, 'ko').catalog.flatMap((section) => section.entries);
    const all = entries.flatMap(({ name, arguments: list }) =>
      list.map((each) => ({ owner: name, ...each })),
    );
    const used = all.flatMap(({ owner, name }) => [name, `${owner}.${name}`]);

    expect(
      all.filter(({ type, text, language }) => !type || !/[가-힣]/.test(text) || language !== 'ko'),
    ).toEqual([]);
    expect(Object.keys(koreanArguments).filter((name) => !used.includes(name))).toEqual([]);
  });

  describe('shows a client id only for a host that needs one', () => {
    const issuers = ['https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_AbCdEfGhI'];
    const url = 'https://ops.example.com/mcp';
    const naming = (settings: Partial<PageSettings>, language: 'en' | 'ko' = 'en') =>
      contentOf(settingsOf(url, settings), registry, language)
        .clients.filter((setup) => /CLIENT_ID|4k2abc/.test(JSON.stringify(setup)))
        .map(({ client }) => client);

    test.each([
      ['an issuer of which nothing is known', {}, []],
      ['Okta', { issuers: ['https://ops.okta.com/oauth2/default'] }, clients],
      ['an issuer with a client for all', { publicClientId: '4k2abc' }, clients],
      [
        'the stack’s user pool, which takes the documents of known hosts',
        { issuers, clientRegistration: ['documents'], publicClientId: '4k2abc' },
        clients.filter((client) => !['Claude (Desktop, web)', 'VS Code'].includes(client)),
      ],
      [
        'the same with dynamic registration',
        { issuers, clientRegistration: ['documents', 'dynamic'], publicClientId: '4k2abc' },
        ['ChatGPT', 'Claude Code', 'Codex'],
      ],
    ])('%s', (_, settings: Partial<PageSettings>, expected) => {
      const names = naming(settings);

      expect(names.toSorted()).toEqual(expected.toSorted());
      expect(naming(settings, 'ko')).toEqual(names);
    });

    test('and the line to paste holds it, in both languages', () => {
      const settings = settingsOf(url, { issuers, clientRegistration: ['none'], publicClientId: '4k2abc' });
      const [english, korean] = (['en', 'ko'] as const).map((language) =>
        contentOf(settings, registry, language).clients.find(({ client }) => client === 'Codex'),
      );

      expect(english).toEqual({
        client: 'Codex',
        how: 'The sign-in asks for a client id: 4k2abc',
        code: `codex -c mcp_oauth_callback_port=33420 mcp add ops-assistant --url ${url} --oauth-client-id 4k2abc`,
      });
      expect(korean).toMatchObject({ how: '로그인에 필요한 클라이언트 ID: 4k2abc', code: english!.code });
    });
  });

  test('lets its script reach the issuers and the configured origins, and leaves RFC 8707 out for Entra ID', () => {
    const issuers = ['https://login.microsoftonline.com/1234/v2.0', 'https://second.example/'];
    const site = { ...laptop, issuers, tokenOrigins: ['https://tokens.example'] };
    const content = contentOf(site, registry, 'en');

    expect(contentSecurityPolicy(content)).toContain(
      "connect-src 'self' https://login.microsoftonline.com https://second.example https://tokens.example;",
    );
    expect(content.browser.oauth.resource).toBe(false);
    expect(contentOf(laptop, registry, 'en').browser.oauth.resource).toBe(true);
  });

  test('keeps the English text of a tool that has no translation, and marks it as English', () => {
    const unknown = { ...registry.tools[0]!, name: 'new_tool', title: 'A new tool', description: 'Does it.' };
    const features = { ...registry, tools: [unknown] };
    const page = htmlPage(contentOf(laptop, features, 'ko'));

    expect(page).toContain('<summary lang="en"><strong>A new tool</strong> <code>new_tool</code>');
    expect(page).toContain('<span>Does it.</span>');
  });

  test('escapes titles, descriptions and the URL', () => {
    const hostile = { ...registry.tools[0]!, title: '<script>alert(1)</script>', description: `"'&<b>` };
    const features = { ...registry, tools: [hostile] };
    const page = htmlPage(
      contentOf({ ...laptop, mcpUrl: 'https://ops.example.com/"><script>/mcp' }, features, 'en'),
    );

    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<b>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});

describe('/health', () => {
  const report = { version: expect.any(String), uptime_seconds: expect.any(Number) };

  test.each([{}, { deep: '1' }])('with %o says that all is well', async (query: Headers) => {
    const { status, headers, body } = await get('/health', {}, query);

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(JSON.parse(body)).toEqual({ status: 'ok', ...report });
  });

  test('asks the table only when it is told to; 503 when that cannot be reached', async () => {
    const config = { ...app.services.config, dynamodbEndpoint: 'http://127.0.0.1:1' };
    const cutOff = createApp(createServices(config));
    const request = { ...postOf('', {}), method: 'GET', path: '/health', headers: {} };

    expect((await cutOff(request)).status).toBe(200);
    const deep = await cutOff({ ...request, query: { deep: '1' } });
    expect(deep.status).toBe(503);
    expect(JSON.parse(deep.body)).toEqual({ status: 'unavailable', ...report });
  });
});

test.each(['/', '/health', '/llms.txt', '/icon.svg'])(
  'HEAD %s has the headers of GET and no body',
  async (path) => {
    const request = { ...postOf('', {}), path, headers: {} };
    const read = await app.app({ ...request, method: 'GET' });

    expect(await app.app({ ...request, method: 'HEAD' })).toEqual({ ...read, body: '' });
    expect(read.body).not.toBe('');
  },
);

test('no page answers other methods', async () => {
  const { app: answer } = app;

  for (const path of ['/', '/health', '/llms.txt', '/icon.svg']) {
    expect((await answer(postOf('{}', {}, { path }))).status).toBe(404);
  }
});

test('/llms.txt names the endpoint and every tool, as llmstxt.org has it', async () => {
  const { headers, body } = await get('/llms.txt');

  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(body).toMatch(/^# Ops Assistant\n\n> .+\n\n.*https:\/\/ops\.example\.com\/mcp/);
  for (const { name } of registry.tools) expect(body).toContain(`(\`${name}\`, `);
});

test('the icon that the server and its lists name is there, and holds no script', async () => {
  const { headers, body } = await get('/icon.svg');

  expect(headers).toMatchObject({ 'content-type': 'image/svg+xml', 'x-content-type-options': 'nosniff' });
  expect(body).toMatch(/^<svg /);
  expect(body).not.toMatch(/script|href|url\(|on\w+=/i);
});
