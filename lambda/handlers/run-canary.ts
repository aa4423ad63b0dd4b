import * as z from 'zod';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';

/** What the canary needs to be a client of its own: the server's address, and who it signs in as. */
export interface CanaryConfig {
  readonly mcpUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Auth0 issues no token for programs without it. */
  readonly audience?: string | undefined;
  /** With the issuer's prefix, if it has one. */
  readonly scope: string;
}

const revision = '2026-07-28';
const tool = 'lookup_inventory';
const timeoutMs = 10_000;

/** Signs in as a program, lists the tools and calls one; each run ends in a metric, whatever happens. */
export function createCanary(
  config: CanaryConfig,
  { metrics, logger }: { metrics: Pick<Metrics, 'emit'>; logger: Pick<Logger, 'error'> },
): () => Promise<void> {
  // Kept from run to run, because issuers are paid by the token.
  let token: { value: string; expiresAt: number } | undefined;

  return async function run() {
    try {
      token = token && token.expiresAt > Date.now() ? token : await signIn(config);
      const { tools } = listed.parse(await ask('tools/list', {}, token.value));
      if (!tools.some(({ name }) => name === tool)) throw new Error(`tools/list does not name ${tool}.`);
      answered.parse(await ask('tools/call', { name: tool, arguments: { limit: 1 } }, token.value));
      metrics.emit({ CanarySuccess: 1 });
    } catch (error) {
      token = undefined; // it may be the reason
      metrics.emit({ CanarySuccess: 0 });
      logger.error('The canary failed', error);
    }
  };

  async function ask(method: string, params: Record<string, unknown>, token: string): Promise<unknown> {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': revision,
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const response = await request(config.mcpUrl, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': revision,
        'mcp-method': method,
        ...(typeof params.name === 'string' && { 'mcp-name': params.name }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
    });
    return z.object({ result: z.unknown() }).parse(response).result;
  }
}

const listed = z.object({ tools: z.array(z.object({ name: z.string() })) });
const answered = z.object({
  isError: z.literal(false).optional(),
  structuredContent: z.object({ total: z.number() }),
});
const discovered = z.object({ token_endpoint: z.url() });
const granted = z.object({ access_token: z.string(), expires_in: z.number() });

/** OAuth 2.1 client credentials, at the address that the issuer's own document names. */
async function signIn({ issuer, clientId, clientSecret, audience, scope }: CanaryConfig) {
  const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { token_endpoint } = discovered.parse(await request(discovery));
  const { access_token, expires_in } = granted.parse(
    await request(token_endpoint, {
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

async function request(url: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}.`);
  return response.json();
}
