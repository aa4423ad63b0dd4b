import type { IncomingHttpHeaders } from 'node:http';
import { createParser } from 'eventsource-parser';
import type { Connection, Receiver } from './http-exchange.ts';
import { UpstreamFailure } from './upstream-failure.ts';

export interface RpcRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Without an id it is a notification, and nothing is expected back. */
  readonly message: { readonly id?: string; readonly method: string; readonly params?: object };
}

export interface RpcAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Sends one JSON-RPC message once; throws {@link UpstreamFailure} unless its answer comes back. */
export async function exchangeRpc(
  connection: Connection,
  { url, headers, message }: RpcRequest,
): Promise<RpcAnswer> {
  const receiver = createReceiver(message.id);
  await connection.send({
    url,
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    receiver,
  });
  const { status, headers: received, answer } = receiver;
  if (message.id === undefined) return { status, headers: received };
  if (!answer)
    throw new UpstreamFailure('malformed', 'The answer ended without an answer to the call', { status });
  return { status, headers: received, ...answer };
}

type Answer = Pick<RpcAnswer, 'result' | 'error'>;

function createReceiver(id: string | undefined): Receiver & {
  status: number;
  headers: IncomingHttpHeaders;
  answer: Answer | undefined;
} {
  let body = '';
  let isStream = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      // An event without data keeps the connection open.
      if (data !== '') receiver.answer ??= answerIn(data, id);
    },
  });

  const receiver = {
    status: 0,
    headers: {} as IncomingHttpHeaders,
    answer: undefined as Answer | undefined,
    head(status: number, headers: IncomingHttpHeaders) {
      Object.assign(receiver, { status, headers });
      const type = (headers['content-type'] ?? '').toLowerCase();
      isStream = type.startsWith('text/event-stream');
      assertUsable(status, headers, type.startsWith('application/json'));
    },
    data(text: string) {
      if (isStream) parser.feed(text);
      else body += text;
      return receiver.answer !== undefined;
    },
    end() {
      if (!isStream && id !== undefined && body !== '') receiver.answer = answerIn(body, id);
    },
  };
  return receiver;
}

/** An error status with a JSON-RPC body is usable: the error says more than the status. */
function assertUsable(status: number, headers: IncomingHttpHeaders, isJson: boolean): void {
  const details = { status, retryAfterSeconds: Number(headers['retry-after']) || undefined };
  if (status >= 300 && status < 400)
    throw new UpstreamFailure('redirect', 'Redirects are not followed', details);
  if (status === 401 || status === 403)
    throw new UpstreamFailure('unauthorized', `HTTP status ${status}`, details);
  if (status === 429) throw new UpstreamFailure('throttled', 'HTTP status 429', details);
  if (status >= 500 || (status >= 400 && !isJson)) {
    throw new UpstreamFailure('http_status', `HTTP status ${status}`, details);
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new UpstreamFailure('malformed', `Content-Encoding ${encoding}`, details);
}

/** The answer to this call; undefined for notifications and for answers to other calls. */
function answerIn(json: string, id: string | undefined): Answer | undefined {
  const message = parse(json);
  if (message.id === undefined) return undefined;
  if (typeof message.method === 'string') {
    throw new UpstreamFailure('needs_input', `The server asked for ${message.method.slice(0, 60)}`);
  }
  // Errors before the id was read have none.
  if (message.id !== id && !(message.id === null && message.error)) return undefined;
  if (isObject(message.result)) return { result: message.result };
  const { code, message: text } = (isObject(message.error) ? message.error : {}) as Record<string, unknown>;
  if (typeof code !== 'number') throw new UpstreamFailure('malformed', 'Neither a result nor an error');
  return { error: { code, message: typeof text === 'string' ? text : '' } };
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    const message: unknown = JSON.parse(json);
    if (isObject(message)) return message;
  } catch {
    // Reported below, together with JSON that is not an object.
  }
  throw new UpstreamFailure('malformed', 'The answer is not a JSON-RPC message');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
