import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTokenVerifier } from '../../lambda/auth/verify-token.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import { createCanary } from '../../lambda/handlers/run-canary.ts';
import { only, resolve, synthesize } from '../infra/synthesize.ts';
import { withoutLimits } from '../support/app.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { type RunningServer, startServer } from '../support/server.ts';

// Every tenant of Auth0 is an issuer whose name ends in a slash; Keycloak's and Entra's have a path.
const names = (url: string) => [url, `${url}/`, `${url}/realms/ops`, `${url}/tenant/v2.0/`];
const audience = 'https://ops.example.com/mcp';

let keys: Issuer;
beforeAll(async () => {
  keys = await startIssuer(() => audience);
});
afterAll(() => keys[Symbol.asyncDispose]());

test('a token counts for exactly the issuer that is configured', async () => {
  for (const configured of names(keys.url)) {
    const verifier = createTokenVerifier({
      issuers: [configured],
      audiences: [audience],
      clientIds: [],
      jwksUri: undefined,
      scopePrefix: '',
    });
    for (const iss of names(keys.url)) {
      const outcome = verifier.verify(`Bearer ${await keys.token({ iss })}`).then(
        ({ subject }) => subject,
        ({ message }: Error) => message,
      );
      expect(await outcome, `${configured} ${iss}`).toBe(
        iss === configured ? 'alice' : 'The token is from an issuer that is not trusted here.',
      );
    }
  }
});

describe('through the front door', () => {
  let server: RunningServer;
  afterAll(() => server.stop());

  test('clients are sent to the issuer by its own name, and its tokens are accepted', async () => {
    const issuer = `${keys.url}/`;
    server = await startServer({ ...withoutLimits, OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience });

    const metadata = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', server.url));
    const { status } = await fetch(server.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await keys.token({ iss: issuer })}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });

    expect(await metadata.json()).toMatchObject({ authorization_servers: [issuer] });
    expect(status).toBe(200);
  });
});

test('the stack hands the name on as it is', () => {
  const issuer = 'https://tenant.eu.auth0.com/';
  const template = synthesize({
    stage: 'prod',
    issuer,
    audience: 'https://ops.example.com/mcp',
    canaryClientId: 'canary',
    canarySecret: 'ops/canary',
  });
  const variablesOf = (prefix: string) =>
    (
      resolve(only(template, 'AWS::Lambda::Function', prefix).Properties) as {
        Environment: { Variables: Record<string, string> };
      }
    ).Environment.Variables;

  expect(readConfig(variablesOf('ServerFunction')).issuers).toEqual([issuer]);
  expect(readConfig(variablesOf('AuthorizerFunction')).issuers).toEqual([issuer]);
  expect(variablesOf('MonitoringCanaryFunction')).toMatchObject({
    ISSUER: issuer,
    AUDIENCE: 'https://ops.example.com/mcp',
  });
  const documents = JSON.stringify(resolve(template.findResources('AWS::ApiGateway::Method')));
  expect(documents).toContain(JSON.stringify(`"authorization_servers":["${issuer}"]`).slice(1, -1));
});

test('the canary finds the issuer’s document below the name, and asks for the audience', async () => {
  const requests: string[] = [];
  const issuer = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { port } = issuer.address() as AddressInfo;
    if (request.method === 'GET') {
      return void response.end(JSON.stringify({ token_endpoint: `http://127.0.0.1:${port}/oauth/token` }));
    }
    request.on('data', (chunk) => requests.push(String(chunk)));
    request.on('end', () => response.writeHead(403).end());
  });
  await once(issuer.listen(0, '127.0.0.1'), 'listening');
  const config = {
    mcpUrl: 'http://127.0.0.1:9/mcp',
    issuer: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/`,
    clientId: 'canary',
    clientSecret: 'secret',
    audience,
    scope: 'read',
  };

  await createCanary(config, { metrics: { emit: () => {} }, logger: { error: () => {} } })();
  issuer.closeAllConnections();
  issuer.close();

  expect(requests).toEqual([
    'GET /.well-known/openid-configuration',
    'POST /oauth/token',
    `grant_type=client_credentials&scope=read&audience=${encodeURIComponent(audience)}`,
  ]);
});
