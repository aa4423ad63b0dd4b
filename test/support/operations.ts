import { join } from 'node:path';
import { Client, type ClientOptions, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { App } from '../../lambda/app.ts';
import { importData } from '../../scripts/data/import/import-data.ts';
import type { TokenRequest } from '../../scripts/local/mint-token.ts';
import { type Answer, answerOf, postOf, startApp, type TestApp, withoutLimits } from './app.ts';
import type { ClientVersion, TestClient } from './clients.ts';

/** The app in this process with the sample data in it; clients speak to it without a socket. */
export interface TestServer extends TestApp {
  /** A client of a person: alice with every scope, but for what `request` changes. */
  connect(kind: ClientVersion, request?: Partial<TokenRequest>): Promise<TestClient>;
  /** A 2026-07-28 client with these options, such as what it can be asked. */
  connectModern(options: ClientOptions, request?: Partial<TokenRequest>): Promise<Client>;
  /** One JSON-RPC request without any SDK, in revision 2026-07-28 unless `legacy`. */
  ask(method: string, params: Params, options?: SendOptions): Promise<Answer & { status: number }>;
}

type Params = Readonly<Record<string, unknown>>;

export interface SendOptions {
  readonly token?: string;
  readonly legacy?: boolean;
  readonly capabilities?: object;
  /** Another app than this one, such as one with other settings on the same table. */
  readonly app?: App;
}

const url = new URL('http://127.0.0.1/mcp');
const folder = join(import.meta.dirname, '../../scripts/data/sample-data');

export const sampleData = {
  inventory: join(folder, 'inventory.csv'),
  policies: join(folder, 'policies'),
  tickets: join(folder, 'tickets.jsonl'),
};

export async function startTestServer(env: Record<string, string> = {}): Promise<TestServer> {
  const app = await startApp({ ...withoutLimits, ...env });
  await importData(app.services.db, sampleData);
  const tokens = new Map<string, Promise<string>>();

  function tokenOf(request: Partial<TokenRequest> = {}): Promise<string> {
    const key = JSON.stringify(request);
    const token = tokens.get(key) ?? app.token(request);
    tokens.set(key, token);
    return token;
  }

  async function transportOptions(request: Partial<TokenRequest>) {
    const authorization = `Bearer ${await tokenOf(request)}`;
    const headers = { authorization, 'accept-language': 'en' };
    return { fetch: fetchThrough(app), requestInit: { headers } };
  }

  async function connectModern(options: ClientOptions, request: Partial<TokenRequest> = {}) {
    const client = new Client(
      { name: 'test', version: '1.0.0' },
      { versionNegotiation: { mode: 'auto' }, ...options },
    );
    await client.connect(new StreamableHTTPClientTransport(url, await transportOptions(request)));
    return client;
  }

  return {
    ...app,
    token: tokenOf,
    connectModern,
    async connect(kind, request = {}) {
      if (kind === 'v2 2026-07-28') return (await connectModern({}, request)) as unknown as TestClient;
      const options = await transportOptions(request);
      const name = { name: 'test', version: '1.0.0' };
      const client = kind === 'v1' ? new ClientV1(name) : new Client(name);
      const transport =
        kind === 'v1' ? new TransportV1(url, options) : new StreamableHTTPClientTransport(url, options);
      await client.connect(transport as never);
      return client as unknown as TestClient;
    },
    async ask(method, params, { token, legacy = false, capabilities = {}, app: target = app.app } = {}) {
      const authorization = `Bearer ${token ?? (await tokenOf())}`;
      const request = legacy
        ? postOf({ jsonrpc: '2.0', id: 1, method, params }, { authorization })
        : modernPost(method, params, capabilities, authorization);
      const response = await target(request);
      return { status: response.status, ...answerOf(response) };
    },
  };
}

/** As a 2026-07-28 client sends it. */
export function modernPost(method: string, params: Params, capabilities: object, authorization: string) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
  const name = params.name ?? params.uri;
  const isVisible = typeof name === 'string' && /^[\x21-\x7e]+$/.test(name);
  const base64 = typeof name === 'string' && `=?base64?${Buffer.from(name).toString('base64')}?=`;
  return postOf(
    { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } },
    {
      authorization,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(base64 && { 'mcp-name': isVisible ? (name as string) : base64 }),
    },
  );
}

function fetchThrough({ app }: TestApp) {
  return async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { status, headers, body, stream } = await app(
      postOf(await request.text(), Object.fromEntries(request.headers), {
        method: request.method,
        challengeRenamed: true, // as by the gateway
      }),
    );
    if (stream) return new Response(ReadableStream.from(bytesOf(stream)), { status, headers });
    return new Response(status === 202 ? null : body, { status, headers });
  };
}

async function* bytesOf(stream: AsyncIterable<string>) {
  for await (const part of stream) yield new TextEncoder().encode(part);
}
