/** Access tokens as each provider writes them, in their parts that matter here, and others that must be refused. */
export interface ProviderShape {
  readonly provider: string;
  readonly issuer: string;
  readonly audience: string;
  /** Where the provider has its keys. */
  readonly jwksUri: string;
  readonly config?: {
    readonly clientIds?: readonly string[];
    readonly scopePrefix?: string;
    readonly scopeMap?: string;
  };
  readonly good: readonly GoodToken[];
  readonly bad: readonly BadToken[];
}

type Claims = Readonly<Record<string, unknown>>;
type BadToken = readonly [name: string, claims: Claims, header?: Claims];
type GoodToken = readonly [name: string, claims: Claims, expected: { scopes: string; clientId: string }];

const mcp = 'https://ops.example.com/mcp';
const tenant = '11111111-2222-3333-4444-555555555555';
const api = '99999999-8888-7777-6666-555555555555';
const staff = 'aaaaaaaa-0000-0000-0000-000000000001';

export const shapes: readonly ProviderShape[] = [
  {
    provider: 'Cognito',
    issuer: 'https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_AbCdEfGhI',
    audience: mcp,
    jwksUri: 'https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_AbCdEfGhI/.well-known/jwks.json',
    config: {
      clientIds: ['machine'],
      scopePrefix: `${mcp}/`,
      scopeMap: '{"cognito:groups":{"ops-admins":["admin"]}}',
    },
    good: [
      [
        'a person',
        { aud: mcp, token_use: 'access', client_id: 'app', scope: `${mcp}/read ${mcp}/write` },
        { scopes: 'read write', clientId: 'app' },
      ],
      [
        'a person of a mapped group',
        {
          aud: mcp,
          token_use: 'access',
          client_id: 'app',
          scope: `${mcp}/read`,
          'cognito:groups': ['ops-admins', 'eu-north-1_AbCdEfGhI_Corp'],
        },
        { scopes: 'read admin', clientId: 'app' },
      ],
      [
        'a program, whose token has no audience',
        { token_use: 'access', client_id: 'machine', scope: `${mcp}/read` },
        { scopes: 'read', clientId: 'machine' },
      ],
    ],
    bad: [
      ['an ID token', { aud: 'app', token_use: 'id', 'cognito:username': 'alice' }],
      ['an ID token for our audience', { aud: mcp, token_use: 'id' }],
      ['a program that is not listed', { token_use: 'access', client_id: 'stranger', scope: `${mcp}/read` }],
      [
        'another server’s audience',
        { aud: 'https://other.example/mcp', token_use: 'access', client_id: 'app' },
      ],
    ],
  },
  {
    provider: 'Auth0',
    issuer: 'https://ops.eu.auth0.com/',
    audience: mcp,
    jwksUri: 'https://ops.eu.auth0.com/.well-known/jwks.json',
    config: {
      scopeMap:
        '{"permissions":{"tickets:administer":["admin"]},"https://ops.example.com/roles":{"staff":["write"]}}',
    },
    good: [
      [
        'a person, with the audience of userinfo besides',
        { aud: [mcp, 'https://ops.eu.auth0.com/userinfo'], azp: 'app', scope: 'openid read write' },
        { scopes: 'read write', clientId: 'app' },
      ],
      [
        'permissions of role-based access control',
        { aud: mcp, azp: 'app', scope: 'read', permissions: ['tickets:administer', 'other'] },
        { scopes: 'read admin', clientId: 'app' },
      ],
      [
        'roles that an action adds under a namespace',
        { aud: mcp, azp: 'app', scope: 'read', 'https://ops.example.com/roles': ['staff'] },
        { scopes: 'read write', clientId: 'app' },
      ],
      [
        'a program',
        { aud: mcp, azp: 'machine', sub: 'machine@clients', gty: 'client-credentials', scope: 'read' },
        { scopes: 'read', clientId: 'machine' },
      ],
    ],
    bad: [
      [
        'the audience of userinfo alone',
        { aud: 'https://ops.eu.auth0.com/userinfo', azp: 'app', scope: 'openid' },
      ],
      [
        'the issuer without its slash',
        { iss: 'https://ops.eu.auth0.com', aud: mcp, azp: 'app', scope: 'read' },
      ],
      ['another tenant', { iss: 'https://evil.eu.auth0.com/', aud: mcp, azp: 'app', scope: 'read' }],
    ],
  },
  {
    provider: 'Entra ID',
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    audience: api,
    jwksUri: `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`,
    config: {
      // How clients ask for a scope; in tokens it stands without.
      scopePrefix: `api://${api}/`,
      scopeMap: `{"roles":{"Ops.Read":["read"],"Ops.Admin":["admin"]},"groups":{"${staff}":["write"]}}`,
    },
    good: [
      [
        'a person',
        { aud: api, azp: 'app', scp: 'read write', ver: '2.0', tid: tenant },
        { scopes: 'read write', clientId: 'app' },
      ],
      [
        'a person with an app role and a group',
        { aud: api, azp: 'app', scp: 'read', roles: ['Ops.Admin'], groups: [staff], tid: tenant },
        { scopes: 'read write admin', clientId: 'app' },
      ],
      [
        'a program, which has roles and no scopes',
        { aud: api, azp: 'machine', azpacr: '1', roles: ['Ops.Read'], tid: tenant },
        { scopes: 'read', clientId: 'machine' },
      ],
      [
        'groups that were too many to be listed',
        { aud: api, azp: 'app', scp: 'read', _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } },
        { scopes: 'read', clientId: 'app' },
      ],
    ],
    bad: [
      [
        'a token for Microsoft Graph',
        { aud: '00000003-0000-0000-c000-000000000000', azp: 'app', scp: 'User.Read' },
      ],
      [
        'a token of version 1',
        { iss: `https://sts.windows.net/${tenant}/`, aud: `api://${api}`, scp: 'read' },
      ],
      ['another tenant', { iss: `https://login.microsoftonline.com/${api}/v2.0`, aud: api, scp: 'read' }],
    ],
  },
  {
    provider: 'Entra ID, version 1',
    issuer: `https://sts.windows.net/${tenant}/`,
    audience: `api://${api}`,
    jwksUri: `https://login.microsoftonline.com/${tenant}/discovery/keys`,
    config: { scopePrefix: `api://${api}/` },
    good: [
      [
        'a person',
        { aud: `api://${api}`, appid: 'app', scp: 'read', ver: '1.0' },
        { scopes: 'read', clientId: 'app' },
      ],
    ],
    bad: [
      [
        'a token of version 2',
        { iss: `https://login.microsoftonline.com/${tenant}/v2.0`, aud: api, scp: 'read' },
      ],
    ],
  },
  {
    provider: 'Okta',
    issuer: 'https://ops.okta.com/oauth2/default',
    audience: 'api://default',
    jwksUri: 'https://ops.okta.com/oauth2/default/v1/keys',
    config: { scopeMap: '{"groups":{"Ops Admins":["read","write","admin"]}}' },
    good: [
      [
        'a person',
        { aud: 'api://default', cid: 'app', scp: ['openid', 'read', 'write'] },
        { scopes: 'read write', clientId: 'app' },
      ],
      [
        'a person of a group whose name has a space',
        { aud: 'api://default', cid: 'app', scp: ['openid'], groups: ['Everyone', 'Ops Admins'] },
        { scopes: 'read write admin', clientId: 'app' },
      ],
    ],
    bad: [
      ['the organization server', { iss: 'https://ops.okta.com', aud: 'https://ops.okta.com', cid: 'app' }],
      ['another authorization server', { iss: 'https://ops.okta.com/oauth2/aus123', aud: 'api://default' }],
      ['an ID token', { aud: 'app', at_hash: 'x', scp: ['read'] }],
    ],
  },
  {
    provider: 'Keycloak',
    issuer: 'https://sso.example.com/realms/ops',
    audience: mcp,
    jwksUri: 'https://sso.example.com/realms/ops/protocol/openid-connect/certs',
    config: {
      scopeMap:
        '{"realm_access.roles":{"ops-admin":["admin"]},"resource_access.ops.roles":{"writer":["write"]},"resource_access.ops.example.com.roles":{"writer":["write"]},"groups":{"/ops/staff":["read"]}}',
    },
    good: [
      [
        'a person',
        { aud: [mcp, 'account'], azp: 'app', typ: 'Bearer', scope: 'openid profile read write' },
        { scopes: 'read write', clientId: 'app' },
      ],
      [
        'roles of the realm and of a client, and a group by its path',
        {
          aud: mcp,
          azp: 'app',
          typ: 'Bearer',
          scope: 'openid',
          realm_access: { roles: ['offline_access', 'ops-admin'] },
          resource_access: { account: { roles: ['view-profile'] }, ops: { roles: ['writer'] } },
          groups: ['/ops/staff'],
        },
        { scopes: 'read write admin', clientId: 'app' },
      ],
      [
        'roles of a client whose id has dots',
        {
          aud: mcp,
          azp: 'app',
          typ: 'Bearer',
          scope: 'openid',
          resource_access: { 'ops.example.com': { roles: ['writer'] }, 'ops.example': { com: 'writer' } },
        },
        { scopes: 'write', clientId: 'app' },
      ],
    ],
    bad: [
      ['no audience mapper', { aud: 'account', azp: 'app', typ: 'Bearer', scope: 'read' }],
      ['an ID token', { aud: mcp, azp: 'app', typ: 'ID', scope: 'read' }],
      ['another realm', { iss: 'https://sso.example.com/realms/master', aud: mcp, scope: 'read' }],
    ],
  },
  {
    provider: 'any other, by RFC 9068',
    issuer: 'https://login.example.com',
    audience: mcp,
    jwksUri: 'https://login.example.com/.well-known/jwks.json',
    config: {
      scopeMap: '{"roles":{"admin":["admin"],"__proto__":["admin"]},"constructor.name":{"Object":["admin"]}}',
    },
    good: [
      [
        'a string of scopes',
        { aud: mcp, client_id: 'app', scope: 'read' },
        { scopes: 'read', clientId: 'app' },
      ],
      [
        'an array of scopes',
        { aud: mcp, client_id: 'app', scope: ['read', 'write'] },
        { scopes: 'read write', clientId: 'app' },
      ],
      [
        'null, and the scopes in scp',
        { aud: mcp, client_id: 'app', scope: null, scp: ['read'] },
        { scopes: 'read', clientId: 'app' },
      ],
      [
        'nothing, and the scopes in scp',
        { aud: mcp, client_id: 'app', scope: '', scp: 'read' },
        { scopes: 'read', clientId: 'app' },
      ],
      [
        'scopes with commas, which are a part of a name',
        { aud: mcp, client_id: 'app', scope: 'read,write' },
        { scopes: '', clientId: 'app' },
      ],
      [
        'one role as text',
        { aud: mcp, client_id: 'app', scope: 'read', roles: 'admin' },
        { scopes: 'read admin', clientId: 'app' },
      ],
      [
        'a role that only begins so',
        { aud: mcp, client_id: 'app', scope: 'read', roles: ['admins', ['admin'], { admin: true }, 'ADMIN'] },
        { scopes: 'read', clientId: 'app' },
      ],
      [
        'two roles in one text',
        { aud: mcp, client_id: 'app', scope: 'read', roles: 'admin user' },
        { scopes: 'read', clientId: 'app' },
      ],
      [
        'a group of that name, where roles are mapped',
        { aud: mcp, client_id: 'app', scope: 'read', groups: ['admin'] },
        { scopes: 'read', clientId: 'app' },
      ],
    ],
    bad: [
      ['no audience', { client_id: 'app', scope: 'read' }],
      ['scopes in an array within the array', { aud: mcp, client_id: 'app', scope: ['write', ['read']] }],
      ['scopes that are no texts', { aud: mcp, client_id: 'app', scope: [5, null, { read: true }] }],
      ['a logout token', { aud: mcp, client_id: 'app' }, { typ: 'logout+jwt' }],
    ],
  },
];
