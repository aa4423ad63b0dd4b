import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ToolDefinition } from '../../lambda/mounted-servers/tool-definition.ts';

export interface ReceivedCall {
  readonly headers: IncomingHttpHeaders;
  readonly message: {
    readonly id?: unknown;
    readonly method: string;
    readonly params?: Record<string, unknown>;
  };
}

/** What the server does with one tools/call; it has to end the response, or not. */
export type Behaviour = (response: ServerResponse, call: ReceivedCall) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  /** The tools/call requests that arrived. */
  readonly calls: readonly ReceivedCall[];
  /** All requests, in order. */
  readonly methods: readonly string[];
  behave(behaviour: Behaviour): void;
  offer(tools: readonly ToolDefinition[]): void;
}

export const lookUp: ToolDefinition = {
  name: 'look_up',
  title: 'Look up',
  description: 'Looks something up.',
  inputSchema: { type: 'object', properties: { query: { type: 'string' } } },
};

/** A server of revision 2026-07-28 whose answers to calls are written by the test. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const calls: ReceivedCall[] = [];
  const methods: string[] = [];
  let behave: Behaviour = answerWith({ content: [{ type: 'text', text: 'found' }] });
  let tools: readonly ToolDefinition[] = [lookUp];

  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const call: ReceivedCall = { headers: request.headers, message: JSON.parse(body) };
    methods.push(call.message.method);
    if (call.message.method === 'tools/call') {
      calls.push(call);
      return behave(response, call);
    }
    const common = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
    const discovered = {
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {} },
      serverInfo: { name: 'scripted', version: '1' },
    };
    const result = call.message.method === 'tools/list' ? { tools } : discovered;
    answerWith({ ...common, ...result })(response, call);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    calls,
    methods,
    behave(next) {
      behave = next;
    },
    offer(next) {
      tools = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function answerWith(result: object): Behaviour {
  return (response, { message: { id } }) => sendJson(response, { jsonrpc: '2.0', id, result });
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Begins an event stream and sends these messages; the test decides how it goes on. */
export function stream(response: ServerResponse, ...messages: readonly object[]): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const message of messages)
    response.write(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`);
  return response;
}
