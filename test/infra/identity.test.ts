import { describe, expect, test } from 'vitest';
import { readConfig } from '../../lambda/config/read-config.ts';
import { apiAddress, messagesOf, only, resolve, synthesize } from './synthesize.ts';

const prod = synthesize({ stage: 'prod' });
const mcpUrl = `${apiAddress}/prod/mcp`;

const propertiesOf = (template: typeof prod, type: string, prefix = '') =>
  resolve(only(template, type, prefix).Properties);
const configOf = (template: typeof prod) => {
  const properties = propertiesOf(template, 'AWS::Lambda::Function', 'ServerFunction');
  return readConfig(
    (properties as { Environment: { Variables: Record<string, string> } }).Environment.Variables,
  );
};

describe('the user pool', () => {
  test('its resource server is the MCP URL, so that tokens are for this server only', () => {
    expect(propertiesOf(prod, 'AWS::Cognito::UserPoolResourceServer')).toMatchObject({
      Identifier: mcpUrl,
      Scopes: [{ ScopeName: 'read' }, { ScopeName: 'write' }, { ScopeName: 'admin' }],
    });
  });

  test('people are let in by an administrator, with a long password and a second factor', () => {
    expect(propertiesOf(prod, 'AWS::Cognito::UserPool')).toMatchObject({
      UserPoolTier: 'ESSENTIALS',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
      DeletionProtection: 'ACTIVE',
    });
  });

  test('dev can be thrown away', () => {
    const dev = synthesize();

    expect(only(dev, 'AWS::Cognito::UserPool').DeletionPolicy).toBe('Delete');
    expect(propertiesOf(dev, 'AWS::Cognito::UserPool')).toMatchObject({ DeletionProtection: 'INACTIVE' });
  });

  test('the public client has no secret, signs in by code only, and refreshes with rotation', () => {
    expect(propertiesOf(prod, 'AWS::Cognito::UserPoolClient', 'UserPoolPublicClient')).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      RefreshTokenRotation: { Feature: 'ENABLED' },
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      EnableTokenRevocation: true,
      CallbackURLs: expect.arrayContaining([
        'https://claude.ai/api/mcp/auth_callback',
        'http://localhost:33419/callback',
        'https://vscode.dev/redirect',
        'cursor://anysphere.cursor-mcp/oauth/callback',
        'http://localhost:8787/callback',
        'http://127.0.0.1:33420/callback',
      ]),
    });
  });

  test('sign-ins go over TLS or stay on the machine', () => {
    const { CallbackURLs } = propertiesOf(prod, 'AWS::Cognito::UserPoolClient', 'UserPoolPublicClient') as {
      CallbackURLs: string[];
    };

    for (const url of CallbackURLs)
      expect(url).toMatch(/^(https:|http:\/\/(localhost|127\.0\.0\.1):|cursor:)/);
  });

  test('more addresses can be named', () => {
    const template = synthesize({ callbackUrls: 'https://chatgpt.com/connector/oauth/abc' });

    expect(propertiesOf(template, 'AWS::Cognito::UserPoolClient', 'UserPoolPublicClient')).toMatchObject({
      CallbackURLs: expect.arrayContaining(['https://chatgpt.com/connector/oauth/abc']),
    });
  });

  test('before each token a function takes the admin scope from all but admins', () => {
    expect(propertiesOf(prod, 'AWS::Cognito::UserPool')).toMatchObject({
      LambdaConfig: {
        PreTokenGenerationConfig: {
          LambdaArn: expect.stringMatching(/:UserPoolAdminScope\w+$/),
          LambdaVersion: 'V2_0',
        },
      },
    });
    expect(propertiesOf(prod, 'AWS::Lambda::Function', 'UserPoolAdminScope')).toMatchObject({
      Environment: {
        Variables: { SCOPES: `${mcpUrl}/read ${mcpUrl}/write ${mcpUrl}/admin` },
      },
    });
    expect(propertiesOf(prod, 'AWS::Cognito::UserPoolGroup')).toMatchObject({ GroupName: 'admins' });
  });

  test('the sign-in pages have a name that is free anywhere, and a style, without which there are none', () => {
    expect(propertiesOf(prod, 'AWS::Cognito::UserPoolDomain')).toMatchObject({
      Domain: 'ops-assistant-prod-1a2b3c4d',
      ManagedLoginVersion: 2,
    });
    expect(propertiesOf(prod, 'AWS::Cognito::ManagedLoginBranding', 'UserPoolSignInStyle')).toMatchObject({
      ClientId: expect.stringMatching(/^UserPoolPublicClient/),
      UseCognitoProvidedValues: true,
    });
  });

  test('a program gets a client on request, which may not be admin and whose tokens need no audience', () => {
    const template = synthesize({ machineClient: 'true' });

    expect(propertiesOf(template, 'AWS::Cognito::UserPoolClient', 'UserPoolMachineClient')).toMatchObject({
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: [expect.stringMatching(/\/read$/), expect.stringMatching(/\/write$/)],
    });
    expect(configOf(template).clientIds).toEqual([expect.stringMatching(/^UserPoolMachineClient/)]);
  });

  test('the canary gets a client that may only read', () => {
    expect(propertiesOf(prod, 'AWS::Cognito::UserPoolClient', 'UserPoolCanaryClient')).toMatchObject({
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: [expect.stringMatching(/\/read$/)],
    });
  });
});

