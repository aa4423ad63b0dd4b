import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Message {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Answered {
  readonly milliseconds: number;
  /** `ok`, a tool's error code, or an HTTP status. */
  readonly ended: string;
  readonly structuredContent: Readonly<Record<string, unknown>> | undefined;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
const revision = '2026-07-28';
let lastId = 0;

/** Sends a request of either protocol era and returns its outcome; throws if there was no answer. */
export async function post(
  url: string,
  token: string,
  { method, params }: Message,
  modern: boolean,
): Promise<Answered> {
  const startedAt = performance.now();
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: ++lastId,
    method,
    params: modern ? { ...params, _meta: envelope } : params,
  });
  const { status, answer } = await send(url, { ...headersOf(method, params, modern), token }, body);
  const milliseconds = performance.now() - startedAt;
  return { milliseconds, ended: endOf(status, answer), structuredContent: answer.result?.structuredContent };
}

const envelope = {
  'io.modelcontextprotocol/protocolVersion': revision,
  'io.modelcontextprotocol/clientCapabilities': {},
};

function headersOf(method: string, { name }: Message['params'], modern: boolean): Record<string, string> {
  if (!modern) return method === 'initialize' ? {} : { 'mcp-protocol-version': '2025-11-25' };
  return {
    'mcp-protocol-version': revision,
    'mcp-method': method,
    ...(typeof name === 'string' && { 'mcp-name': name }),
  };
}

interface Answer {
  readonly result?: {
    readonly isError?: boolean;
    readonly content?: readonly { readonly text: string }[];
    readonly structuredContent?: Readonly<Record<string, unknown>>;
  };
  readonly error?: { readonly code: number };
}

async function send(url: string, { token, ...headers }: Record<string, string>, body: string) {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${token}`,
          ...headers,
        },
      },
      resolve,
    )
      .on('error', reject)
      .end(body);
  });
  const answered = await text(response);
  return { status: response.statusCode ?? 0, answer: JSON.parse(answered) as Answer };
}

function endOf(status: number, { result, error }: Answer): string {
  if (status !== 200) return String(status);
  if (error) return String(error.code);
  if (!result?.isError) return 'ok';
  return JSON.parse(result.content?.[0]?.text ?? '{}').error?.code ?? 'unknown error';
}
