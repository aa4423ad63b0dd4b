import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createCanary } from '../lambda/handlers/run-canary.ts';
import { createLogger } from '../lambda/observability/logger.ts';
import { createMetrics } from '../lambda/observability/metrics.ts';
import { startApp, type TestApp } from './support/app.ts';
import { serveApp } from './support/serve-app.ts';
import { metricLines } from './support/telemetry.ts';

/** An issuer with an address for programs; the local sign-in is for people only. */
async function startIssuer(token: (scope: string) => Promise<string>) {
  const granted: string[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === '/.well-known/openid-configuration') {
      return response.end(JSON.stringify({ token_endpoint: `${issuer.url}/token` }));
    }
    const form = new URLSearchParams(await text(request));
    const scope = form.get('scope') ?? '';
    const isCanary = request.headers.authorization === `Basic ${btoa('canary:secret')}`;
    if (!isCanary || form.get('grant_type') !== 'client_credentials')
      return response.writeHead(401).end('{}');
    granted.push(scope);
    response.end(JSON.stringify({ access_token: await token(scope), expires_in: 3_600 }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    granted,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return issuer;
}

let app: TestApp;
let server: Awaited<ReturnType<typeof serveApp>>;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
const metrics = createMetrics({ stage: 'test', provisioned: true });
const logger = createLogger({ stage: 'test', logLevel: 'INFO' });

beforeAll(async () => {
  app = await startApp();
  server = await serveApp(app.app);
  issuer = await startIssuer((scope) => app.token({ scope }));
});
beforeEach(() => {
  vi.mocked(process.stdout.write).mockClear();
  issuer.granted.length = 0;
});
afterAll(async () => {
  issuer.close();
  await server[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

function canary(changed: object = {}) {
  const config = {
    mcpUrl: `${server.origin}/mcp`,
    issuer: issuer.url,
    clientId: 'canary',
    clientSecret: 'secret',
    scope: 'read',
    ...changed,
  };
  return createCanary(config, { metrics, logger });
}

function results(): (number | undefined)[] {
  return metricLines().flatMap(({ CanarySuccess }) => CanarySuccess ?? []);
}

test('signs in, lists the tools, calls one, and says that all was well', async () => {
  await canary()();

  expect(results()).toEqual([1]);
  const requests = app
    .auditRecords()
    .map(({ method, target, outcome, revision }) => [method, target, outcome, revision]);
  expect(requests).toEqual([
    ['tools/list', undefined, 'ok', '2026-07-28'],
    ['tools/call', 'lookup_inventory', 'ok', '2026-07-28'],
  ]);
});

test('asks for one token and keeps it', async () => {
  const run = canary();
  for (let i = 0; i < 3; i++) await run();

  expect(issuer.granted).toEqual(['read']);
  expect(results()).toEqual([1, 1, 1]);
});

test.each([
  ['the sign-in refuses it', { clientSecret: 'wrong' }],
  ['the scope is not enough', { scope: 'write' }],
  ['the server is not there', { mcpUrl: 'http://127.0.0.1:1/mcp' }],
  ['something else answers', () => ({ mcpUrl: `${issuer.url}/.well-known/openid-configuration` })],
])('says so when %s, and asks for a new token the next time', async (_what, changed) => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const run = canary(typeof changed === 'function' ? changed() : changed);
  await run();
  await run();

  expect(results()).toEqual([0, 0]);
  expect(issuer.granted).toHaveLength('clientSecret' in changed ? 0 : 2);
  await logger.flush();
  const output = stderr.mock.calls.join('');
  stderr.mockRestore();
  expect(output).toContain('The canary failed');
  expect(output).not.toContain('secret');
});

test('the function does not start without its variables, and names them', async () => {
  await expect(import('../lambda/handlers/canary.ts')).rejects.toThrow(/MCP_URL: .*CLIENT_SECRET: /s);
});
