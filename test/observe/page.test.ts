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
    start_time: 1_000,
    end_time: 1_001,
    annotations: { mcp_method_name: 'tools/call', gen_ai_tool_name: '<img src=x onerror=alert(1)>' },
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

describe('a page of somebody else', () => {
  test('is refused by its origin', async () => {
    expect((await get('/parts', { origin: 'https://elsewhere.example' })).status).toBe(403);
  });

  test('is refused by the name under which it found this machine', async () => {
    const asked = request(server.url, { headers: { host: 'rebound.example:3001' } }).end();
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(403);
    expect(await text(response)).toBe('');
  });
});

test('two may be observed at once: the second finds another port', async () => {
  await using second = await servePage(observations, Number(new URL(server.url).port));

  expect(second.url).not.toBe(server.url);
  expect((await fetch(second.url)).status).toBe(200);
});
