import * as z from 'zod';

/** The machine client as which a probe signs in. */
export interface ProgramClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Auth0 issues no token for programs without it. */
  readonly audience?: string | undefined;
  /** With the issuer's prefix, if it has one. */
  readonly scope: string;
}

/** Posts one message to the MCP endpoint and returns the parsed body of a 200; throws for any other status. */
export type PostMessage = (headers: Record<string, string>, body: string) => Promise<unknown>;

const revision = '2026-07-28';
const tool = 'lookup_inventory';

/** Lists the tools and calls one, like a client; throws when an answer is not usable. */
export async function probe(post: PostMessage, token: string): Promise<void> {
  const { tools } = toolList.parse(await send('tools/list', {}));
  if (!tools.some(({ name }) => name === tool)) throw new Error(`tools/list does not name ${tool}.`);
  toolResult.parse(await send('tools/call', { name: tool, arguments: { limit: 1 } }));

  async function send(method: string, params: Record<string, unknown>): Promise<unknown> {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': revision,
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      'mcp-method': method,
      ...(typeof params.name === 'string' && { 'mcp-name': params.name }),
    };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } });
    return z.object({ result: z.unknown() }).parse(await post(headers, body)).result;
  }
}

const toolList = z.object({ tools: z.array(z.object({ name: z.string() })) });
const toolResult = z.object({
  isError: z.literal(false).optional(),
  structuredContent: z.object({ total: z.number() }),
});
const discoveryDocument = z.object({ token_endpoint: z.url() });
const tokenResponse = z.object({ access_token: z.string(), expires_in: z.number() });

/** OAuth 2.1 client credentials, at the address that the issuer's own document names. */
export async function signIn({ issuer, clientId, clientSecret, audience, scope }: ProgramClient) {
  const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { token_endpoint } = discoveryDocument.parse(await fetchJson(discovery));
  const { access_token, expires_in } = tokenResponse.parse(
    await fetchJson(token_endpoint, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope,
        ...(audience && { audience }),
      }).toString(),
    }),
  );
  return { value: access_token, expiresAt: Date.now() + (expires_in - 60) * 1_000 };
}

const timeoutMs = 10_000;

export async function fetchJson(url: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}.`);
  return response.json();
}
