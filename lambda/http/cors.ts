import type { Config } from '../config/config.ts';
import type { HttpRequest, HttpResponse } from './messages.ts';

/** Every header that an MCP client in a browser sends; gateway and function answer preflights from this one list. */
const allowedHeaders = [
  'authorization',
  'content-type',
  'accept',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'mcp-session-id',
  'last-event-id',
  'traceparent',
  'tracestate',
  'baggage',
];

const exposedHeaders = [
  'www-authenticate',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'mcp-protocol-version',
];

type OriginConfig = Pick<Config, 'allowedOrigins' | 'mcpUrl'>;

/**
 * The landing page's own origin, and those of the configuration: `http://localhost:*` there allows any port, the
 * unwritten 80 too; everything else is compared whole.
 */
export function isAllowedOrigin(origin: string, { allowedOrigins, mcpUrl }: OriginConfig): boolean {
  if (!URL.canParse(origin)) return false;
  if (origin === new URL(mcpUrl).origin) return true;
  const anyPort = `${origin.replace(/:\d+$/, '')}:*`;
  return allowedOrigins.includes(origin) || allowedOrigins.includes(anyPort);
}

/** The answer to a CORS preflight, which carries no token and needs none. */
export function preflight({ method, headers }: HttpRequest, config: OriginConfig): HttpResponse | undefined {
  const { origin } = headers;
  if (method !== 'OPTIONS' || origin === undefined || !isAllowedOrigin(origin, config)) return undefined;
  return {
    status: 204,
    headers: {
      ...corsHeadersFor(origin),
      'access-control-allow-methods': 'POST, GET, OPTIONS',
      'access-control-allow-headers': allowedHeaders.join(', '),
      'access-control-max-age': '7200',
    },
    body: '',
  };
}

export function corsHeaders(
  { headers: { origin } }: HttpRequest,
  config: OriginConfig,
): Record<string, string> {
  return origin !== undefined && isAllowedOrigin(origin, config) ? corsHeadersFor(origin) : {};
}

function corsHeadersFor(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposedHeaders.join(', '),
    vary: 'Origin',
  };
}
