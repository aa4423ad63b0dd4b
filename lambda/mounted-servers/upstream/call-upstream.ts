import { randomUUID } from 'node:crypto';
import type { Handshake } from '../records.ts';
import type { ToolDefinition } from '../tool-definition.ts';
import { type Connection, type ConnectionOptions, createConnection } from './http-exchange.ts';
import { headerValue, parameterHeaders } from './parameter-headers.ts';
import { exchangeRpc, type RpcAnswer } from './rpc-exchange.ts';
import { UpstreamFailure } from './upstream-failure.ts';

export interface UpstreamCall extends ConnectionOptions {
  readonly url: string;
  readonly handshake: Handshake;
  readonly definition: Pick<ToolDefinition, 'name' | 'inputSchema'>;
  readonly args: object;
  /** The headers that authenticate this server. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clientVersion: string;
}

export interface UpstreamAnswer extends Pick<RpcAnswer, 'status' | 'result' | 'error'> {
  readonly bytes: number;
}

const modernRevision = '2026-07-28';

/**
 * Sends one tools/call to a mounted server, once. A session lasts for one call, and ids are random: instances that
 * share a session and count from 0 would get each other's answers.
 */
export async function callUpstream(call: UpstreamCall): Promise<UpstreamAnswer> {
  const connection = createConnection(call);
  const url = new URL(call.url);
  try {
    const headers = await openCall(connection, url, call);
    const answer = await exchangeRpc(connection, { url, headers, message: messageOf(call) });
    if (headers['mcp-session-id']) endSession(connection, url, headers);
    else connection.close();
    return { status: answer.status, bytes: connection.bytes, ...pick(answer) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function pick({ result, error }: RpcAnswer): Pick<RpcAnswer, 'result' | 'error'> {
  return error ? { error } : { result: result! };
}

function messageOf({ definition: { name }, args, handshake, clientVersion }: UpstreamCall) {
  const params = { name, arguments: args };
  const id = randomUUID();
  if (handshake.revision !== modernRevision) return { id, method: 'tools/call', params };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': modernRevision,
    'io.modelcontextprotocol/clientInfo': { name: 'ops-assistant', version: clientVersion },
    // None: a request of the server could not reach the person.
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return { id, method: 'tools/call', params: { ...params, _meta } };
}

/** Sends what the revision requires before a call, and returns the headers of the call. */
async function openCall(
  connection: Connection,
  url: URL,
  call: UpstreamCall,
): Promise<Record<string, string>> {
  const { handshake, definition, args, headers } = call;
  const versioned = { ...headers, 'mcp-protocol-version': handshake.revision };
  if (handshake.revision === modernRevision) {
    return {
      ...versioned,
      'mcp-method': 'tools/call',
      'mcp-name': headerValue(definition.name),
      ...parameterHeaders(definition.inputSchema, args),
    };
  }
  return handshake.sessions ? openSession(connection, url, call) : versioned;
}

async function openSession(
  connection: Connection,
  url: URL,
  { headers, handshake, clientVersion }: UpstreamCall,
): Promise<Record<string, string>> {
  const params = {
    protocolVersion: handshake.revision,
    capabilities: {},
    clientInfo: { name: 'ops-assistant', version: clientVersion },
  };
  const message = { id: randomUUID(), method: 'initialize', params };
  const answer = await exchangeRpc(connection, { url, headers, message });
  if (!answer.result) {
    throw new UpstreamFailure('malformed', `initialize was refused: ${answer.error?.message}`, answer);
  }
  const session = answer.headers['mcp-session-id'];
  const inSession = {
    ...headers,
    'mcp-protocol-version': String(answer.result.protocolVersion ?? handshake.revision),
    ...(typeof session === 'string' && { 'mcp-session-id': session }),
  };
  await exchangeRpc(connection, {
    url,
    headers: inSession,
    message: { method: 'notifications/initialized' },
  });
  return inSession;
}

/** Not awaited: a session that is not ended expires at the server. */
function endSession(connection: Connection, url: URL, headers: Record<string, string>): void {
  const receiver = { head: () => {}, data: () => false, end: () => {} };
  connection
    .send({ url, method: 'DELETE', headers, body: '', receiver })
    .catch(() => {})
    .finally(() => connection.close());
}
