import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectServer } from '../../lambda/mounted-servers/inspection/inspect-server.ts';
import type { Handshake } from '../../lambda/mounted-servers/records.ts';
import type { ToolDefinition } from '../../lambda/mounted-servers/tool-definition.ts';
import { callUpstream } from '../../lambda/mounted-servers/upstream/call-upstream.ts';
import { type OtherServer, startEverythingServer } from './official-servers.ts';
import {
  answerWith,
  lookUp,
  type ReceivedCall,
  type ScriptedServer,
  startScriptedServer,
  stream,
} from './scripted-server.ts';

const addresses = { allowPrivate: false, allowLoopback: true };

/** The answer of the function's own caller, as a result or a JSON-RPC error. */
async function byOwnCaller(url: string, handshake: Handshake, definition: ToolDefinition, args: object) {
  const { result, error } = await callUpstream({
    url,
    handshake,
    definition,
    args,
    addresses,
    headers: { authorization: 'Bearer of-the-server' },
    maxBytes: 4_194_304,
    deadline: Date.now() + 60_000,
    clientVersion: '1',
  });
  if (error) return { code: error.code, message: error.message };
  // The official client takes it off, and refuses other types as we do (tool-result.ts).
  const { resultType = 'complete', ...content } = result!;
  expect(resultType).toBe('complete');
  return content;
}

/** The answer that the official client gives to the same call. */
async function byOfficialClient(url: string, { name }: ToolDefinition, args: Record<string, unknown>) {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { authorization: 'Bearer of-the-server' } },
  });
  const client = new Client(
    { name: 'ops-assistant', version: '1' },
    { versionNegotiation: { mode: 'auto' }, capabilities: {} },
  );
  await client.connect(transport);
  try {
    await client.listTools(); // it learns from the schemas which arguments to repeat in headers
    return await client.callTool({ name, arguments: args });
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return { code, message };
  } finally {
    await client.close();
  }
}

describe('the official everything server, with sessions', () => {
  let everything: OtherServer;
  let handshake: Handshake;
  let tools: readonly ToolDefinition[];

  beforeAll(async () => {
    everything = await startEverythingServer();
    ({ handshake, tools } = await inspectServer({ url: everything.url, addresses, headers: {} }));
  });
  afterAll(() => everything[Symbol.asyncDispose]());

  test.each([
    ['echo', { message: '안녕 \u{1F600}' }],
    ['echo', {}],
    ['get-sum', { a: 2, b: 40 }],
    ['get-sum', { a: 'two', b: 40 }],
    ['get-tiny-image', {}],
    ['get-structured-content', { location: 'Chicago' }],
    ['get-annotated-message', { messageType: 'error', includeImage: true }],
    ['get-resource-links', { count: 2 }],
    ['no-such-tool', {}],
  ])('%s %j has the same answer from both clients', async (name, args) => {
    const definition = tools.find((tool) => tool.name === name) ?? { ...lookUp, name };

    const own = await byOwnCaller(everything.url, handshake, definition, args);

    expect(own).toEqual(await byOfficialClient(everything.url, definition, args));
  });
});

describe('a server of 2026-07-28', () => {
  let server: ScriptedServer;
  const handshake: Handshake = { revision: '2026-07-28', sessions: false };

  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const mirrored: ToolDefinition = {
    ...lookUp,
    name: 'look_up_in',
    inputSchema: {
      type: 'object',
      properties: {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        floor: { type: 'integer', 'x-mcp-header': 'Floor' },
        urgent: { type: 'boolean', 'x-mcp-header': 'Urgent' },
        query: { type: 'string' },
      },
    },
  };

  test.each([
    [lookUp, { query: '노트북' }],
    [lookUp, {}],
    [mirrored, { region: 'eu-west-1', floor: 3, urgent: false, query: 'vpn' }],
    [mirrored, { region: '본사 3층', query: 'vpn' }],
    [mirrored, { region: ' padded ', floor: -1 }],
  ])('gets the same request from both clients: %j', async (definition, args) => {
    server.offer([definition]);
    server.behave(answerWith({ resultType: 'complete', content: [{ type: 'text', text: 'found' }] }));

    await byOwnCaller(server.url, handshake, definition, args);
    const own = sent(server.calls.at(-1)!);
    await byOfficialClient(server.url, definition, args);

    expect(own).toEqual(sent(server.calls.at(-1)!));
  });

  test.each([
    ['one document', answerWith({ resultType: 'complete', content: [], structuredContent: { total: 1 } })],
    [
      'an error',
      (response, { message: { id } }) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32602, message: 'No such place' } })),
    ],
    [
      'a stream with a notification before the answer',
      (response, { message: { id } }) =>
        stream(
          response,
          { method: 'notifications/message', params: { level: 'info', data: 'looking' } },
          { id, result: { resultType: 'complete', content: [{ type: 'text', text: 'at last' }] } },
        ).end(),
    ],
  ] satisfies [string, Parameters<ScriptedServer['behave']>[0]][])(
    'answers both clients with %s',
    async (_, behaviour) => {
      server.offer([lookUp]);
      server.behave(behaviour);

      const own = await byOwnCaller(server.url, handshake, lookUp, { query: 'x' });

      expect(own).toEqual(await byOfficialClient(server.url, lookUp, { query: 'x' }));
    },
  );
});

/** What a server can tell two clients apart by, without the ids, which are random. */
function sent({ headers, message: { method, params } }: ReceivedCall) {
  const own = Object.entries(headers).filter(
    ([name]) =>
      name.startsWith('mcp-') || name === 'authorization' || name === 'content-type' || name === 'accept',
  );
  return { headers: Object.fromEntries(own), method, params };
}
