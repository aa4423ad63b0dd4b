import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as z from 'zod';

/** The clients of the world: the SDK's two generations, the newer one in both eras. */
export const clientVersions = ['v2 2026-07-28', 'v2 2025', 'v1'] as const;
export type ClientVersion = (typeof clientVersions)[number];

/** What the tests need of any of them. */
export interface TestClient {
  callTool(request: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  listTools(): Promise<{ tools: { name: string }[] }>;
  readResource(request: { uri: string }): Promise<unknown>;
  getPrompt(request: { name: string; arguments?: Record<string, string> }): Promise<unknown>;
  close(): Promise<void>;
}

export async function connect(kind: ClientVersion, url: string, token: string): Promise<TestClient> {
  const options = {
    requestInit: { headers: { authorization: `Bearer ${token}`, 'accept-language': 'en' } },
  };
  if (kind === 'v1') {
    const client = new ClientV1({ name: 'test', version: '1.0.0' });
    // The package's own types do not stand exactOptionalPropertyTypes.
    await client.connect(new TransportV1(new URL(url), options) as never);
    return client as unknown as TestClient;
  }
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    kind === 'v2 2026-07-28' ? { versionNegotiation: { mode: 'auto' } } : {},
  );
  await client.connect(new StreamableHTTPClientTransport(new URL(url), options));
  return client as unknown as TestClient;
}

const toolError = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) });
const toolResult = z.object({
  isError: z.boolean().optional(),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
});

/** Calls a tool and returns its structured answer; throws when it refused. */
export async function call(client: TestClient, name: string, args: Record<string, unknown> = {}) {
  const result = toolResult.parse(await client.callTool({ name, arguments: args }));
  if (result.isError) throw new Error(`${name} refused: ${result.content[0]?.text}`);
  return result.structuredContent as never;
}

/** Calls a tool that is expected to refuse, and returns the error that the model reads. */
export async function callForError(client: TestClient, name: string, args: Record<string, unknown> = {}) {
  const result = toolResult.parse(await client.callTool({ name, arguments: args }));
  if (!result.isError) throw new Error(`${name} did not refuse: ${result.content[0]?.text}`);
  return toolError.parse(JSON.parse(result.content[0]?.text ?? '')).error;
}

let nextId = 1;

/** One JSON-RPC request without any SDK; `modern` adds the envelope and headers of 2026-07-28. */
export async function post(
  url: string,
  method: string,
  params: Record<string, unknown> = {},
  { token, modern = false, capabilities = {}, headers = {}, id = nextId++ }: PostOptions = {},
): Promise<{ status: number; headers: Headers; body: JsonRpcAnswer }> {
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
  const name = params.name ?? params.uri;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': 'en',
      accept: 'application/json, text/event-stream',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(modern && { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method }),
      ...(modern && typeof name === 'string' && { 'mcp-name': nameHeader(name) }),
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id,
      method,
      params: modern ? { ...params, _meta: envelope } : params,
    }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}

/** What is no visible ASCII travels in Base64 (2026-07-28, streamable-http). */
function nameHeader(name: string): string {
  return /^[\x21-\x7e]+$/.test(name) ? name : `=?base64?${Buffer.from(name).toString('base64')}?=`;
}

export interface PostOptions {
  readonly token?: string;
  readonly modern?: boolean;
  readonly capabilities?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly id?: string | number;
}

export interface JsonRpcAnswer {
  readonly id?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: an answer may hold anything, and tests look into it.
  readonly result?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly error?: { code: number; message: string; data?: any };
}
