import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import { challenge } from '../auth/bearer-challenge.ts';
import { type MetadataConfig, protectedResourceMetadata } from '../auth/protected-resource-metadata.ts';
import type { Text } from '../text/language.ts';
import { messages } from '../text/messages.ts';
import { resourceMetadataRoot } from './gateway-contract.ts';

export type GatewayResponseType =
  | 'UNAUTHORIZED'
  | 'ACCESS_DENIED'
  | 'AUTHORIZER_FAILURE'
  | 'AUTHORIZER_CONFIGURATION_ERROR'
  | 'THROTTLED'
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'INVALID_SIGNATURE'
  | 'WAF_FILTERED'
  | 'REQUEST_TOO_LARGE'
  | 'INTEGRATION_FAILURE'
  | 'INTEGRATION_TIMEOUT'
  | 'DEFAULT_4XX'
  | 'DEFAULT_5XX';

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers of the gateway itself; a client reads the same JSON-RPC errors as from the function. */
export function gatewayResponses(
  config: MetadataConfig,
): Readonly<Record<GatewayResponseType, GatewayResponse>> {
  return {
    UNAUTHORIZED: error(
      401,
      401,
      {
        en: 'Sign in and send a valid access token as Authorization: Bearer.',
        ko: '로그인한 뒤 유효한 액세스 토큰을 Authorization: Bearer로 보내세요.',
      },
      {
        'WWW-Authenticate': challenge(config),
      },
    ),
    // The authorizer's Deny, by default a 403: a token was sent and is invalid (RFC 6750 §3.1).
    ACCESS_DENIED: error(
      401,
      401,
      {
        en: 'The access token has expired or is not valid here. Sign in again.',
        ko: '액세스 토큰이 만료됐거나 여기서 유효하지 않습니다. 다시 로그인하세요.',
      },
      {
        'WWW-Authenticate': challenge(config, { error: 'invalid_token' }),
      },
    ),
    // The authorizer could not check the token, which may be valid: not a 401.
    AUTHORIZER_FAILURE: issuerUnreachable,
    AUTHORIZER_CONFIGURATION_ERROR: issuerUnreachable,
    THROTTLED: error(
      429,
      429,
      { en: 'The server is busy. Try again in a second.', ko: '서버가 바쁩니다. 1초 뒤에 다시 시도하세요.' },
      { 'Retry-After': '1' },
    ),
    // API Gateway's name for an unknown path or method.
    MISSING_AUTHENTICATION_TOKEN: error(404, 404, messages.nothingHere),
    // The same with an Authorization header, which API Gateway then takes for an AWS signature.
    INVALID_SIGNATURE: error(404, 404, messages.nothingHere),
    WAF_FILTERED: error(403, 403, {
      en: 'The firewall refused this request for its address, a header or its query; its body is never a reason.',
      ko: '방화벽이 주소, 헤더, 쿼리 때문에 요청을 거부했습니다. 본문 때문에 거부하지는 않습니다.',
    }),
    REQUEST_TOO_LARGE: error(413, 413, { en: 'The request is too large.', ko: '요청이 너무 큽니다.' }),
    // Lambda had no instance free, or the function failed before it answered.
    INTEGRATION_FAILURE: error(
      503,
      503,
      {
        en: 'The server could not take this request. Try again in a few seconds; read back before you repeat a write.',
        ko: '서버가 이 요청을 받지 못했습니다. 몇 초 뒤에 다시 시도하고, 쓰기를 다시 시도하기 전에 조회해서 확인하세요.',
      },
      { 'Retry-After': '2' },
    ),
    INTEGRATION_TIMEOUT: error(504, 504, {
      en: 'The server took too long. Read back before you repeat a write.',
      ko: '서버가 제때 응답하지 못했습니다. 쓰기를 다시 시도하기 전에 조회해서 확인하세요.',
    }),
    DEFAULT_4XX: error(400, 400, {
      en: 'This request cannot be answered. The MCP endpoint is POST /mcp.',
      ko: '이 요청에는 응답할 수 없습니다. MCP 주소는 POST /mcp입니다.',
    }),
    DEFAULT_5XX: error(500, ProtocolErrorCode.InternalError, {
      en: 'Something went wrong on our side. Try again later.',
      ko: '서버에 오류가 발생했습니다. 나중에 다시 시도하세요.',
    }),
  };
}

/** The firewall's answer to an address that sends too many requests, which API Gateway never receives. */
export const tooManyFromAddress = error(
  429,
  429,
  {
    en: 'Too many requests come from your address. Try again in a minute.',
    ko: '같은 주소에서 요청이 너무 많습니다. 1분 뒤에 다시 시도하세요.',
  },
  { 'Retry-After': '60' },
);

const issuerUnreachable = error(503, 503, messages.issuerUnreachable, { 'Retry-After': '5' });

function error(
  status: number,
  code: number,
  message: Text,
  headers: Record<string, string> = {},
): GatewayResponse {
  return {
    status,
    headers: {
      'Content-Type': 'application/json',
      // A page must be able to read the error; the function decides what it may call.
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After',
      ...headers,
    },
    body: ascii(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message: inBoth(message) } })),
  };
}

/** API Gateway cannot choose by a header, so its own answers have both. */
function inBoth({ en, ko }: Text): string {
  return `${en} ${ko}`;
}

/** CloudFormation replaces letters beyond ASCII in some properties by question marks. */
function ascii(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The RFC 9728 document of a route, served by the gateway without a function. A parameter of the path stands in it as
 * it does in the route.
 */
export function resourceMetadata(
  config: MetadataConfig,
  authorizationServer: string,
  path = `${resourceMetadataRoot}/mcp`,
): GatewayResponse {
  const below = path.slice(`${resourceMetadataRoot}/mcp`.length);
  return publicDocument(protectedResourceMetadata(config, [authorizationServer], below));
}

/** A JSON document that the gateway serves to every origin, cacheable for an hour. */
export function publicDocument(document: object): GatewayResponse {
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'max-age=3600',
      'Access-Control-Allow-Origin': '*',
    },
    body: JSON.stringify(document),
  };
}
