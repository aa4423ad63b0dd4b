import * as v2 from '@modelcontextprotocol/client';
import * as v1 from '@modelcontextprotocol/sdk/client/auth.js';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { apiAddress, methodsOf, type Resource, resolve, synthesize } from './synthesize.ts';

const sdks = [
  ['today’s', v2],
  ['last year’s', v1],
] as const;

const addresses = [
  ['below a stage path', apiAddress, '/prod', synthesize({ stage: 'prod' })],
  [
    'under a domain',
    'https://mcp.example.com',
    '',
    synthesize({
      stage: 'prod',
      domain: 'mcp.example.com',
      hostedZoneId: 'Z1',
      hostedZoneName: 'example.com',
    }),
  ],
] as const;

describe.each(addresses)('%s', (_, origin, stagePath, template) => {
  const mcpUrl = `${origin}${stagePath}/mcp`;

  test('the metadata names a way to become known exactly when the user pool has it', async () => {
    const gateway = gatewayOf(template, `${origin}${stagePath}`);
    const document = await gateway(`${origin}${stagePath}/.well-known/openid-configuration`);
    const metadata = (await document.json()) as Record<string, unknown>;
    const policies = Object.keys(template.findResources('AWS::Cognito::CIMDPolicy'));
    const [pool] = Object.values(template.findResources('AWS::Cognito::UserPool'));
    const registration = pool?.Properties.DcrConfiguration?.OpenDcrEnabled === true;

    expect(metadata).toMatchObject({ code_challenge_methods_supported: ['S256'] });
    expect(metadata.client_id_metadata_document_supported ?? false).toBe(policies.length > 0);
    expect(metadata.registration_endpoint !== undefined).toBe(registration);
    // Cognito does not document the issuer in its answers (RFC 9207): clients that are told of it refuse answers without.
    expect(metadata).not.toHaveProperty('authorization_response_iss_parameter_supported');
  });

  test.each(sdks)(
    '%s client whose token has expired posts its refresh token to the issuer, and nowhere else',
    async (_name, sdk) => {
      const gateway = gatewayOf(template, `${origin}${stagePath}`);
      const posted: string[] = [];
      const fetchFn = async (input: string | URL, init?: RequestInit) => {
        if (init?.method !== 'POST') return gateway(input);
        posted.push(String(input));
        return Response.json({ access_token: 'new', token_type: 'Bearer', refresh_token: 'next' });
      };
      const { resourceMetadataUrl, scope } = sdk.extractWWWAuthenticateParams(await gateway(mcpUrl));

      const person = new Person({ access_token: 'old', token_type: 'Bearer', refresh_token: 'first' });
      const outcome = await sdk.auth(person, {
        serverUrl: mcpUrl,
        resourceMetadataUrl,
        scope,
        fetchFn,
      } as never);

      expect(outcome).toBe('AUTHORIZED');
      expect(posted).toEqual([
        expect.stringMatching(
          /^https:\/\/UserPoolSignIn\w+\.auth\.eu-north-1\.amazoncognito\.com\/oauth2\/token$/i,
        ),
      ]);
    },
  );

  test.each(sdks)(
    '%s client gets from a 401 to the sign-in page, for this server and these scopes',
    async (_name, sdk) => {
      const fetchFn = gatewayOf(template, `${origin}${stagePath}`);
      const { resourceMetadataUrl, scope } = sdk.extractWWWAuthenticateParams(await fetchFn(mcpUrl));

      const person = new Person();
      const outcome = await sdk.auth(person, {
        serverUrl: mcpUrl,
        resourceMetadataUrl,
        scope,
        fetchFn,
      } as never);

      expect(outcome).toBe('REDIRECT');
      const { hostname, pathname, searchParams } = person.sentTo!;
      expect(`${hostname}${pathname}`).toMatch(
        /^UserPoolSignIn\w+\.auth\.eu-north-1\.amazoncognito\.com\/oauth2\/authorize$/i,
      );
      expect(Object.fromEntries(searchParams)).toMatchObject({
        client_id: 'the-public-client',
        response_type: 'code',
        code_challenge_method: 'S256',
        resource: mcpUrl,
        scope: `${mcpUrl}/read ${mcpUrl}/write`,
      });
    },
  );
});

/** Answers as the deployed gateway would where no function is asked. */
function gatewayOf(template: Template, base: string) {
  const methods = methodsOf(template);
  const responses = template.findResources('AWS::ApiGateway::GatewayResponse') as Record<string, Resource>;
  const unauthorized = Object.values(responses)
    .map(
      ({ Properties }) =>
        resolve(Properties) as { ResponseType: string; ResponseParameters: Record<string, string> },
    )
    .find(({ ResponseType }) => ResponseType === 'UNAUTHORIZED')!;
  const challenge = unauthorized.ResponseParameters['gatewayresponse.header.WWW-Authenticate']!.slice(1, -1);

  return async (input: string | URL): Promise<Response> => {
    const url = String(input);
    // What lies outside of every stage: API Gateway says no more than that.
    if (!url.startsWith(`${base}/`)) return Response.json({ message: 'Forbidden' }, { status: 403 });
    const path = url.slice(base.length);
    if (path === '/mcp') return new Response('', { status: 401, headers: { 'WWW-Authenticate': challenge } });
    const document = methods.get(`GET ${path}`)?.Integration.IntegrationResponses?.[0];
    if (!document) return Response.json({}, { status: 404 });
    return new Response(document.ResponseTemplates?.['application/json'], {
      headers: { 'Content-Type': 'application/json' },
    });
  };
}

/** A person with the id of the public client, who is about to sign in. */
class Person implements v2.OAuthClientProvider, v1.OAuthClientProvider {
  sentTo: URL | undefined;
  readonly redirectUrl = 'http://localhost:33419/callback';
  readonly clientMetadata = { redirect_uris: [this.redirectUrl] };
  clientInformation = () => ({ client_id: 'the-public-client' });
  readonly #tokens: v2.OAuthTokens | undefined;
  constructor(tokens?: v2.OAuthTokens) {
    this.#tokens = tokens;
  }
  tokens = () => this.#tokens;
  saveTokens = () => {};
  saveCodeVerifier = () => {};
  codeVerifier = () => '';
  redirectToAuthorization(url: URL): void {
    this.sentTo = url;
  }
}
