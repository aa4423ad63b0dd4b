import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../lambda/app.ts';
import { contentOf } from '../lambda/landing-page/content.ts';
import { htmlPage } from '../lambda/landing-page/html-page.ts';
import { createServices } from '../lambda/services/services.ts';
import { tools } from '../lambda/tools/index.ts';
import { postOf, startApp, type TestApp } from './support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ PUBLIC_URL: 'https://ops.example.com' });
});
afterAll(() => app[Symbol.asyncDispose]());

type Headers = Record<string, string>;

function get(path: string, headers: Headers = {}, query: Record<string, string> = {}) {
  return app.app({ ...postOf('', {}), method: 'GET', path, query, headers });
}

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('the front page', () => {
  test('is HTML for browsers, under a policy that allows its own stylesheet and nothing else', async () => {
    const { status, headers, body } = await get('/', browser);
    const style = /<style>(.*)<\/style>/s.exec(body)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      vary: 'Accept, Accept-Language',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    });
    expect(body).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(body).not.toMatch(/<script|<img|<link|<iframe| style=| on\w+=/i);
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

    for (const { title, name } of tools) {
      expect(body).toContain(title);
      expect(body).toContain(name);
    }
    for (const client of ['Claude', 'Claude Code', 'ChatGPT', 'Cursor', 'VS Code', 'Kiro']) {
      expect(body).toContain(client);
    }
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
    ['de', 'en', 'Connect your assistant'],
    ['', 'en', 'Connect your assistant'],
  ])('to somebody who reads "%s" speaks %s', async (languages, language, heading) => {
    const { headers, body } = await get('/', { ...browser, 'accept-language': languages });

    expect(headers['content-language']).toBe(language);
    expect(body).toContain(`<html lang="${language}">`);
    expect(body).toContain(`<h2>${heading}</h2>`);
  });

  test('does not send people to hosted assistants from a laptop, which they cannot reach', () => {
    const { connect } = contentOf('http://127.0.0.1:3000/mcp', tools, 'en');

    expect(connect.clients.map(({ client }) => client)).toEqual(['Claude Code', 'Cursor', 'VS Code', 'Kiro']);
  });

  test('writes whatever it is given as text', () => {
    const hostile = { ...tools[0]!, title: '<script>alert(1)</script>', description: `"'&<b>` };
    const page = htmlPage(contentOf('https://ops.example.com/"><script>/mcp', [hostile], 'en'));

    expect(page).not.toMatch(/<script|<b>/);
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

test.each(['/', '/health'])('HEAD %s has the headers of GET and no body', async (path) => {
  const request = { ...postOf('', {}), path, headers: {} };
  const read = await app.app({ ...request, method: 'GET' });

  expect(await app.app({ ...request, method: 'HEAD' })).toEqual({ ...read, body: '' });
  expect(read.body).not.toBe('');
});

test('neither page is there for other methods', async () => {
  const { app: answer } = app;

  for (const path of ['/', '/health']) {
    expect((await answer(postOf('{}', {}, { path }))).status).toBe(404);
  }
});

test('/llms.txt names the endpoint and every tool, as llmstxt.org has it', async () => {
  const { headers, body } = await get('/llms.txt');

  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(body).toMatch(/^# Ops Assistant\n\n> .+\n\n.*https:\/\/ops\.example\.com\/mcp/);
  for (const { name } of tools) expect(body).toContain(`(\`${name}\`)`);
});

test('the icon that the server and its lists name is there, and holds no script', async () => {
  const { headers, body } = await get('/icon.svg');

  expect(headers).toMatchObject({ 'content-type': 'image/svg+xml', 'x-content-type-options': 'nosniff' });
  expect(body).toMatch(/^<svg /);
  expect(body).not.toMatch(/script|href|url\(|on\w+=/i);
});