describe('apps without a client id', () => {
  const dev = synthesize();
  const dcrOf = (template: typeof prod) =>
    (propertiesOf(template, 'AWS::Cognito::UserPool') as { DcrConfiguration?: unknown }).DcrConfiguration;
  const scopesOf = (base: string) => ['read', 'write'].map((scope) => `${base}/mcp/${scope}`);

  test('of the known hosts are taken by their documents, to be had anew each day', () => {
    const policy = propertiesOf(prod, 'AWS::Cognito::CIMDPolicy');

    expect(policy).toEqual({
      UserPoolId: expect.stringMatching(/^UserPool/),
      ClientId: expect.stringMatching(/^UserPoolDocumentClient/),
      PolicyName: 'known-hosts',
      URLPatterns: [
        'https://claude.ai/oauth/mcp-oauth-client-metadata',
        'https://chatgpt.com/oauth/client.json',
        'https://claude.ai/oauth/claude-code-client-metadata',
        'https://vscode.dev/oauth/client-metadata.json',
        'https://chatgpt.com/oauth/codex/client.json',
      ],
      CacheDuration: 86_400,
    });
  });

  test('share one client: public, by code only, for read and write, with pages of its own', () => {
    expect(propertiesOf(prod, 'AWS::Cognito::UserPoolClient', 'UserPoolDocumentClient')).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: [expect.stringMatching(/\/read$/), expect.stringMatching(/\/write$/)],
      RefreshTokenRotation: { Feature: 'ENABLED' },
    });
    expect(
      propertiesOf(prod, 'AWS::Cognito::ManagedLoginBranding', 'UserPoolDocumentSignInStyle'),
    ).toMatchObject({ ClientId: expect.stringMatching(/^UserPoolDocumentClient/) });
  });

  test('can be named besides', () => {
    const template = synthesize({ clientDocuments: 'https://apps.example.com/app.json' });

    expect(propertiesOf(template, 'AWS::Cognito::CIMDPolicy')).toMatchObject({
      URLPatterns: expect.arrayContaining(['https://apps.example.com/app.json']),
    });
  });

  test.each([
    ['small', { stage: 'small' }, 'Disabled', false],
    ['staging', { stage: 'staging' }, 'Disabled', false],
    ['prod', { stage: 'prod' }, 'Disabled', false],
    ['prod with -c clientRegistration=open', { stage: 'prod', clientRegistration: 'open' }, 'Enabled', true],
    ['dev', { stage: 'dev' }, 'Enabled', true],
    ['dev with -c clientRegistration=documents', { clientRegistration: 'documents' }, 'Disabled', false],
  ])('%s: open registration', (_, options, status, isOpen) => {
    expect(dcrOf(synthesize(options as Record<string, string>))).toEqual({
      EnableStatus: status,
      OpenDcrEnabled: isOpen,
      OpenDcrGrantTypes: ['code'],
      AuthenticatedGrantTypes: ['code'],
      AllowedScopes: scopesOf(`${apiAddress}/${(options as { stage?: string }).stage ?? 'dev'}`),
    });
  });

  test('are not taken where CloudFormation does not know them, and nothing is left of it', () => {
    const template = synthesize({ stage: 'prod', clientRegistration: 'none' });

    template.resourceCountIs('AWS::Cognito::CIMDPolicy', 0);
    expect(dcrOf(template)).toBeUndefined();
    template.resourceCountIs('AWS::Cognito::ManagedLoginBranding', 1);
    expect(configOf(template)).toMatchObject({
      clientRegistration: ['none'],
      publicClientId: expect.stringMatching(/^UserPoolPublicClient/),
    });
  });

  test('the synthesis says what to do where the type is missing', () => {
    const notes = messagesOf({ stage: 'prod' }).filter((text) => text.includes('CIMDPolicy'));

    expect(notes).toEqual([expect.stringMatching(/Unrecognized resource types.*-c clientRegistration=none/)]);
    expect(messagesOf({ stage: 'prod', clientRegistration: 'none' }).join()).not.toContain('CIMDPolicy');
  });

  test('the server is told of both ways in dev', () => {
    expect(configOf(dev)).toMatchObject({ clientRegistration: ['documents', 'dynamic'] });
  });

  test('an existing issuer says what its sign-in offers, and the client for all others', () => {
    const template = synthesize({
      issuer: 'https://login.example.com',
      clientRegistration: 'documents',
      publicClientId: 'app',
    });

    expect(configOf(template)).toMatchObject({ clientRegistration: ['documents'], publicClientId: 'app' });
  });
});

