import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import {
  bearerPattern,
  issuerMetadataRoutes,
  type Route,
  routes,
} from '../../lambda/http/gateway-contract.ts';
import { gatewayResponses, resourceMetadata } from '../../lambda/http/gateway-responses.ts';
import { apiAddress, methodsOf, only, resolve, synthesize } from './synthesize.ts';

const prod = synthesize({ stage: 'prod' });
const mcpUrl = `${apiAddress}/prod/mcp`;
const config = { mcpUrl, scopePrefix: `${mcpUrl}/` };

const namesOf = (list: readonly Route[]) =>
  list.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`)).sort();

describe('routes', () => {
  test('the template has the routes of front-door.ts and no other', () => {
    expect([...methodsOf(prod).keys()].sort()).toEqual(namesOf([...routes, ...issuerMetadataRoutes]));
  });

  test('before an issuer that exists, no metadata stands in for its own', () => {
    const template = synthesize({ issuer: 'https://login.example.com' });

    expect([...methodsOf(template).keys()].sort()).toEqual(namesOf(routes));
  });

  test.each([...routes, ...issuerMetadataRoutes])(
    '$methods $path is guarded and answered as it says',
    (route) => {
      const methods = methodsOf(prod);

      for (const name of namesOf([route])) {
        const { AuthorizationType, AuthorizerId, Integration } = methods.get(name)!;
        expect(AuthorizationType).toBe(route.authorized ? 'CUSTOM' : 'NONE');
        expect(AuthorizerId).toBe(route.authorized ? authorizerId(prod) : undefined);
        expect(Integration.Type).toBe(route.to === 'function' ? 'AWS_PROXY' : 'MOCK');
      }
    },
  );

  test('the function streams its answers, through the alias', () => {
    const { Integration } = methodsOf(prod).get('POST /mcp')!;

    expect(Integration.ResponseTransferMode).toBe('STREAM');
    expect(Integration.Uri).toMatch(
      /:lambda:path\/2021-11-15\/functions\/ServerLive\w+\/response-streaming-invocations$/,
    );
    expect(Integration.TimeoutInMillis).toBe(29_000);
  });

  test('only API Gateway may call the alias', () => {
    const permissions = Object.values(prod.findResources('AWS::Lambda::Permission')).map(
      ({ Properties }) => resolve(Properties) as { FunctionName: string; Principal: string },
    );

    const ofServer = permissions.filter(({ FunctionName }) => FunctionName.includes('Server'));
    expect(ofServer).toHaveLength(1);
    expect(ofServer[0]).toMatchObject({
      FunctionName: expect.stringMatching(/^ServerLive/),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: 'arn:aws:execute-api:eu-north-1:111111111111:api-id/*/*/*',
    });
  });
});

describe('documents', () => {
  const document = (template: Template, path: string) => {
    const [response] = methodsOf(template).get(`GET ${path}`)!.Integration.IntegrationResponses!;
    return { ...response!, body: JSON.parse(response!.ResponseTemplates!['application/json']!) };
  };

  test.each(['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp'])(
    '%s names the real address, stage included',
    (path) => {
      const { StatusCode, ResponseParameters, body } = document(prod, path);

      expect(StatusCode).toBe('200');
      const [head] = methodsOf(prod).get(`HEAD ${path}`)!.Integration.IntegrationResponses!;
      expect(head).toEqual({ StatusCode, ResponseParameters });
      expect(ResponseParameters['method.response.header.Access-Control-Allow-Origin']).toBe("'*'");
      expect(body).toEqual(JSON.parse(resourceMetadata(config, `${apiAddress}/prod`).body));
      expect(body.resource).toBe(mcpUrl);
    },
  );

  test.each(['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'])(
    '%s says what Cognito leaves out, under the issuer that the resource names',
    (path) => {
      const { body } = document(prod, path);
      const [issuer] = document(prod, '/.well-known/oauth-protected-resource').body.authorization_servers;

      expect(body.issuer).toBe(issuer);
      expect(body.code_challenge_methods_supported).toEqual(['S256']);
      expect(body.token_endpoint_auth_methods_supported).toContain('none');
      expect(body.authorization_endpoint).toMatch(
        /^https:\/\/\w+\.auth\.eu-north-1\.amazoncognito\.com\/oauth2\/authorize$/,
      );
      expect(body.jwks_uri).toBe(
        'https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_pool/.well-known/jwks.json',
      );
      expect(body.scopes_supported).toEqual([`${mcpUrl}/read`, `${mcpUrl}/write`, `${mcpUrl}/admin`]);
    },
  );

  test.each(['/mcp/readonly', '/mcp/x/{toolset}', '/mcp/x/{toolset}/readonly'])(
    'that of %s names it, and before a user pool the one resource that the pool knows',
    (path) => {
      const template = synthesize({ issuer: 'https://login.example.com' });
      const responses = methodsOf(template).get(`GET /.well-known/oauth-protected-resource${path}`)!;
      const [{ ResponseTemplates }] = responses.Integration.IntegrationResponses as unknown as [
        { ResponseTemplates: Record<string, string> },
      ];
      const text = ResponseTemplates['application/json']!.replace(
        "$util.escapeJavaScript($input.params('toolset'))",
        'tickets',
      );

      expect(JSON.parse(text).resource).toMatch(new RegExp(`${path.replace('{toolset}', 'tickets')}$`));
      expect(JSON.parse(text).scopes_supported).toEqual(
        path.endsWith('readonly') ? ['read'] : ['read', 'write'],
      );
      expect(document(prod, `/.well-known/oauth-protected-resource${path}`).body.resource).toBe(mcpUrl);
    },
  );

  test('an issuer that exists is named as it is', () => {
    const template = synthesize({ issuer: 'https://login.example.com' });

    const { body } = document(template, '/.well-known/oauth-protected-resource');

    expect(body.authorization_servers).toEqual(['https://login.example.com']);
    expect(body.scopes_supported).toEqual(['read', 'write']);
  });

  test('no document has a character that a mapping template would read as its own', () => {
    for (const { Integration } of methodsOf(prod).values()) {
      for (const { ResponseTemplates } of Integration.IntegrationResponses ?? []) {
        expect(ResponseTemplates?.['application/json'] ?? '').not.toMatch(/[$#]/);
      }
    }
  });
});

describe('gateway responses', () => {
  const deployed = Object.values(prod.findResources('AWS::ApiGateway::GatewayResponse')).map(
    ({ Properties }) =>
      resolve(Properties) as {
        ResponseType: string;
        StatusCode: string;
        ResponseParameters: Record<string, string>;
        ResponseTemplates: Record<string, string>;
      },
  );

  test('the template has those of front-door.ts, with their status, headers and bodies', () => {
    const asTheyAnswer = deployed.map(
      ({ ResponseType, StatusCode, ResponseParameters, ResponseTemplates }) => [
        ResponseType,
        {
          status: Number(StatusCode),
          headers: {
            'Content-Type': Object.keys(ResponseTemplates)[0],
            ...Object.fromEntries(
              Object.entries(ResponseParameters).map(([name, value]) => [
                name.replace('gatewayresponse.header.', ''),
                value.replace(/^'(.*)'$/, '$1'),
              ]),
            ),
          },
          body: ResponseTemplates['application/json'],
        },
      ],
    );

    expect(Object.fromEntries(asTheyAnswer)).toEqual(gatewayResponses(config));
  });

  test('a 401 says where to sign in, and for which scopes', () => {
    const { ResponseParameters } = deployed.find(({ ResponseType }) => ResponseType === 'UNAUTHORIZED')!;

    expect(ResponseParameters['gatewayresponse.header.WWW-Authenticate']).toBe(
      `'Bearer scope="${mcpUrl}/read ${mcpUrl}/write", resource_metadata="${apiAddress}/prod/.well-known/oauth-protected-resource/mcp"'`,
    );
  });

  test('a token that was sent and is no good is a 401 of its own, which makes clients refresh', () => {
    const { ResponseParameters, StatusCode } = deployed.find(
      ({ ResponseType }) => ResponseType === 'ACCESS_DENIED',
    )!;

    expect(StatusCode).toBe('401');
    expect(ResponseParameters['gatewayresponse.header.WWW-Authenticate']).toMatch(
      /^'Bearer error="invalid_token", scope=/,
    );
  });

  test('each is a JSON-RPC error that a page may read', () => {
    for (const { ResponseParameters, ResponseTemplates } of deployed) {
      expect(JSON.parse(ResponseTemplates['application/json']!)).toMatchObject({
        jsonrpc: '2.0',
        id: null,
        error: { code: expect.any(Number), message: expect.stringMatching(/\.$/) },
      });
      expect(ResponseParameters['gatewayresponse.header.Access-Control-Allow-Origin']).toBe("'*'");
    }
  });
});

describe('authorizer', () => {
  test('what is no Bearer token never reaches it, and a yes is kept for 45 seconds', () => {
    expect(only(prod, 'AWS::ApiGateway::Authorizer').Properties).toMatchObject({
      Type: 'TOKEN',
      IdentitySource: 'method.request.header.Authorization',
      IdentityValidationExpression: bearerPattern,
      AuthorizerResultTtlInSeconds: 45,
    });
  });

  test('it may write logs and traces, and nothing else', () => {
    const { PolicyDocument } = only(prod, 'AWS::IAM::Policy', 'Authorizer').Properties as {
      PolicyDocument: { Statement: { Action: string[] }[] };
    };

    expect(PolicyDocument.Statement.flatMap(({ Action }) => Action).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });
});

describe('a domain of our own', () => {
  const withDomain = synthesize({
    stage: 'prod',
    domain: 'mcp.example.com',
    hostedZoneId: 'Z1',
    hostedZoneName: 'example.com',
  });

  test('it is the only way in, over TLS 1.2 or later', () => {
    expect(only(withDomain, 'AWS::ApiGateway::RestApi').Properties).toMatchObject({
      DisableExecuteApiEndpoint: true,
    });
    expect(only(withDomain, 'AWS::ApiGateway::DomainName').Properties).toMatchObject({
      DomainName: 'mcp.example.com',
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
    });
    expect(only(withDomain, 'AWS::ApiGateway::BasePathMapping').Properties).not.toHaveProperty('BasePath');
    withDomain.resourceCountIs('AWS::Route53::RecordSet', 2);
  });

  test('every URL is under it, without a stage', () => {
    expect(JSON.stringify(resolve(withDomain.findResources('AWS::ApiGateway::Method')))).not.toContain(
      apiAddress,
    );
    expect(JSON.stringify(resolve(withDomain.findResources('AWS::ApiGateway::GatewayResponse')))).toContain(
      'resource_metadata=\\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\\"',
    );
    expect(withDomain.toJSON().Outputs.McpUrl.Value).toBe('https://mcp.example.com/mcp');
  });

  test('with a certificate at hand and DNS elsewhere, it says what the record has to name', () => {
    const template = synthesize({
      domain: 'mcp.example.com',
      certificateArn: 'arn:aws:acm:eu-north-1:111111111111:certificate/1',
    });

    template.resourceCountIs('AWS::Route53::RecordSet', 0);
    template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
    expect(Object.keys(template.toJSON().Outputs)).toContainEqual(expect.stringContaining('DomainTarget'));
  });
});

function authorizerId(template: Template): string {
  return Object.keys(template.findResources('AWS::ApiGateway::Authorizer'))[0]!;
}
