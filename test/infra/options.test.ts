import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { readOptions } from '../../infra/config/context-options.ts';
import { stages } from '../../infra/config/stages.ts';

const read = (context: Record<string, string>) => readOptions(new App({ context }).node);

test('without options it is the dev stage with a user pool of its own', () => {
  expect(read({})).toEqual({
    stage: stages.dev,
    issuer: undefined,
    scopeMap: undefined,
    accessPolicy: undefined,
    groupClaims: undefined,
    domain: undefined,
    alarmEmail: undefined,
    slackWebhookSecret: undefined,
    callbackUrls: [],
    clientRegistration: undefined,
    clientDocuments: [],
    federation: undefined,
    machineClient: false,
    mountedServers: false,
    mountedServerSecrets: [],
    region: undefined,
    customerKey: false,
    emailFrom: undefined,
    noticeEmails: [],
    noticeTitles: false,
    noticeWebhookSecrets: [],
    guardedRollout: true,
    codeCache: 'off',
  });
});

test('each option is read', () => {
  const options = read({
    stage: 'prod',
    issuer: 'https://login.example.com/',
    jwksUri: 'https://login.example.com/keys',
    audience: 'ops',
    clientIds: 'a,b',
    scopePrefix: 'ops:',
    publicClientId: 'app',
    clientRegistration: 'documents',
    scopeMap: '{"groups":{"staff":["read"]}}',
    canaryClientId: 'canary',
    canarySecret: 'ops/canary',
    domain: 'mcp.example.com',
    hostedZoneId: 'Z1',
    hostedZoneName: 'example.com',
    alarmEmail: 'oncall@example.com',
    slackWebhookSecret: 'ops/slack',
    callbackUrls: 'https://chatgpt.com/a, https://chatgpt.com/b',
    machineClient: 'true',
    mountedServers: 'true',
    mountedServerSecrets: 'ops/hr, ops/fin',
    auditLock: 'compliance',
    readOnly: 'true',
    groupClaims: 'roles,realm_access.roles',
    limits: '{"create_ticket":5,"caller":200}',
    accessPolicy: fileWith({ rules: [{ id: 'r', effect: 'deny', tools: ['create_ticket'] }] }),
    region: 'ap-northeast-2',
    customerKey: 'true',
    guardedRollout: 'false',
    codeCache: 'image',
  });

  expect(options).toEqual({
    stage: {
      ...stages.prod,
      readOnly: true,
      limits: { create_ticket: 5, caller: 200 },
      audit: { retentionDays: 365, lock: 'compliance' },
    },
    groupClaims: 'roles,realm_access.roles',
    issuer: {
      url: 'https://login.example.com/',
      jwksUri: 'https://login.example.com/keys',
      audience: 'ops',
      clientIds: 'a,b',
      scopePrefix: 'ops:',
      publicClientId: 'app',
      clientRegistration: 'documents',
      canary: { clientId: 'canary', secretName: 'ops/canary' },
    },
    scopeMap: '{"groups":{"staff":["read"]}}',
    accessPolicy: '{"rules":[{"id":"r","effect":"deny","tools":["create_ticket"]}]}',
    domain: {
      name: 'mcp.example.com',
      certificateArn: undefined,
      hostedZone: { id: 'Z1', name: 'example.com' },
    },
    alarmEmail: 'oncall@example.com',
    slackWebhookSecret: 'ops/slack',
    callbackUrls: ['https://chatgpt.com/a', 'https://chatgpt.com/b'],
    clientRegistration: 'documents',
    clientDocuments: [],
    federation: undefined,
    machineClient: true,
    mountedServers: true,
    mountedServerSecrets: ['ops/hr', 'ops/fin'],
    region: 'ap-northeast-2',
    customerKey: true,
    emailFrom: undefined,
    noticeEmails: [],
    noticeTitles: false,
    noticeWebhookSecrets: [],
    guardedRollout: false,
    codeCache: 'image',
  });
});

