import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Route, routes } from '../../http/gateway-contract.ts';

const deadlineMs = 29_000;

/** The event that API Gateway would send to the function. */
export function eventOf(
  request: IncomingMessage,
  route: Route,
  path: string,
  body: Buffer,
  stageVariables: APIGatewayProxyEvent['stageVariables'],
): APIGatewayProxyEvent {
  const query = urlOf(request).searchParams;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
  // Invalid UTF-8 is passed on as bytes, so that the function can report it.
  const isText = isUtf8(body);
  const stage = 'local';
  return {
    resource: route.path,
    path,
    httpMethod: request.method ?? 'GET',
    headers,
    multiValueHeaders: request.headersDistinct as Record<string, string[]>,
    queryStringParameters: Object.fromEntries(query),
    multiValueQueryStringParameters: null,
    pathParameters: parametersOf(route, path.replace(/(?<=.)\/$/, '')) ?? null,
    stageVariables,
    requestContext: {
      requestId: randomUUID(),
      stage,
      path: `/${stage}${path}`,
      httpMethod: request.method ?? 'GET',
      identity: { sourceIp: request.socket.remoteAddress ?? '' },
    } as APIGatewayProxyEvent['requestContext'],
    body: body.length > 0 ? body.toString(isText ? 'utf8' : 'base64') : null,
    isBase64Encoded: !isText,
  };
}

export function contextOf(event: APIGatewayProxyEvent) {
  const ends = Date.now() + deadlineMs;
  return {
    awsRequestId: event.requestContext.requestId,
    functionName: 'ops-assistant',
    getRemainingTimeInMillis: () => ends - Date.now(),
  };
}

export function routeOf(method: string, path: string): Route | undefined {
  // API Gateway treats a trailing slash as the same resource.
  const resource = path.replace(/(?<=.)\/$/, '');
  return routes.find((route) => route.methods.includes(method) && parametersOf(route, resource));
}

/** The path parameters of the route's template, or undefined when the path does not match. */
function parametersOf({ path: template }: Route, path: string): Record<string, string> | undefined {
  const pattern = template.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const match = new RegExp(`^${pattern}$`).exec(path);
  return match ? { ...match.groups } : undefined;
}

/** A path without a route for a target that is not a valid URL, such as `//[`. */
export function urlOf({ url = '/' }: IncomingMessage): URL {
  // A path that begins with two slashes must not be parsed as a host.
  const absolute = url.startsWith('/') ? `http://gateway${url}` : url;
  return URL.parse(absolute) ?? new URL('http://gateway/not-a-url');
}
