import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityProviderOf } from '../../lambda/auth/identity-providers.ts';
import { createTokenVerifier, InvalidToken } from '../../lambda/auth/verify-token.ts';
import { ConfigError } from '../../lambda/config/config-error.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import { post } from '../support/clients.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { shapes } from './token-shapes.ts';

let keys: Issuer;
beforeAll(async () => {
  keys = await startIssuer(() => 'replaced');
});
afterAll(() => keys[Symbol.asyncDispose]());

/** What startIssuer writes by itself is taken away: a shape says all of its claims. */
const withoutOwnClaims = { aud: undefined, client_id: undefined, scope: undefined };

const secrets = { SIGNING_SECRETS: '-'.repeat(32) };

describe.each(shapes)('$provider', ({ issuer, audience, jwksUri, config = {}, good, bad }) => {
  const verify = async (claims: object, header: object = {}) => {
    const read = readConfig({
      ...secrets,
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: audience,
      OIDC_JWKS_URI: keys.jwksUri,
      OIDC_CLIENT_IDS: config.clientIds?.join(),
      SCOPE_PREFIX: config.scopePrefix,
      SCOPE_MAP: config.scopeMap,
    });
    const token = await keys.token(
      { iss: issuer, ...withoutOwnClaims, ...claims },
      { typ: 'JWT', ...header },
    );
    return createTokenVerifier(read).verify(`Bearer ${token}`);
  };

  test('has its keys where the provider says', () => {
    const found = identityProviderOf(issuer)?.jwksUri?.(issuer);
    expect(found ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`).toBe(jwksUri);
  });

  test.each(good)('accepts %s', async (_, claims, { scopes, clientId }) => {
    const caller = await verify(claims);

    expect([...caller.scopes].join(' ')).toBe(scopes);
    expect(caller.clientId).toBe(clientId);
  });

  test.each(bad.map(([name, claims, header]) => ({ name, claims, header })))(
    'refuses $name',
    async ({ claims, header }) => {
      await expect(verify({ scope: 'read', ...claims }, header)).rejects.toBeInstanceOf(InvalidToken);
    },
  );
});

test.each([
  ['https://accounts.google.com', /federate it/],
  ['https://login.microsoftonline.com/common/v2.0', /TENANT_ID/],
  ['https://login.microsoftonline.com/organizations/v2.0', /TENANT_ID/],
  ['https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0', /TENANT_ID/],
  ['https://ops.okta.com', /oauth2\/default/],
  ['https://ops.auth0.com', /ends with a slash/],
  ['https://ops.auth.eu-north-1.amazoncognito.com', /cognito-idp/],
])('the issuer %s is refused at the start, with the one to configure', (issuer, advice) => {
  const config = readConfig({ ...secrets, OIDC_ISSUER: issuer });

  expect(() => createTokenVerifier(config)).toThrow(ConfigError);
  expect(() => createTokenVerifier(config)).toThrow(advice);
});

test.each([
  ['groups', /expected JSON/],
  ['[]', /expected JSON/],
  ['{"groups":["read"]}', /expected JSON/],
  ['{"groups":{"staff":"read"}}', /expected JSON/],
  ['{"groups":{"staff":[]}}', /expected JSON/],
  ['{"groups":{"staff":["reed"]}}', /no scope "reed"/],
])('SCOPE_MAP=%s is refused at the start', (SCOPE_MAP, reason) => {
  const start = () =>
    createTokenVerifier(readConfig({ ...secrets, OIDC_ISSUER: 'https://login.example.com', SCOPE_MAP }));

  expect(start).toThrow(ConfigError);
  expect(start).toThrow(reason);
});

describe('through the front door', () => {
  let server: RunningServer;
  afterAll(() => server.stop());

  test.each([
    ['2026-07-28', true],
    ['2025', false],
  ])('a role brings the scope to write, and its lack is refused (%s)', async (_, modern) => {
    const issuer = 'https://sso.example.com/realms/ops';
    server ??= await startServer({
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: 'ops',
      OIDC_JWKS_URI: keys.jwksUri,
      SCOPE_MAP: '{"realm_access.roles":{"ops-staff":["read","write"]}}',
    });
    const call = async (roles: string[]) => {
      const token = await keys.token({ iss: issuer, aud: 'ops', scope: 'openid', realm_access: { roles } });
      const ticket = { title: 'From a role', body: 'Filed by somebody of the staff.', confirm: true };
      return post(server.url, 'tools/call', { name: 'create_ticket', arguments: ticket }, { token, modern });
    };

    const member = await call(['ops-staff']);
    const stranger = await call(['ops-guests']);

    expect(member.body.result.structuredContent).toMatchObject({
      status: expect.stringMatching(/created|duplicate/),
    });
    expect(stranger.body.result?.structuredContent).toBeUndefined();
    expect(JSON.stringify(stranger.body)).toContain('write');
    const outcomes = (await server.auditRecords()).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(expect.arrayContaining(['ok', 'denied']));
  });
});
