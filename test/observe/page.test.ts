import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createObservations } from '../../scripts/dev/observe/observations.ts';
import { type PageServer, servePage } from '../../scripts/dev/observe/page-server.ts';

const observations = createObservations();
let server: PageServer;
beforeAll(async () => {
  observations.addTrace({
    name: 'ops-assistant',
    id: '1111111111111111',
    trace_id: '1-4bf92f35-77b34da6a3ce929d0e0e4736',
    subsegments: [{ name: 'auth', id: '2222222222222222', start_time: 1_000, end_time: 1_000.004 }],
    start_time: 1_000,
    end_time: 1_001,
    annotations: { mcp_method_name: 'tools/call', gen_ai_tool_name: '<img src=x onerror=alert(1)>' },
  });
  observations.addRecord({
    audit: true,
    time: '2026-11-27T00:00:00Z',
    request_id: 'r1',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    input: { query: '<b>laptop</b>', note: '[email]' },
    result: { total: 5 },
    outcome: 'ok',
    status: 200,
    ms: 4,
  });
  server = await servePage(observations, 0);
});
afterAll(() => server[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, server.url), { headers });

test('the page loads nothing from elsewhere, and what is in it is text', async () => {
  const response = await get('/');
  const body = await response.text();

  expect(response.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'/,
  );
  expect(body).not.toMatch(/https?:\/\/|style=|<img/);
  expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

test.each(['page.css', 'page.js', 'parts'])('%s is served beside it', async (path) => {
  const response = await get(path);

  expect(response.status).toBe(200);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('nothing else is', async () => {
  expect((await get('/../package.json')).status).toBe(404);
  expect((await get('/page.ts')).status).toBe(404);
});

test('a request opens to its arguments, answer, spans and audit record', async () => {
  const [, link] = /href="(request\?trace=[^"]+)"/.exec(await (await get('/')).text())!;

  const body = await (await get(link!)).text();

  expect(body).toContain('&quot;query&quot;: &quot;&lt;b&gt;laptop&lt;/b&gt;&quot;');
  expect(body).toContain('&quot;total&quot;: 5');
  expect(body).toContain('auth</th><td>4.0 ms');
  expect(body).toContain('&quot;request_id&quot;: &quot;r1&quot;');
});

test('a request that is not among the last ones is said to be gone', async () => {
  const response = await get('request?trace=1-00000000-000000000000000000000000', {
    'accept-language': 'ko',
  });

  expect(response.status).toBe(404);
  expect(await response.text()).toMatch(/[가-힣]/);
});

test.each(['/', 'request?trace=1-4bf92f35-77b34da6a3ce929d0e0e4736'])(
  '%s is in Korean for a Korean browser',
  async (path) => {
    const body = await (await get(path, { 'accept-language': 'ko-KR,ko;q=0.9' })).text();

    expect(body).toContain('<html lang="ko">');
    const prose = body.replace(/<head>[\s\S]*?<\/head>|<pre[\s\S]*?<\/pre>|<[^>]+>/g, ' ');
    expect(prose).not.toMatch(/Calls|Errors|Since|Pause|request|Arguments/);
  },
);

describe('a page of another origin', () => {
  test('is refused by its origin', async () => {
    expect((await get('/parts', { origin: 'https://elsewhere.example' })).status).toBe(403);
  });

  test('is refused by the name under which it found this machine', async () => {
    const rebound = request(server.url, { headers: { host: 'rebound.example:3001' } }).end();
    const [response] = await once(rebound, 'response');
    expect(response.statusCode).toBe(403);
    expect(await text(response)).toBe('');
  });
});

test('two may be observed at once: the second finds another port', async () => {
  await using second = await servePage(observations, Number(new URL(server.url).port));

  expect(second.url).not.toBe(server.url);
  expect((await fetch(second.url)).status).toBe(200);
});
