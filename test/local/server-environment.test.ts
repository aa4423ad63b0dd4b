import { expect, test } from 'vitest';
import { readConfig } from '../../lambda/config/read-config.ts';
import { checkEnvironment, serverEnvironment } from '../../scripts/dev/server-environment.ts';
import { readLocalSettings } from '../../scripts/local/settings.ts';

const signingSecrets = ['a secret of at least 32 characters'];
const dynamodbEndpoint = 'http://127.0.0.1:4500';

/** The configuration that the handler of a local run comes to have. */
function configOf(env: Record<string, string>) {
  return readConfig(serverEnvironment(env, readLocalSettings(env), { signingSecrets, dynamodbEndpoint }));
}

test('without any variable it listens on loopback only and signs people in itself', () => {
  expect(readLocalSettings({})).toMatchObject({ port: 3000, host: '127.0.0.1', ownIssuer: true });
  expect(configOf({})).toMatchObject({
    stage: 'local',
    mcpUrl: 'http://127.0.0.1:3000/mcp',
    issuers: ['http://127.0.0.1:3000', 'http://127.0.0.1/ops-assistant'],
    jwksUri: 'http://127.0.0.1:3000/oauth/jwks',
    audiences: ['http://127.0.0.1:3000/mcp', 'http://127.0.0.1/mcp'],
    allowedHosts: expect.arrayContaining(['127.0.0.1', 'localhost', '[::1]']),
    dynamodbEndpoint,
    signingSecrets,
  });
});

test('an empty variable is one that is not set', () => {
  expect(() =>
    checkEnvironment({ PORT: '', HOST: '', PUBLIC_URL: '', OIDC_ISSUER: '', STAGE: '' }),
  ).not.toThrow();
});

test('what the person set comes before what suits a laptop', () => {
  const set = {
    ALLOWED_ORIGINS: 'https://inspector.example',
    ALLOWED_HOSTS: 'ops.example',
    SIGNING_SECRETS: 'another secret of at least 32 characters',
    AUDIT_FILE: '/tmp/audit.jsonl',
    OIDC_AUDIENCE: 'ops',
  };

  expect(configOf(set)).toMatchObject({
    allowedOrigins: [set.ALLOWED_ORIGINS],
    allowedHosts: [set.ALLOWED_HOSTS],
    signingSecrets: [set.SIGNING_SECRETS],
    auditFile: set.AUDIT_FILE,
    audiences: ['ops'],
  });
});

test('behind a reverse proxy clients get PUBLIC_URL, and the keys still come from this machine', () => {
  expect(configOf({ PUBLIC_URL: 'https://ops.example/assistant/mcp', PORT: '4000' })).toMatchObject({
    mcpUrl: 'https://ops.example/assistant/mcp',
    issuers: ['https://ops.example/assistant', expect.any(String)],
    jwksUri: 'http://127.0.0.1:4000/oauth/jwks',
    allowedHosts: expect.arrayContaining(['ops.example', '127.0.0.1']),
  });
});

test('with another issuer nothing of our own sign-in is left', () => {
  const OIDC_ISSUER = 'https://issuer.example';

  expect(configOf({ OIDC_ISSUER })).toMatchObject({
    issuers: [OIDC_ISSUER],
    jwksUri: undefined,
    audiences: ['http://127.0.0.1:3000/mcp'],
  });
});

test.each([
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::', 'http://127.0.0.1:3000'],
  ['::1', 'http://[::1]:3000'],
  ['localhost', 'http://localhost:3000'],
])('on HOST=%s this machine reaches it at %s', (HOST, localOrigin) => {
  expect(readLocalSettings({ HOST, OIDC_ISSUER: 'https://issuer.example' })).toMatchObject({ localOrigin });
});

const port = 'PORT: expected a port number from 1 to 65535, or 0 for any that is free';
const loopbackOnly = 'expected an https:// URL (http:// on loopback only)';

test.each([
  [{ PORT: 'abc' }, port],
  [{ PORT: '-1' }, port],
  [{ PORT: '65536' }, port],
  [{ PORT: '3e3' }, port],
  [{ PORT: '80.5' }, port],
  [{ OIDC_ISSUER: 'nonsense' }, `OIDC_ISSUER: ${loopbackOnly}`],
  [{ OIDC_ISSUER: 'http://issuer.example' }, `OIDC_ISSUER: ${loopbackOnly}`],
  [{ OIDC_ISSUER: 'http://127.0.0.1.evil.example' }, `OIDC_ISSUER: ${loopbackOnly}`],
  [
    { OIDC_ISSUER: 'https://issuer.example', OIDC_JWKS_URI: 'http://issuer.example/jwks' },
    `OIDC_JWKS_URI: ${loopbackOnly}`,
  ],
  [
    { OIDC_JWKS_URI: 'https://issuer.example/jwks' },
    'OIDC_JWKS_URI: is for tokens of another issuer; set OIDC_ISSUER as well',
  ],
  [{ STAGE: 'Prod!' }, 'STAGE: expected a short lower-case name'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: expected DEBUG, INFO, WARN or ERROR'],
  [{ PUBLIC_URL: 'ops.example.com' }, `PUBLIC_URL: ${loopbackOnly}`],
  [{ PUBLIC_URL: 'http://ops.example.com' }, `PUBLIC_URL: ${loopbackOnly}`],
  [{ TABLE_NAME: 'a b' }, 'TABLE_NAME: expected a DynamoDB table name'],
  [{ DYNAMODB_ENDPOINT: 'localhost:8000' }, 'DYNAMODB_ENDPOINT: expected an http:// or https:// URL'],
  [{ SIGNING_SECRETS: 'short' }, 'SIGNING_SECRETS: expected secrets of at least 32 characters'],
  [{ LIMIT_CALLER_PER_MINUTE: '0' }, 'LIMIT_CALLER_PER_MINUTE: expected a whole number from 1 to 100000'],
  [
    { HOST: '0.0.0.0' },
    'HOST: the local sign-in asks for no password, so it stays on loopback; set OIDC_ISSUER to listen on 0.0.0.0',
  ],
  [
    { HOST: '127.evil.example' },
    'HOST: the local sign-in asks for no password, so it stays on loopback; set OIDC_ISSUER to listen on 127.evil.example',
  ],
])('%j is refused in a sentence that names the variable', (env, sentence) => {
  expect(() => checkEnvironment(env as Record<string, string>)).toThrow(
    expect.objectContaining({ message: sentence }),
  );
});

test('a limit of something that there is not stops the start, by its name', () => {
  expect(() => checkEnvironment({ LIMIT_CREATE_TIKET_PER_MINUTE: '5' })).toThrow(
    /^LIMIT_CREATE_TIKET_PER_MINUTE: there is no such limit; the known ones are: caller, lookup_inventory, /,
  );
});
