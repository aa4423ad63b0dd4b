import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { type App, createApp } from '../../lambda/app.ts';
import type { Caller } from '../../lambda/auth/caller.ts';
import { allScopes } from '../../lambda/auth/scopes.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import type { HttpRequest, HttpResponse } from '../../lambda/http/messages.ts';
import type { ServerFeatures } from '../../lambda/mcp/definitions/server-features.ts';
import type { AuditRecord } from '../../lambda/observability/audit-log.ts';
import { registry } from '../../lambda/registry.ts';
import { createServices, type Services } from '../../lambda/services/services.ts';
import { seedOnce } from '../../scripts/dev/seed.ts';
import { mintToken, type TokenRequest } from '../../scripts/local/mint-token.ts';
import { tokenAudience, tokenIssuer } from '../../scripts/local/settings.ts';
import { loadSigningKeys } from '../../scripts/local/signing-keys.ts';
import { patientMs, startTable, type TestTable } from './table.ts';

/** The app in this process, on the sample data: everything but the gateway is real, the issuer's keys too. */
export interface TestApp extends AsyncDisposable {
  readonly app: App;
  readonly services: Services;
  readonly table: TestTable;
  token(request?: Partial<TokenRequest>): Promise<string>;
  caller(token: string): Promise<Caller>;
  /** All that the app wrote to stdout so far. */
  output(): string;
  /** What it wrote there about its requests, in order. */
  auditRecords(): AuditRecord[];
}

/** While it runs, this process's stdout is kept from the test report: it is where the app writes its records. */
export async function startApp(env: Record<string, string> = {}, offered?: ServerFeatures): Promise<TestApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  const keys = await loadSigningKeys(dataDir);
  const jwks = createServer((_, response) => response.end(JSON.stringify(keys.publicJwks)));
  await once(jwks.listen(0, '127.0.0.1'), 'listening');
  const table = await startTable();

  const services = createServices(
    readConfig({
      DYNAMODB_ENDPOINT: table.endpoint,
      DYNAMODB_TIMEOUT_MS: String(patientMs),
      TABLE_NAME: table.tableName,
      OIDC_ISSUER: tokenIssuer,
      OIDC_AUDIENCE: tokenAudience,
      OIDC_JWKS_URI: `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/jwks`,
      SIGNING_SECRETS: keys.stateKeys.join(),
      ...env,
    }),
  );
  await seedOnce(services.config);
  let output = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += text;
    return true;
  });

  return {
    app: createApp(services, offered),
    services,
    table,
    token: (request = {}) =>
      mintToken(keys, {
        subject: 'alice',
        scope: allScopes.join(' '),
        audience: tokenAudience,
        issuer: tokenIssuer,
        expiresInSeconds: 600,
        clientId: 'test',
        ...request,
      }),
    caller: (token) => services.tokens.verify(`Bearer ${token}`),
    output: () => output,
    auditRecords: () =>
      output
        .split('\n')
        .filter((line) => line.startsWith('{"audit":true'))
        .map((line) => JSON.parse(line)),
    async [Symbol.asyncDispose]() {
      stdout.mockRestore();
      await table[Symbol.asyncDispose]();
      jwks.closeAllConnections();
      jwks.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** For tests that make more calls than a person does in a minute. */
export const withoutLimits = Object.fromEntries(
  ['caller', ...registry.tools.map(({ name }) => name)].map((subject) => [
    `LIMIT_${subject.toUpperCase()}_PER_MINUTE`,
    '100000',
  ]),
);

/** A POST to the MCP endpoint as a sound client sends it, but for what `given` changes; `undefined` leaves a header out. */
export function postOf(
  body: unknown,
  headers: Readonly<Record<string, string | undefined>> = {},
  overrides: Partial<HttpRequest> = {},
): HttpRequest {
  return {
    requestId: randomUUID(),
    method: 'POST',
    path: '/mcp',
    query: {},
    headers: {
      'content-type': 'application/json',
      // Many tests write Korean and read English.
      'accept-language': 'en',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...overrides,
  };
}

export interface Answer {
  readonly id?: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { code: number; message: string; data?: Record<string, unknown> };
}

export function answerOf({ body }: Pick<HttpResponse, 'body'>): Answer {
  return body === '' ? {} : JSON.parse(body);
}