test.each([
  [{ stage: 'production' }, /-c stage: expected dev, small, staging or prod/],
  [{ issuer: 'http://login.example.com' }, /-c issuer: expected an https:\/\/ URL/],
  [{ jwksUri: 'https://login.example.com/keys' }, /add -c issuer=/],
  [{ canaryClientId: 'canary', canarySecret: 'ops/canary' }, /add -c issuer=/],
  [{ issuer: 'https://login.example.com', canaryClientId: 'canary' }, /canarySecret belong together/],
  [{ domain: 'https://mcp.example.com' }, /-c domain: expected a name such as mcp\.example\.com/],
  [{ domain: 'mcp.example.com' }, /-c domain needs -c certificateArn=.* or both -c hostedZoneId/],
  [{ domain: 'mcp.example.com', hostedZoneId: 'Z1' }, /both -c hostedZoneId=.* and -c hostedZoneName/],
  [{ stage: 'small' }, /-c alarmEmail: small needs a recipient/],
  [{ stage: 'prod' }, /-c alarmEmail: prod needs a recipient for its alarms; add -c alarmEmail=/],
  [{ alarmEmail: 'oncall' }, /-c alarmEmail: expected an e-mail address/],
  [
    { slackWebhookSecret: 'https://hooks.slack.com/services/T/B/x' },
    /-c slackWebhookSecret: .* not its value/,
  ],
  [{ auditLock: 'forever' }, /-c auditLock: expected governance or compliance/],
  [{ region: 'Seoul' }, /-c region: expected a region such as ap-northeast-2/],
  [{ codeCache: 'yes' }, /-c codeCache: expected off, image or host/],
  [{ publicClientId: 'app' }, /publicClientId.* describe an existing issuer: add -c issuer=/],
  [{ clientRegistration: 'closed' }, /-c clientRegistration: expected none, documents or open/],
  [{ clientDocuments: 'http://apps.example.com/app.json' }, /-c clientDocuments: expected the https:/],
  [{ clientDocuments: 'https://*.example.com/app.json' }, /-c clientDocuments: expected the https:/],
  [{ clientDocuments: 'https://apps.example.com' }, /-c clientDocuments: .* each with a path/],
  [
    { issuer: 'https://login.example.com', clientDocuments: 'https://apps.example.com/app.json' },
    /-c clientDocuments is for the own user pool/,
  ],
  [{ federation: 'okta' }, /-c federation: .*expected "type":"saml" or "type":"oidc"/],
  [{ federation: '{"type":"saml","name":"Okta"}' }, /-c federation: metadataUrl: expected an https:/],
  [
    { federation: '{"type":"saml","name":"x","metadataUrl":"https://a.example/x"}' },
    /-c federation: name: expected 3 to 32 letters/,
  ],
  [
    {
      federation:
        '{"type":"saml","name":"Okta","metadataUrl":"https://a.example/x","scopesByGroup":{"a":["root"]}}',
    },
    /-c federation: scopesByGroup: a: 0: Invalid option/,
  ],
  [
    { federation: '{"type":"saml","name":"Okta","metadataUrl":"https://a.example/x","groups":"roles"}' },
    /-c federation: Unrecognized key: "groups"/,
  ],
  [
    {
      federation:
        '{"type":"oidc","name":"Okta","issuer":"https://a.example","clientId":"x","secretName":"!"}',
    },
    /-c federation: secretName: expected the name of a secret/,
  ],
  [{ issuer: 'https://login.example.com', federation: '{}' }, /-c federation is for the own user pool/],
  [
    {
      federation:
        '{"type":"oidc","name":"Google","issuer":"https://accounts.google.com","clientId":"x","secretName":"ops/x"}',
    },
    /-c federation: this issuer lets in people of any company: give scopesByGroup/,
  ],
  [{ customerKey: 'mine' }, /-c customerKey: expected true or false/],
  [{ emailFrom: 'ops' }, /-c emailFrom: expected an e-mail address/],
  [{ emailFrom: 'ops@example.com' }, /-c emailFrom needs -c region=/],
  [
    { emailFrom: 'ops@example.com', issuer: 'https://login.example.com' },
    /-c emailFrom is for the own user pool/,
  ],
  [{ machineClient: 'maybe' }, /-c machineClient: expected true or false/],
  [{ mountedServerSecrets: 'hunter2!' }, /-c mountedServerSecrets: expected the name of a secret/],
])('%j is refused with a sentence that names the option', (context, sentence) => {
  expect(() => read(context as Record<string, string>)).toThrow(sentence);
});

test.each([
  [{ issuer: 'https://accounts.google.com' }, /federate it/],
  [{ issuer: 'https://ops.okta.com' }, /oauth2\/default/],
  [{ scopeMap: 'groups' }, /-c scopeMap: expected JSON/],
  [{ scopeMap: '{"groups":{"staff":["reed"]}}' }, /no scope "reed"/],
])('an issuer or a scope map that can never work is refused at synthesis: %j', (context, reason) => {
  expect(() => read(context as Record<string, string>)).toThrow(reason);
});

const denial = { id: 'r', effect: 'deny', tools: ['create_ticket'] };

test.each([
  [
    { rules: [{ ...denial, tools: ['create_tickets'] }] },
    /ACCESS_POLICY: rules\[0\].tools\[0\]: there is no such name/,
  ],
  [{ rules: [{ ...denial, groups: [] }] }, /ACCESS_POLICY: rules\[0\].groups: expected at least one name/],
  [
    { rules: Array.from({ length: 60 }, (_, at) => ({ ...denial, id: `r${at}` })) },
    /-c accessPolicy: the policy has \d+ bytes, .* room for 2000/,
  ],
])('an access policy that the server would not start with is refused at synthesis', (policy, reason) => {
  expect(() => read({ accessPolicy: fileWith(policy) })).toThrow(reason);
});

test('an access policy is a file that is there', () => {
  expect(() => read({ accessPolicy: '/no/such/file' })).toThrow('-c accessPolicy: there is no file');
});

function fileWith(policy: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'ops-assistant-')), 'access-policy.json');
  writeFileSync(file, JSON.stringify(policy, undefined, 2));
  return file;
}