describe('a federation', () => {
  const saml = { type: 'saml', name: 'Okta', metadataUrl: 'https://corp.okta.com/app/x/sso/saml/metadata' };
  const oidc = {
    type: 'oidc',
    name: 'Entra',
    issuer: 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0',
    clientId: 'ops',
    secretName: 'ops/federation',
    groupsClaim: 'roles',
    scopesByGroup: { 'ops-admins': ['read', 'write', 'admin'] },
  };
  const withFederation = (federation: object) => synthesize({ federation: JSON.stringify(federation) });

  test.each([
    [
      'SAML',
      saml,
      {
        ProviderName: 'Okta',
        ProviderType: 'SAML',
        ProviderDetails: { MetadataURL: saml.metadataUrl },
        AttributeMapping: {
          email: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
          'custom:groups': 'groups',
        },
      },
    ],
    [
      'OIDC',
      oidc,
      {
        ProviderName: 'Entra',
        ProviderType: 'OIDC',
        ProviderDetails: {
          oidc_issuer: oidc.issuer,
          client_id: 'ops',
          authorize_scopes: 'openid email profile',
        },
        AttributeMapping: { email: 'email', 'custom:groups': 'roles' },
      },
    ],
  ])('by %s is in front of the user pool, with the groups as an attribute', (_, federation, expected) => {
    const template = withFederation(federation);

    expect(propertiesOf(template, 'AWS::Cognito::UserPoolIdentityProvider')).toMatchObject(expected);
    expect(propertiesOf(template, 'AWS::Cognito::UserPool')).toMatchObject({
      Schema: [{ Name: 'groups', Mutable: true, AttributeDataType: 'String' }],
    });
    for (const client of ['UserPoolPublicClient', 'UserPoolDocumentClient']) {
      expect(propertiesOf(template, 'AWS::Cognito::UserPoolClient', client)).toMatchObject({
        SupportedIdentityProviders: expect.arrayContaining([
          'COGNITO',
          expect.stringMatching(/^UserPoolFederation/),
        ]),
        // A sign-in fails by a client that may not write what the provider brings.
        WriteAttributes: ['custom:groups', 'email'],
      });
    }
  });

  test('its client secret is a reference', () => {
    const text = JSON.stringify(withFederation(oidc).toJSON());

    expect(text).toContain('{{resolve:secretsmanager:ops/federation:SecretString:::}}');
  });

  test('its groups bring scopes, by their full names', () => {
    const { Environment } = propertiesOf(
      withFederation(oidc),
      'AWS::Lambda::Function',
      'UserPoolAdminScope',
    ) as {
      Environment: { Variables: Record<string, string> };
    };
    const base = `${apiAddress}/dev/mcp`;

    expect(JSON.parse(Environment.Variables.SCOPES_BY_GROUP!)).toEqual({
      'ops-admins': [`${base}/read`, `${base}/write`, `${base}/admin`],
    });
  });

  test('without it the user pool has none of this', () => {
    prod.resourceCountIs('AWS::Cognito::UserPoolIdentityProvider', 0);
    expect(propertiesOf(prod, 'AWS::Cognito::UserPool')).not.toHaveProperty('Schema');
  });
});

