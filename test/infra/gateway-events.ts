/** An event as API Gateway REST sends it, as far as the function could look at it. */
export interface GatewayEvent {
  readonly resource?: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: Record<string, string> | null;
  readonly multiValueHeaders: Record<string, string[]> | null;
  readonly queryStringParameters: Record<string, string> | null;
  readonly multiValueQueryStringParameters: Record<string, string[]> | null;
  readonly pathParameters: Record<string, string> | null;
  readonly stageVariables: Record<string, string> | null;
  readonly requestContext: Record<string, unknown>;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

export interface EventShape {
  readonly name: string;
  readonly event: (token: string) => GatewayEvent;
  readonly status: number;
  /** What the answer has somewhere in its body. */
  readonly body: RegExp;
}

const list = (text = '노트북') =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'lookup_inventory', arguments: { query: text } },
  });

const sentHeaders = (token: string): Record<string, string> => ({
  Accept: 'application/json, text/event-stream',
  'Content-Type': 'application/json',
  Authorization: `Bearer ${token}`,
  Host: 'api-id.execute-api.ap-northeast-2.amazonaws.com',
  'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678',
  'X-Forwarded-For': '203.0.113.7',
  'X-Forwarded-Port': '443',
  'X-Forwarded-Proto': 'https',
});

function post(token: string, changed: Partial<GatewayEvent> = {}): GatewayEvent {
  const headers = changed.headers === undefined ? sentHeaders(token) : changed.headers;
  return {
    resource: '/mcp',
    path: '/mcp',
    httpMethod: 'POST',
    headers,
    multiValueHeaders:
      headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      resourceId: 'abc123',
      resourcePath: '/mcp',
      httpMethod: 'POST',
      path: '/prod/mcp',
      accountId: '111111111111',
      protocol: 'HTTP/1.1',
      stage: 'prod',
      domainName: 'api-id.execute-api.ap-northeast-2.amazonaws.com',
      requestId: '1a2b3c4d-0000-4000-8000-000000000000',
      identity: { sourceIp: '203.0.113.7', userAgent: 'test' },
      authorizer: { principalId: 'somebody-else', integrationLatency: 9 },
    },
    body: list(),
    isBase64Encoded: false,
    ...changed,
  };
}

const get = (path: string, httpMethod = 'GET', changed: Partial<GatewayEvent> = {}): GatewayEvent =>
  post('', {
    resource: path,
    path,
    httpMethod,
    headers: null,
    multiValueHeaders: null,
    body: null,
    ...changed,
  });

const found = /"total":\d+/;

export const eventShapes: readonly EventShape[] = [
  { name: 'below a stage path', event: (token) => post(token), status: 200, body: found },
  {
    name: 'under a domain',
    event: (token) =>
      post(token, {
        requestContext: { ...post(token).requestContext, path: '/mcp', domainName: 'ops.example.com' },
      }),
    status: 200,
    body: found,
  },
  {
    name: 'under the base path of a domain',
    event: (token) =>
      post(token, { path: '/ops/mcp', requestContext: { ...post(token).requestContext, path: '/ops/mcp' } }),
    status: 200,
    body: found,
  },
  {
    name: 'with a slash at the end',
    event: (token) => post(token, { path: '/mcp/' }),
    status: 200,
    body: found,
  },
  {
    name: 'through a proxy resource, which names no route',
    event: (token) => post(token, { resource: '/{proxy+}', pathParameters: { proxy: 'mcp' } }),
    status: 200,
    body: found,
  },
  {
    name: 'by the console, without a resource',
    event: (token) => {
      const { resource, ...event } = post(token);
      return event;
    },
    status: 200,
    body: found,
  },
  {
    name: 'with a body in base64',
    event: (token) => post(token, { body: Buffer.from(list()).toString('base64'), isBase64Encoded: true }),
    status: 200,
    body: found,
  },
  {
    name: 'with header names in lower case, as HTTP/2 has them',
    event: (token) =>
      post(token, {
        headers: Object.fromEntries(
          Object.entries(sentHeaders(token)).map(([name, value]) => [name.toLowerCase(), value]),
        ),
      }),
    status: 200,
    body: found,
  },
  {
    name: 'with single values only',
    event: (token) => post(token, { multiValueHeaders: null }),
    status: 200,
    body: found,
  },
  {
    name: 'with two Authorization headers',
    event: (token) =>
      post(token, {
        multiValueHeaders: {
          ...post(token).multiValueHeaders,
          Authorization: [`Bearer ${token}`, 'Bearer other'],
        },
      }),
    status: 401,
    body: /Authorization header/,
  },
  {
    name: 'with the Authorization header in two spellings',
    event: (token) =>
      post(token, {
        headers: { ...sentHeaders(token), authorization: 'Bearer other' },
        multiValueHeaders: null,
      }),
    status: 401,
    body: /Authorization header/,
  },
  {
    name: 'without any header',
    event: (token) => post(token, { headers: null, multiValueHeaders: null }),
    status: 415,
    body: /"error"/,
  },
  {
    name: 'without a body',
    event: (token) => post(token, { body: null }),
    status: 400,
    body: /"error"/,
  },
  {
    name: 'with a query that is repeated',
    event: (token) =>
      post(token, {
        queryStringParameters: { deep: '1' },
        multiValueQueryStringParameters: { deep: ['0', '1'] },
      }),
    status: 200,
    body: found,
  },
  { name: 'GET /health', event: () => get('/health'), status: 200, body: /"status":"ok"/ },
  {
    name: 'GET /health/',
    event: () => get('/health', 'GET', { path: '/health/' }),
    status: 200,
    body: /"ok"/,
  },
  { name: 'HEAD /health', event: () => get('/health', 'HEAD'), status: 200, body: /^$/ },
  { name: 'HEAD /', event: () => get('/', 'HEAD'), status: 200, body: /^$/ },
  { name: 'GET /', event: () => get('/'), status: 200, body: /Ops Assistant/ },
  {
    name: 'OPTIONS /mcp',
    event: () =>
      get('/mcp', 'OPTIONS', {
        headers: { Origin: 'http://localhost:5173', 'Access-Control-Request-Method': 'POST' },
      }),
    status: 403,
    body: /"error"/,
  },
];
