import { Duration, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { issuerMetadataRoutes, type Route, routes } from '../../lambda/http/gateway-contract.ts';
import {
  type GatewayResponse,
  gatewayResponses,
  resourceMetadata,
} from '../../lambda/http/gateway-responses.ts';
import type { McpFunction } from '../compute/mcp-function.ts';
import type { Identity } from '../identity/identity-provider.ts';
import type { TokenAuthorizer } from './lambda-authorizer.ts';
import type { Api } from './rest-api.ts';

export interface RoutesOptions {
  readonly api: Api;
  readonly server: McpFunction;
  readonly authorizer: TokenAuthorizer;
  readonly identity: Identity;
  readonly readOnly: boolean;
}

/** Configures API Gateway from the definitions in front-door.ts. */
export class Routes extends Construct {
  constructor(scope: Construct, id: string, { api, server, authorizer, identity, readOnly }: RoutesOptions) {
    super(scope, id);
    const { restApi } = api;
    const config = {
      mcpUrl: api.mcpUrl,
      scopePrefix: identity.scopePrefix,
      // A user pool rejects a sign-in that requests an unknown resource.
      singleResource: identity.userPool !== undefined,
      ...(readOnly && { readOnly }),
    };
    const documentOf = ({ to, path }: Route) =>
      to === 'resource-metadata'
        ? withPathParameters(resourceMetadata(config, identity.authorizationServer, path))
        : to === 'issuer-metadata'
          ? identity.issuerMetadata
          : undefined;
    const toFunction = new apigateway.LambdaIntegration(server.live as IFunction, {
      responseTransferMode: apigateway.ResponseTransferMode.STREAM,
      timeout: Duration.seconds(29),
      // One permission for all methods instead of one per method.
      scopePermissionToMethod: false,
    });

    for (const route of [...routes, ...(identity.issuerMetadata ? issuerMetadataRoutes : [])]) {
      const document = documentOf(route);
      const options = { ...authorization(route, authorizer), ...(document && declared(document)) };
      for (const httpMethod of route.methods) {
        const integration = document ? answering(httpMethod, document) : toFunction;
        const method = restApi.root.resourceForPath(route.path).addMethod(httpMethod, integration, options);
        acknowledge(method, route);
      }
    }

    for (const [type, response] of Object.entries(gatewayResponses(config))) {
      restApi.addGatewayResponse(type, {
        type: apigateway.ResponseType.of(type),
        statusCode: String(response.status),
        responseHeaders: staticHeaders(response),
        templates: { 'application/json': response.body },
      });
    }
  }
}

function authorization(
  { authorized }: Route,
  { gatewayAuthorizer }: TokenAuthorizer,
): apigateway.MethodOptions {
  return authorized
    ? { authorizationType: apigateway.AuthorizationType.CUSTOM, authorizer: gatewayAuthorizer }
    : { authorizationType: apigateway.AuthorizationType.NONE };
}

/** An answer from the gateway itself, without a function. */
function answering(httpMethod: string, document: GatewayResponse): apigateway.MockIntegration {
  const statusCode = String(document.status);
  return new apigateway.MockIntegration({
    passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': `{"statusCode":${statusCode}}` },
    integrationResponses: [
      {
        statusCode,
        responseParameters: prefixed(staticHeaders(document)),
        // A mock integration without a template sends no body.
        ...(httpMethod !== 'HEAD' && { responseTemplates: { 'application/json': document.body } }),
      },
    ],
  });
}

/** Inserts path parameters as API Gateway template variables. The caller controls their values, so they are escaped. */
function withPathParameters(document: GatewayResponse): GatewayResponse {
  const body = document.body.replace(/\{(\w+)\}/g, "$util.escapeJavaScript($input.params('$1'))");
  return { ...document, body };
}

/** API Gateway sends only headers that the method has declared. */
function declared(document: GatewayResponse): apigateway.MethodOptions {
  const names = Object.keys(prefixed(staticHeaders(document)));
  return {
    methodResponses: [
      {
        statusCode: String(document.status),
        responseParameters: Object.fromEntries(names.map((name) => [name, true])),
      },
    ],
  };
}

/** API Gateway expects fixed values in quotes. Content-Type is left out, because the key of the template sets it. */
function staticHeaders({ headers }: GatewayResponse): Record<string, string> {
  const others = Object.entries(headers).filter(([name]) => name !== 'Content-Type');
  return Object.fromEntries(others.map(([name, value]) => [name, `'${value}'`]));
}

function prefixed(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]),
  );
}

function acknowledge(method: apigateway.Method, { authorized }: Route): void {
  Validations.of(method).acknowledge({
    id: 'AwsSolutions-COG4',
    reason: 'Our own authorizer checks tokens, because it supports any OIDC issuer.',
  });
  if (authorized) return;
  Validations.of(method).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason: 'Public on purpose: front page, health, preflights, and the sign-in metadata for clients.',
  });
}
