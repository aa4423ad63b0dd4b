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
import { headerMismatch } from './protocol-versions.ts';

/** What came of one request: the JSON-RPC answer, and the HTTP status that its revision asks for. */
export interface HandlerResult {
  readonly status: number;
  readonly answer: JSONRPCResponse;
}

/**
 * Serves one request of revision 2026-07-28 on a fresh server. The SDK's own per-request transport tells the server
 * its revision, but builds a `Response`, whose first use costs 50 ms of every cold start; this one keeps the message.
 */
export async function handleModernRequest(
  server: Server,
  { message, classification }: InboundModernRoute & { message: JSONRPCRequest },
  authInfo: AuthInfo,
): Promise<HandlerResult> {
  const transport = new ModernTransport({ classification });
  await server.connect(transport);
  return transport.ask(message, { classification, authInfo });
}

/** Serves one request of a 2025 revision on a fresh server, without a session. */
export async function handleLegacyRequest(
  server: Server,
  message: JSONRPCRequest,
  authInfo: AuthInfo,
): Promise<HandlerResult> {
  const transport = new LegacyTransport();
  await server.connect(transport);
  return transport.ask(message, { authInfo });
}

class ModernTransport extends PerRequestHTTPServerTransport {
  /** The server refuses unknown methods while the message is handed in; what a handler answers comes later. */
  private handingIn = false;
  private settle: (exchanged: HandlerResult) => void = () => {};

  ask(message: JSONRPCRequest, extra: MessageExtraInfo): Promise<HandlerResult> {
    return new Promise((resolve) => {
      this.settle = resolve;
      this.handingIn = true;
      this.onmessage?.(message, extra);
      this.handingIn = false;
    });
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    if (!isAnswer(message)) return;
    this.settle({ status: this.statusOf(message), answer: withReadableIssues(message) });
  }

  private statusOf(message: JSONRPCResponse): number {
    if (!('error' in message)) return 200;
    const { code } = message.error;
    if (code === ProtocolErrorCode.MissingRequiredClientCapability) return 400;
    return this.handingIn ? (statusOfRefusal.get(code) ?? 200) : 200;
  }
}

/** Statuses of errors that are found before any handler runs (2026-07-28, basic/transports/streamable-http). */
const statusOfRefusal = new Map([
  [ProtocolErrorCode.MethodNotFound, 404],
  [headerMismatch, 400],
  [ProtocolErrorCode.UnsupportedProtocolVersion, 400],
]);

class LegacyTransport implements Transport {
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
    if (isAnswer(message)) this.settle({ status: 200, answer: withReadableIssues(message) });
  }
}

/**
 * Notifications are dropped: the answer is one JSON document, and no tool here runs long enough to report. Looks at
 * the names only: the server has just built the message, and the SDK's own guards would parse all of it again.
 */
function isAnswer(message: JSONRPCMessage): message is JSONRPCResponse {
  return 'result' in message || 'error' in message;
}