describe('an issuer that exists', () => {
  const template = synthesize({
    issuer: 'https://login.example.com',
    jwksUri: 'https://login.example.com/keys',
    audience: 'ops-assistant',
    clientIds: 'robot',
    scopePrefix: 'ops:',
  });

  test('is the only one that counts, and no user pool is made', () => {
    template.resourceCountIs('AWS::Cognito::UserPool', 0);
    expect(configOf(template)).toMatchObject({
      issuers: ['https://login.example.com'],
      jwksUri: 'https://login.example.com/keys',
      audiences: ['ops-assistant'],
      clientIds: ['robot'],
      scopePrefix: 'ops:',
    });
  });

  test('needs no more than its URL', () => {
    expect(configOf(synthesize({ issuer: 'https://login.example.com' }))).toMatchObject({
      issuers: ['https://login.example.com'],
      jwksUri: undefined,
      audiences: [`${apiAddress}/dev/mcp`],
      scopePrefix: '',
    });
  });
});

describe('outputs', () => {
  const outputsOf = (template: typeof prod) =>
    Object.fromEntries(
      Object.entries(template.toJSON().Outputs as Record<string, { Value: unknown }>).map(
        ([name, { Value }]) => [name, resolve(Value)],
      ),
    );

  test('they say where the server is and what to do next', () => {
    expect(outputsOf(prod)).toEqual({
      McpUrl: mcpUrl,
      AddToClaude: expect.stringMatching(
        `^claude mcp add --transport http ops-assistant ${mcpUrl} --client-id UserPoolPublicClient\\w+ --callback-port 33419$`,
      ),
      DashboardUrl: expect.stringContaining('#dashboards:name=ops-assistant-prod'),
      NoticesTopicArn: expect.stringContaining('Notices'),
      EventBusName: expect.stringContaining('Notices'),
      MonthlyEstimate: expect.stringMatching(/\d/),
      Limits: expect.stringMatching(/^caller 100, lookup_inventory 30, /),
      TableName: expect.stringMatching(/^StateTable/),
      ImportCommand: expect.stringMatching(/^npm run import -- --table StateTable\w+ --region eu-north-1 /),
      UserPoolId: expect.stringMatching(/^UserPool/),
      ClientId: expect.stringMatching(/^UserPoolPublicClient/),
    });
  });

  test('the client id is for the hosts that need it, and named with them', () => {
    const descriptionOf = (template: typeof prod) =>
      (template.toJSON().Outputs as Record<string, { Description: string }>).ClientId!.Description;

    expect(descriptionOf(prod)).toMatch(/^To be entered in ChatGPT, .*Claude Code, Cursor, .*Codex/);
    expect(descriptionOf(prod)).not.toMatch(/Claude \(|VS Code/);
    expect(descriptionOf(synthesize())).toBe(
      'To be entered in ChatGPT, Claude Code, Codex; elsewhere the URL is enough',
    );
  });

  test('before an issuer that exists there is no client to name', () => {
    const { AddToClaude, ...others } = outputsOf(synthesize({ issuer: 'https://login.example.com' }));

    expect(AddToClaude).toBe(`claude mcp add --transport http ops-assistant ${apiAddress}/dev/mcp`);
    expect(others).not.toHaveProperty('ClientId');
  });
});

test('the scopes that groups bring reach server and authorizer; Entra ID’s canary asks for what a program can get', () => {
  const template = synthesize({
    issuer: 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0',
    audience: 'api-id',
    scopePrefix: 'api://api-id/',
    scopeMap: '{"roles":{"Ops.Read":["read"]}}',
    stage: 'staging',
    canaryClientId: 'canary',
    canarySecret: 'ops/canary',
  });
  const variablesOf = (prefix: string) =>
    (
      propertiesOf(template, 'AWS::Lambda::Function', prefix) as {
        Environment: { Variables: Record<string, string> };
      }
    ).Environment.Variables;

  for (const prefix of ['ServerFunction', 'AuthorizerFunction']) {
    expect(readConfig(variablesOf(prefix)).scopeMap.get('roles')?.get('Ops.Read')).toEqual(['read']);
  }
  expect(variablesOf('MonitoringCanaryFunction')).toMatchObject({ SCOPE: 'api://api-id/.default' });
});
