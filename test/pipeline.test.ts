import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { createApp } from '../lambda/app.ts';
import { ConfigError } from '../lambda/config/config-error.ts';
import { type CachedToolContext, defineTool, readOnly } from '../lambda/mcp/definitions/define-tool.ts';
import { registry } from '../lambda/registry.ts';
import { postOf } from './support/app.ts';
import { startTestServer, type TestServer } from './support/operations.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** What a cached tool was given to run with. */
const contexts: CachedToolContext[] = [];
const echo = defineTool({
  name: 'echo',
  title: 'Echo',
  description: 'Returns what it was given.',
  scope: 'read',
  limit: { perMinute: 100 },
  cache: { seconds: 60 },
  annotations: readOnly,
  input: z.strictObject({ text: z.string() }),
  output: z.object({ text: z.string() }),
  async run({ text }, context) {
    contexts.push(context);
    return { text };
  },
});

test('a cached tool is not given the caller, whose result the next caller would get', async () => {
  const app = createApp(server.services, { ...registry, tools: [...registry.tools, echo] });
  const call = (sub: string) =>
    server
      .token({ subject: sub })
      .then((token) =>
        server.ask('tools/call', { name: 'echo', arguments: { text: 'hello' } }, { app, token }),
      );

  const [alice, bob] = [await call('alice'), await call('bob')];

  expect([alice.result?.structuredContent, bob.result?.structuredContent]).toEqual([
    { text: 'hello' },
    { text: 'hello' },
  ]);
  expect(contexts).toHaveLength(1);
  expect(Object.keys(contexts[0]!).toSorted()).toEqual(['language', 'position', 'services']);
});

describe('a token is verified once per request', () => {
  test.each([
    ['a good one', 200, {}],
    ['a forged one', 401, { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }],
    ['a missing one', 401, { authorization: undefined }],
    ['a good one on a request that is rejected before', 415, { 'content-type': 'text/plain' }],
  ])('%s', async (_, status, headers) => {
    const verify = vi.fn(server.services.tokens.verify);
    const app = createApp({ ...server.services, tokens: { ...server.services.tokens, verify } });
    const authorization = `Bearer ${await server.token()}`;

    const response = await app(
      postOf({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, { authorization, ...headers }),
    );

    expect(response.status).toBe(status);
    expect(verify).toHaveBeenCalledTimes(1);
  });
});

describe('the list cache', () => {
  const listTwice = async (first: object, second: object) => {
    const stringify = vi.spyOn(JSON, 'stringify');
    const ask = (_meta: object) => server.ask('tools/list', { _meta }, { legacy: true });
    const before = await ask(first);
    stringify.mockClear();
    const after = await ask(second);
    // Only a result that is built anew is serialized with its tools.
    const built = stringify.mock.calls.filter(([value]) =>
      Array.isArray((value as { tools?: unknown } | null)?.tools),
    );
    stringify.mockRestore();
    return { before, after, built: built.length };
  };

  test.each([
    ['a trace of its own', { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` }],
    ['another trace state', { tracestate: 'vendor=1', baggage: 'a=b' }],
    ['a progress token that is a number', { progressToken: 41 }],
    ['a progress token that is a text', { progressToken: 'p-41' }],
  ])('serves a request with %s', async (_, meta) => {
    const { before, after, built } = await listTwice({}, meta);

    expect(after.result).toEqual(before.result);
    expect(built).toBe(0);
  });

  test('does not answer an invalid request with the result of a valid one', async () => {
    await server.ask('tools/list', {}, { legacy: true });
    const { error } = await server.ask('tools/list', { _meta: { progressToken: {} } }, { legacy: true });

    expect(error?.code).toBe(-32602);
  });
});

test.each(['LIMIT_CREATE_TIKET_PER_MINUTE', 'LIMIT_CALLERS_PER_MINUTE', 'LIMIT_ECHO_PER_MINUTE'])(
  '%s stops the start wherever the app runs, and the message names the known limits',
  (name) => {
    const limits = new Map([[name.slice('LIMIT_'.length, -'_PER_MINUTE'.length).toLowerCase(), 1]]);
    const services = { ...server.services, config: { ...server.services.config, limits } };

    expect(() => createApp(services)).toThrow(ConfigError);
    expect(() => createApp(services)).toThrow(
      new RegExp(`^${name}: .*known ones are: caller, lookup_inventory`),
    );
  },
);

test('the landing page shows the tools that the app was given', async () => {
  const config = { ...server.services.config, limits: new Map() };
  const app = createApp({ ...server.services, config }, { ...registry, tools: [echo] });

  const { body } = await app(postOf('', { accept: 'text/markdown' }, { method: 'GET', path: '/' }));

  expect(body).toContain('echo');
  expect(body).not.toContain('create_ticket');
});
