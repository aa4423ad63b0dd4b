import { expect, test } from 'vitest';
import { clientRegistrationIn } from '../../lambda/auth/client-registration.ts';
import { setUps } from '../../lambda/landing-page/client-setup.ts';
import { clientIdFor, type HostId } from '../../lambda/landing-page/known-hosts.ts';

const cognito = { authorization_endpoint: 'https://ops.auth.eu-north-1.amazoncognito.com/oauth2/authorize' };
const documents = { client_id_metadata_document_supported: true };
const register = { registration_endpoint: 'https://login.example/register' };
const namesIssuer = { authorization_response_iss_parameter_supported: true };
const okta = {
  issuer: 'https://ops.okta.com/oauth2/default',
  registration_endpoint: 'https://ops.okta.com/oauth2/v1/clients',
};

const lineFor = (host: HostId, metadata: object) => {
  const registration = { ...clientRegistrationIn({ ...metadata }), publicClientId: '4k2abc' };
  const clientId = clientIdFor(host, registration);
  return host === 'claude' || host === 'chatgpt' ? clientId : setUps[host]('https://x/mcp', { clientId });
};

test.each<[HostId, string, object]>([
  ['claude-code', 'an issuer that takes documents', documents],
  ['chatgpt', 'an issuer that takes documents', documents],
  ['cursor', 'an issuer that registers', register],
  ['claude', 'Cognito, which takes its document', { ...cognito, ...documents }],
  ['vs-code', 'Cognito, which takes its document', { ...cognito, ...documents }],
  ['cursor', 'Cognito that registers besides', { ...cognito, ...documents, ...register }],
  ['claude-code', 'Cognito that registers only', { ...cognito, ...register }],
  ['chatgpt', 'Cognito, once it names its issuer', { ...cognito, ...documents, ...namesIssuer }],
])('%s needs the URL alone at %s', (host, _, metadata) => {
  expect(String(lineFor(host, metadata))).not.toMatch(/4k2abc|NGsyYWJj/);
});

test.each<[HostId, string, object, RegExp]>([
  ['claude-code', 'an issuer that takes no unknown app', {}, / --client-id 4k2abc --callback-port 33419$/],
  ['vs-code', 'an issuer that takes no unknown app', {}, /"oauth":\{"clientId":"4k2abc"\}/],
  ['claude', 'an issuer that takes no unknown app', {}, /^4k2abc$/],
  ['windsurf', 'an issuer that takes no unknown app', {}, /mcp-remote.*client_id\\":\\"4k2abc/],
  ['goose', 'an issuer that takes no unknown app', {}, /mcp-remote .*client_id\\":\\"4k2abc/],
  ['claude-code', 'Cognito, which compares ports', { ...cognito, ...documents }, / --client-id 4k2abc /],
  ['claude-code', 'Cognito with both', { ...cognito, ...documents, ...register }, / --client-id 4k2abc /],
  ['codex', 'Cognito, which compares ports', { ...cognito, ...documents }, / --oauth-client-id 4k2abc$/],
  ['chatgpt', 'Cognito, which does not name its issuer', { ...cognito, ...documents }, /^4k2abc$/],
  ['vs-code', 'Okta, which registers for administrators only', okta, /"clientId":"4k2abc"/],
])('%s needs the client id at %s', (host, _, metadata, expected) => {
  expect(lineFor(host, metadata)).toMatch(expected);
});

test('Cursor’s link carries the client id', () => {
  const link = new URL(setUps.cursor('https://x/mcp', { clientId: '4k2abc' }));

  expect(JSON.parse(Buffer.from(link.searchParams.get('config')!, 'base64').toString())).toEqual({
    url: 'https://x/mcp',
    auth: { CLIENT_ID: '4k2abc' },
  });
});
