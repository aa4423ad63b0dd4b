import { expect, test } from 'vitest';
import { readConfig } from '../../lambda/config/read-config.ts';
import { checkEnvironment } from '../../scripts/dev/server-environment.ts';

const sound = { SIGNING_SECRETS: 'x'.repeat(32), OIDC_ISSUER: 'https://login.example.com' };

test.each([
  ['LIMIT_CREATE_TICKET_PER_MIN', 'LIMIT_<TOOL>_PER_MINUTE'],
  ['LIMIT_CREATE_TICKET', 'LIMIT_<TOOL>_PER_MINUTE'],
  ['LIMIT_CALLER_PER_HOUR', 'LIMIT_CALLER_PER_MINUTE'],
  ['OIDC_ISSUER_URL', 'OIDC_ISSUER'],
  ['OIDC_AUDIENCES', 'OIDC_AUDIENCE'],
  ['OIDC_JWKS_URL', 'OIDC_JWKS_URI'],
  ['SCOPES_PREFIX', 'SCOPE_PREFIX'],
  ['SIGNING_SECRET', 'SIGNING_SECRETS'],
  ['ALLOWED_ORIGIN', 'ALLOWED_ORIGINS'],
  ['ALLOWED_HOST', 'ALLOWED_HOSTS'],
  ['DYNAMODB_ENDPOINTS', 'DYNAMODB_ENDPOINT'],
  ['TABLE_NAMES', 'TABLE_NAME'],
  ['PUBLIC_URLS', 'PUBLIC_URL'],
  ['AUDIT_FILES', 'AUDIT_FILE'],
  ['AUDIT_LOG_FILE', 'AUDIT_FILE'],
  ['DATADIR', 'DATA_DIR'],
  ['LIMITS_CALLER_PER_MINUTE', 'LIMIT_CALLER_PER_MINUTE'],
  ['RATE_LIMIT_CALLER', 'LIMIT_<TOOL>_PER_MINUTE'],
  ['CREATE_TICKET_PER_MINUTE', 'LIMIT_<TOOL>_PER_MINUTE'],
  ['REQUEST_DEADLINE', 'REQUEST_DEADLINE_MS'],
  ['MAX_BODY_SIZE', 'MAX_BODY_BYTES'],
  ['LOW_STOCK', 'LOW_STOCK_BELOW'],
  ['DYNAMODB_URL', 'DYNAMODB_'],
  ['oidc_issuer', 'OIDC_ISSUER'],
  ['create_ticket_per_minute', 'LIMIT_<TOOL>_PER_MINUTE'],
  ['READ_ONLY_MODE', 'READ_ONLY'],
  ['ACCESS_POLICIES', 'ACCESS_POLICY'],
  ['ACCESS_POLICY_FILE', 'ACCESS_POLICY'],
  ['AUTH_ISSUER', 'OIDC_ISSUER'],
  ['AUTH_AUDIENCE', 'OIDC_AUDIENCE'],
  ['JWT_JWKS_URI', 'OIDC_JWKS_URI'],
  ['CORS_ALLOWED_ORIGINS', 'ALLOWED_ORIGINS'],
  ['NOTICE_URL', 'NOTICE_'],
  ['OPS_READ_ONLY', 'READ_ONLY'],
  ['OPS_LOG_LEVEL', 'LOG_LEVEL'],
  ['OPS_TABLE_NAME', 'TABLE_NAME'],
  ['OPS_ASSISTANT_OIDC_ISSUER', 'OIDC_ISSUER'],
  ['OPS_LIMIT_CALLER_PER_MINUTE', 'LIMIT_<TOOL>_PER_MINUTE'],
])('%s stops the start and names %s, on a laptop as elsewhere', (name, nearest) => {
  const message = new RegExp(`^${name}: there is no such variable; the nearest is .*${nearest}`, 'm');

  expect(() => readConfig({ ...sound, [name]: '5' })).toThrow(message);
  expect(() => checkEnvironment({ [name]: '5' })).toThrow(message);
});

test.each([
  ['ALLOWED_ORIGINS', '*'],
  ['ALLOWED_ORIGINS', 'a.example'],
  ['ALLOWED_ORIGINS', 'https://a.example/'],
  ['ALLOWED_ORIGINS', 'https://a.example https://b.example'],
  ['ALLOWED_HOSTS', '*'],
  ['ALLOWED_HOSTS', 'https://a.example'],
  ['ALLOWED_HOSTS', 'a.example:443'],
  ['OIDC_AUDIENCE', ','],
  ['MAX_BODY_BYTES', '1MB'],
  ['MAX_BODY_BYTES', '0x4000'],
  ['REQUEST_DEADLINE_MS', '1e4'],
  ['LIMIT_CREATE_TICKET_PER_MINUTE', '1e3'],
  ['LIMIT_CALLER_PER_MINUTE', '+5'],
  ['PUBLIC_URL', 'https://name:word@ops.example.com'],
  ['PUBLIC_URL', 'https://ops.example.com?a=1'],
  ['OIDC_ISSUER', 'https://login.example.com?a=1'],
  ['OIDC_ISSUER', 'https://login.example.com#a'],
  ['DYNAMODB_ENDPOINT', 'localhost:8000'],
])('%s=%s stops the start by name', (name, value) => {
  expect(() => readConfig({ ...sound, [name]: value })).toThrow(
    new RegExp(`^${name}: expected|^${name}: Invalid`, 'm'),
  );
});

test('what other programs set is no matter of ours', () => {
  const env = {
    HOSTNAME: 'a',
    PATH: '/bin',
    AWS_REGIONS: 'x',
    OTEL_EXPORTER_OTLP_TIMEOUT: '1',
    LOG: 'x',
    STAGES: '3',
    npm_config: 'x',
    OIDC_SERVICE_HOST: '10.0.0.1',
    DYNAMODB_PORT_8000_TCP_ADDR: '10.0.0.2',
    OPS_ASSISTANT_SERVICE_HOST: '10.0.0.3',
    OPS_ASSISTANT_PORT: 'tcp://10.0.0.3:3000',
    OPS_ASSISTANT_PORT_3000_TCP: 'tcp://10.0.0.3:3000',
    OPS_TEAM: 'platform',
    AUTH_TOKEN: 'x',
  };

  expect(() => readConfig({ ...sound, ...env })).not.toThrow();
});

test('sound values are taken', () => {
  const { allowedOrigins, allowedHosts, audiences } = readConfig({
    ...sound,
    ALLOWED_ORIGINS: 'https://a.example,http://localhost:*,http://[::1]:3000',
    ALLOWED_HOSTS: 'a.example,127.0.0.1,[::1]',
    OIDC_AUDIENCE: 'one,two',
  });

  expect([allowedOrigins.length, allowedHosts.length, audiences.length]).toEqual([3, 3, 2]);
});
