import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ToolError } from '../../lambda/errors/tool-error.ts';
import {
  changing,
  defineTool,
  readOnly,
  type ToolContext,
} from '../../lambda/mcp/definitions/define-tool.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type FrontDoor, serveFrontDoor } from '../support/front-door.ts';

/** What the tool of the running test does between its notifications. */
let work: (context: ToolContext) => Promise<void>;

const slow = defineTool({
  name: 'slow',
  title: 'Slow',
  description: 'Does what the test tells it to.',
  scope: 'read',
  limit: { perMinute: 1_000 },
  cache: 'never',
  annotations: readOnly,
  input: z.strictObject({}),
  output: z.object({ done: z.boolean() }),
  async run(_input, context) {
    await work(context);
    return { done: true };
  },
});
const limited = { ...slow, name: 'limited', limit: { perMinute: 1 } };
const writing = { ...slow, name: 'writing', scope: 'write' as const, annotations: changing };

let app: TestApp;
let door: FrontDoor;
let token: string;
beforeAll(async () => {
  app = await startApp({}, { tools: [slow, limited, writing], resources: [], prompts: [] });
  door = await serveFrontDoor(app);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});
let people = 0;
beforeEach(async () => {
  people += 1;
  token = await app.token({ subject: `person-${people}` });
});

interface Options {
  readonly accept?: string;
  readonly progressToken?: string | undefined;
  readonly name?: string;
  readonly version?: string;
  readonly signal?: AbortSignal;
}

function call({
  accept = 'application/json, text/event-stream',
  progressToken = 'p',
  name = 'slow',
  ...rest
}: Options = {}) {
  const { version = '2026-07-28', signal } = rest;
  const isModern = version === '2026-07-28';
  const _meta = {
    ...(progressToken !== '' && { progressToken }),
    ...(isModern && {
      'io.modelcontextprotocol/protocolVersion': version,
      'io.modelcontextprotocol/clientCapabilities': {},
    }),
  };
  return fetch(`${door.origin}/mcp`, {
    method: 'POST',
    headers: {
      accept,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'mcp-protocol-version': version,
      ...(isModern && { 'mcp-method': 'tools/call', 'mcp-name': name }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 7,
      method: 'tools/call',
      params: { name, arguments: {}, _meta },
    }),
    ...(signal && { signal }),
  });
}

async function* eventsOf(response: Response) {
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const events = (rest + chunk).split('\n\n');
    rest = events.pop()!;
    for (const event of events) yield JSON.parse(event.replace(/^data: /, ''));
  }
}

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const collected: Value[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

const callsOf = (name: string) => app.auditRecords().filter(({ target }) => target === name);

describe.each(['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'])('revision %s', (version) => {
  test('sends a notification while the tool still runs, and records the call at the end of the stream', async () => {
    const { promise: firstRead, resolve: onFirstRead } = Promise.withResolvers<void>();
    work = async ({ progress }) => {
      await progress(1, 2, 'half');
      await firstRead;
      await progress(2, 2);
    };
    const before = callsOf('slow').length;

    const response = await call({ version });
    const events = eventsOf(response);
    const first = await events.next();
    const recordsSoFar = callsOf('slow').length;
    onFirstRead();
    const others = await all(events);

    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(first.value).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: 'p', progress: 1, total: 2, message: 'half' },
    });
    expect(others).toMatchObject([
      { params: { progress: 2 } },
      { id: 7, result: { structuredContent: { done: true } } },
    ]);
    expect(recordsSoFar).toBe(before);
    expect(callsOf('slow').slice(before)).toMatchObject([{ outcome: 'ok', status: 200, revision: version }]);
  });

  test('answers with one JSON document when no notification comes first', async () => {
    work = async ({ progress }) => progress(1);

    const [without, unable] = [
      await call({ version, progressToken: '' }),
      await call({ version, accept: 'application/json' }),
    ];

    for (const response of [without, unable]) {
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await response.json()).toMatchObject({ id: 7, result: { structuredContent: { done: true } } });
    }
  });
});

