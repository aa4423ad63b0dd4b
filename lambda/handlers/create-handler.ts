import { isUtf8 } from 'node:buffer';
import { Readable, Writable } from 'node:stream';
import middy from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { App } from '../app.ts';
import { invocationTrace } from '../config/lambda-environment.ts';
import type { HttpRequest } from '../http/messages.ts';

/** Handles API Gateway REST proxy events with a streamed response; `afterResponse` runs after its last byte. */
export function createHandler(app: App, afterResponse: () => Promise<unknown>) {
  return middy<APIGatewayProxyEvent>({
    executionMode: executionModeStreamifyResponse,
    requestEnd: afterResponse as () => Promise<void>,
  }).handler(async (event: APIGatewayProxyEvent) => {
    const { status, headers, body, stream } = await app(requestOf(event));
    return { statusCode: status, headers, body: stream ? Readable.from(stream) : inWholeCharacters(body) };
  });
}

/** Sends a request through the handler as Lambda would, and discards the answer. */
export async function sendThroughHandler(app: App, request: HttpRequest): Promise<void> {
  const { method, path, headers, body, requestId } = request;
  const event = { httpMethod: method, path, resource: path, headers, body, requestContext: { requestId } };
  const discardedOutput = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), {
    // The stream of Lambda's runtime client has this method.
    setContentType() {},
  });
  const handler = createHandler(app, async () => {}) as unknown as StreamingHandler;
  await handler(event, discardedOutput, {});
}

type StreamingHandler = (event: object, stream: Writable, context: object) => Promise<void>;

/** middy cuts a longer string into chunks, possibly between the two halves of a surrogate pair. */
const middyChunkLength = 16_384;

/** A string, unless middy would cut it within a character: then a stream, which costs more. */
function inWholeCharacters(body: string): string | Readable {
  for (let cut = middyChunkLength; cut < body.length; cut += middyChunkLength) {
    if (body.codePointAt(cut - 1)! > 0xffff) return Readable.from([Buffer.from(body)]);
  }
  return body;
}

/** A stage variable, set where WWW-Authenticate is not renamed: in front is not API Gateway. */
export const keepsChallenge = 'keepsChallenge';

function requestOf(event: APIGatewayProxyEvent): HttpRequest {
  const bytes = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64') : undefined;
  return {
    requestId: event.requestContext.requestId,
    method: event.httpMethod,
    path: pathOf(event),
    query: (event.queryStringParameters ?? {}) as Record<string, string>,
    headers: headersOf(event),
    body: bytes?.toString() ?? event.body ?? '',
    ...(bytes && !isUtf8(bytes) && { malformedUtf8: true }),
    challengeRenamed: event.stageVariables?.[keepsChallenge] === undefined,
  };
}

/** The matched route: `event.path` can end with a slash, or begin with the base path of a domain. */
function pathOf({ resource, path, pathParameters }: APIGatewayProxyEvent): string {
  return resource?.replace(/\{(\w+)\+?\}/g, (_, name: string) => pathParameters?.[name] ?? '') || path;
}

function headersOf({ headers, multiValueHeaders }: APIGatewayProxyEvent): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    const lowerCase = name.toLowerCase();
    const before = joined[lowerCase];
    joined[lowerCase] = before === undefined ? (value ?? '') : `${before}, ${value}`;
  }
  const trace = invocationTrace(process.env);
  if (trace) joined['x-amzn-trace-id'] = trace;
  // A header sent twice shows only its last value in `headers`; joined, two Authorization headers fit no pattern.
  for (const name in multiValueHeaders) {
    const values = multiValueHeaders[name];
    if (values && values.length > 1) joined[name.toLowerCase()] = values.join(', ');
  }
  return joined;
}
