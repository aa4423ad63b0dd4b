/** A route of the API: the stack builds API Gateway from these, and the local server behaves like it. */
export interface Route {
  readonly path: string;
  readonly methods: readonly string[];
  /** Whether the token authorizer stands before it. */
  readonly authorized: boolean;
  /** The function answers, or the gateway itself with a document. */
  readonly to: 'function' | 'resource-metadata' | 'issuer-metadata';
}

/** The MCP endpoint, and the parts of it that have a URL of their own (lambda/auth/mcp-endpoint.ts). */
const endpointPaths = ['/mcp', '/mcp/readonly', '/mcp/x/{toolset}', '/mcp/x/{toolset}/readonly'];

export const resourceMetadataRoot = '/.well-known/oauth-protected-resource';

export const routes: readonly Route[] = [
  ...endpointPaths.flatMap((path): readonly Route[] => [
    { path, methods: ['POST', 'GET', 'HEAD', 'DELETE'], authorized: true, to: 'function' },
    { path, methods: ['OPTIONS'], authorized: false, to: 'function' },
  ]),
  { path: '/', methods: ['GET', 'HEAD'], authorized: false, to: 'function' },
  { path: '/health', methods: ['GET', 'HEAD'], authorized: false, to: 'function' },
  { path: '/llms.txt', methods: ['GET', 'HEAD'], authorized: false, to: 'function' },
  { path: '/icon.svg', methods: ['GET', 'HEAD'], authorized: false, to: 'function' },
  ...document(resourceMetadataRoot, 'resource-metadata'),
  ...endpointPaths.flatMap((path) => document(`${resourceMetadataRoot}${path}`, 'resource-metadata')),
];

/**
 * Added before an issuer whose own metadata is not enough (Cognito's). Clients look for the first under a domain of
 * our own; below a stage path the second is the only one of their addresses that a gateway can serve.
 */
export const issuerMetadataRoutes: readonly Route[] = [
  ...document('/.well-known/oauth-authorization-server', 'issuer-metadata'),
  ...document('/.well-known/openid-configuration', 'issuer-metadata'),
];

/** A browser sends a preflight before MCP-Protocol-Version; the function answers it on every path. */
function document(path: string, to: Route['to']): readonly Route[] {
  return [
    { path, methods: ['GET', 'HEAD'], authorized: false, to },
    { path, methods: ['OPTIONS'], authorized: false, to: 'function' },
  ];
}

/** Other values never reach the authorizer: API Gateway answers 401 itself. */
export const bearerPattern = '^[Bb][Ee][Aa][Rr][Ee][Rr] +[A-Za-z0-9._~+/-]+=*$';

/** How long API Gateway caches the authorizer's decision: less than the function's grace for an expired token. */
export const authorizerCacheSeconds = 45;

/** API Gateway's own limit on a request. */
export const maxRequestBytes = 10_485_760;

/** Headers that API Gateway renames in answers of a Lambda function; no setting prevents it. */
export const renamedHeaders: Readonly<Record<string, string>> = {
  'www-authenticate': 'x-amzn-remapped-www-authenticate',
};