test('an error after a notification is the last event, and its record says so', async () => {
  work = async ({ progress }) => {
    await progress(1);
    throw new ToolError('CONFLICT', 'It is taken.', 'Take another.');
  };

  const events = await all(eventsOf(await call()));

  expect(events).toHaveLength(2);
  expect(events[1]).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining('CONFLICT') }] },
  });
  expect(callsOf('slow').at(-1)).toMatchObject({ outcome: 'failed', error_code: 'CONFLICT' });
});

test.each(['slow', 'writing'])(
  '%s is cancelled at once when its reader leaves, and recorded once',
  async (name) => {
    const { promise: cancelled, resolve } = Promise.withResolvers<unknown>();
    work = async ({ progress, signal }) => {
      await progress(1);
      // Silent from here on: only the signal ends it.
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const inner = work;
    work = (context) =>
      inner(context).catch((error) => {
        resolve(error);
        throw error;
      });
    const before = callsOf(name).length;
    const reader = new AbortController();

    const events = eventsOf(await call({ name, signal: reader.signal }));
    await events.next();
    reader.abort();
    await events.next().catch(() => undefined);

    expect(await cancelled).toMatchObject({ name: 'AbortError' });
    await expect
      .poll(() => callsOf(name).slice(before))
      .toMatchObject([{ outcome: 'rejected', error_code: 'CANCELLED' }]);
    expect(door.accessLog).toEqual([]);
  },
);

test('what a tool has done although its reader left is recorded as done', async () => {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  work = async ({ progress, signal }) => {
    signal.addEventListener('abort', () => leave());
    await progress(1);
    await left;
  };
  const before = callsOf('writing').length;
  const reader = new AbortController();

  const events = eventsOf(await call({ name: 'writing', signal: reader.signal }));
  await events.next();
  reader.abort();

  await expect.poll(() => callsOf('writing').slice(before)).toMatchObject([{ outcome: 'ok' }]);
});

test('a reader that is slow loses notifications, never the answer', async () => {
  work = async ({ progress }) => {
    for (let done = 1; done <= 5_000; done += 1) void progress(done);
  };

  const events = await all(eventsOf(await call()));

  expect(events.length).toBeLessThanOrEqual(1_001);
  expect(events.at(-1)).toMatchObject({ id: 7, result: { structuredContent: { done: true } } });
});

test('a call beyond the limit of its tool sends no event', async () => {
  work = async ({ progress }) => progress(1);
  await (await call({ name: 'limited' })).text();

  const response = await call({ name: 'limited' });

  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.text()).toContain('RATE_LIMITED');
});

test('logs reach a client that asks for them, and no other', async () => {
  work = async ({ log }) => log('info', 'half');
  const client = await connectV1();
  const logged: unknown[] = [];
  client.fallbackNotificationHandler = async ({ params }) => void logged.push(params);

  await client.callTool({ name: 'slow', arguments: {} });
  const silent = await call({ progressToken: '' });

  expect(logged).toEqual([{ level: 'info', data: 'half' }]);
  expect(silent.headers.get('content-type')).toMatch(/^application\/json/);
});

test('the SDK’s clients report progress of both generations', async () => {
  work = async ({ progress }) => {
    for (const done of [1, 2, 3]) await progress(done, 3);
  };
  const modern = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await modern.connect(new StreamableHTTPClientTransport(new URL(`${door.origin}/mcp`), transportOptions()));

  for (const client of [modern, await connectV1()]) {
    const updates: number[] = [];
    const onprogress = ({ progress }: { progress: number }) => void updates.push(progress);
    const request = { name: 'slow', arguments: {} };
    const result =
      client instanceof Client
        ? await client.callTool(request, { onprogress })
        : await client.callTool(request, undefined, { onprogress });
    expect(result.structuredContent).toEqual({ done: true });
    expect(updates).toEqual([1, 2, 3]);
    await client.close();
  }
});

function transportOptions() {
  return { requestInit: { headers: { authorization: `Bearer ${token}` } } };
}

async function connectV1(): Promise<ClientV1> {
  const client = new ClientV1({ name: 'test', version: '1' });
  await client.connect(new TransportV1(new URL(`${door.origin}/mcp`), transportOptions()) as never);
  return client;
}
