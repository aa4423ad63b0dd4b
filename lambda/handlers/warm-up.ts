import { createAccessControl } from '../access/access-rights.ts';
import { type App, createApp } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { wholeServer } from '../auth/mcp-endpoint.ts';
import type { HttpRequest } from '../http/messages.ts';
import { modernRevision } from '../mcp/protocol/protocol-versions.ts';
import { createMetrics } from '../observability/metrics.ts';
import { createTracer } from '../observability/tracing/tracer.ts';
import type { Services } from '../services/services.ts';

/** How the request reaches the app; the function sends it through its own handler. */
type Send = (app: App, request: HttpRequest) => Promise<unknown>;

/** Longer than a table takes that is there, and far from the ten seconds that Lambda gives initialisation. */
const deadlineMs = 2_000;

/**
 * Sends a request through a second app, so that one-time work is done during initialization, for which Lambda provides
 * a whole core. That app has a fake token verifier, limiter and audit log and no access policy, and can be reached only
 * from here; never throws.
 */
export async function warmUp(services: Services, send: Send = (app) => app(request)): Promise<void> {
  const { log } = services;
  const config = { ...services.config, requestDeadlineMs: deadlineMs, allowedHosts: [] };
  const tracer = createTracer({ ...config, otlpEndpoint: undefined, xrayDaemonAddress: undefined }, log);
  const metrics = createMetrics({ ...config, provisioned: true }, { print: false });
  const app = createApp({ ...services, ...fakeServices, metrics, tracer, config });
  // May fail: the first token tries again.
  const hydrated = hydrate(services).catch((error: unknown) =>
    log.warn('The issuer cannot be reached yet', { error: String(error) }),
  );
  try {
    await send(app, request);
  } catch (error) {
    log.error('The warm-up failed', error);
  }
  await hydrated;
}

/** Fetches the issuers' keys, and imports one by a token without a signature, which is refused like any such token. */
async function hydrate({ tokens, config }: Services): Promise<void> {
  await tokens.hydrate();
  const { kid, alg } = tokens.newestKey() ?? {};
  // With several issuers the key's issuer is unknown, and a key of another issuer would cause another fetch.
  if (config.issuers.length > 1 || !kid || !alg) return;
  const parts = [{ alg, kid }, { iss: config.issuers[0] }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  await tokens.verify(`Bearer ${parts.join('.')}.AA`).catch(() => {});
}

const warmUpCaller: Caller = {
  id: 'warm-up',
  issuer: 'https://warm-up.invalid',
  subject: 'warm-up',
  person: 'warm-up',
  // An address, so that the patterns of redaction are compiled.
  clientId: 'https://warm-up.invalid/client',
  scopes: new Set(['read', 'write']),
  groups: [],
  endpoints: [wholeServer],
};

const fakeServices = {
  tokens: { verify: async () => warmUpCaller, hydrate: async () => {}, newestKey: () => undefined },
  access: createAccessControl({ accessPolicy: undefined, readOnly: false, issuers: [], issuerAliases: [] }),
  limiter: { take: async () => ({ allowed: true }), hasCapacity: () => true, quotas: () => [] },
  audit: { write: () => {} },
  recentRequests: { add: () => {}, find: () => undefined, list: () => [] },
} satisfies Partial<Services>;

const method = 'tools/call';
const name = 'lookup_inventory';
const params = {
  name,
  // A Korean word: its grammar takes the longest to compile, and its synonyms are English.
  arguments: { query: '노트북', limit: 1 },
  _meta: {
    'io.modelcontextprotocol/protocolVersion': modernRevision,
    'io.modelcontextprotocol/clientCapabilities': {},
  },
};

const request: HttpRequest = {
  requestId: 'warm-up',
  method: 'POST',
  path: '/mcp',
  query: {},
  headers: {
    'content-type': 'application/json',
    'mcp-protocol-version': modernRevision,
    'mcp-method': method,
    'mcp-name': name,
  },
  body: JSON.stringify({ jsonrpc: '2.0', id: 0, method, params }),
};
