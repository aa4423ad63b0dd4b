import {
  type AuthInfo,
  type InboundModernRoute,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type JSONRPCResponse,
  type MessageExtraInfo,
  PerRequestHTTPServerTransport,
  ProtocolErrorCode,
  type Server,
  type Transport,
} from '@modelcontextprotocol/server';
import { withReadableIssues } from './invalid-params.ts';
import { NotificationQueue } from './notification-queue.ts';
import { headerMismatch } from './protocol-versions.ts';

/** The JSON-RPC answer to one request, and the HTTP status that its revision requires. */
export interface HandlerResult {
  readonly status: number;
  readonly answer: JSONRPCResponse;
}

/** A request that is still running and has sent a notification. */
export interface StreamedResult {
  readonly notifications: NotificationQueue;
  readonly result: Promise<HandlerResult>;
}

/**
 * Handles one request of revision 2026-07-28 on a new server. The SDK's per-request transport builds a `Response`, which
 * loads its streams at every cold start; this one returns the message.
 */
export async function handleModernRequest(
  server: Server,
  { message, classification }: InboundModernRoute & { message: JSONRPCRequest },
  authInfo: AuthInfo,
  acceptsStream: boolean,
): Promise<HandlerResult | StreamedResult> {
  const transport = new ModernTransport({ classification });
  await server.connect(transport);
  return firstOf(transport, transport.ask(message, { classification, authInfo }), acceptsStream);
}

/** Handles one request of a 2025 revision on a new server, without a session. */
export async function handleLegacyRequest(
  server: Server,
  message: JSONRPCRequest,
  authInfo: AuthInfo,
  acceptsStream: boolean,
): Promise<HandlerResult | StreamedResult> {
  const transport = new LegacyTransport();
  await server.connect(transport);
  return firstOf(transport, transport.ask(message, { authInfo }), acceptsStream);
}

/** The result alone if it comes before any notification, or if the client cannot read a stream (drops notifications). */
function firstOf(
  { notifications }: { readonly notifications: NotificationQueue },
  result: Promise<HandlerResult>,
  acceptsStream: boolean,
): Promise<HandlerResult | StreamedResult> {
  if (!acceptsStream) return result;
  return Promise.race([result, notifications.first.then(() => ({ notifications, result }))]);
}

class ModernTransport extends PerRequestHTTPServerTransport {
  readonly notifications = new NotificationQueue();
  /** The server rejects unknown methods synchronously, while the message is dispatched; handlers answer later. */
  private isDispatching = false;
  private settle: (exchanged: HandlerResult) => void = () => {};

  ask(message: JSONRPCRequest, extra: MessageExtraInfo): Promise<HandlerResult> {
    return new Promise((resolve) => {
      this.settle = resolve;
      this.isDispatching = true;
      this.onmessage?.(message, extra);
      this.isDispatching = false;
    });
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    if (!isAnswer(message)) return this.notifications.push(message);
    this.notifications.close();
    this.settle({ status: this.statusOf(message), answer: withReadableIssues(message) });
  }

  private statusOf(message: JSONRPCResponse): number {
    if (!('error' in message)) return 200;
    const { code } = message.error;
    if (code === ProtocolErrorCode.MissingRequiredClientCapability) return 400;
    return this.isDispatching ? (statusOfRefusal.get(code) ?? 200) : 200;
  }
}

/** Statuses of errors that are found before any handler runs (2026-07-28, basic/transports/streamable-http). */
const statusOfRefusal = new Map([
  [ProtocolErrorCode.MethodNotFound, 404],
  [headerMismatch, 400],
  [ProtocolErrorCode.UnsupportedProtocolVersion, 400],
]);

class LegacyTransport implements Transport {
  readonly notifications = new NotificationQueue();
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void;
  private settle: (exchanged: HandlerResult) => void = () => {};

  ask(message: JSONRPCRequest, extra: MessageExtraInfo): Promise<HandlerResult> {
    return new Promise((resolve) => {
      this.settle = resolve;
      this.onmessage?.(message, extra);
    });
  }

  async start(): Promise<void> {}

  async close(): Promise<void> {
    this.onclose?.();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!isAnswer(message)) return this.notifications.push(message);
    this.notifications.close();
    this.settle({ status: 200, answer: withReadableIssues(message) });
  }
}

/** The SDK's guards would parse the whole message again, which the server has just built. */
function isAnswer(message: JSONRPCMessage): message is JSONRPCResponse {
  return 'result' in message || 'error' in message;
}
