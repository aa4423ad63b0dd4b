import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { isLoopback } from '../../../../lambda/config/loopback.ts';
import { gatewayResponses } from '../../../../lambda/http/gateway-responses.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON from a server that may be broken; every check reads parts of it.
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
  readonly ms: number;
}

/** A tool's answer in the 2025 protocol. */
interface ToolAnswer extends Answer {
  readonly structured: Json;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | undefined;
}

export interface RequestOptions {
  readonly token?: string;
  /** Uses the headers and the envelope of 2026-07-28. */
  readonly modern?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The server's own record of one request: the resource ops://trace/{trace_id}. */
interface Recorded {
  readonly record: Record<string, Json>;
  readonly metrics: Record<string, number>;
  readonly spans: readonly { readonly name: string; readonly parent?: string; readonly ms: number }[];
}

const modernRevision = '2026-07-28';
/** Longer than any valid deadline: a slower call has failed. */
const timeoutMs = 40_000;
/** The API-wide throttle does not concern this caller, so the check waits and retries. */
const throttled = gatewayResponses({ mcpUrl: '', scopePrefix: '' }).THROTTLED.body;
/** Several instances may share an address, and each knows only its own requests. */
const instancesTried = 8;

/** The server under test. Every request ends with an answer or an error. */
export type TargetServer = ReturnType<typeof createTargetServer>;

export function createTargetServer(url: string) {
  const answers: string[] = [];

  async function fetchText(address: string, init: RequestInit = {}): Promise<Answer> {
    const startedAt = performance.now();
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(address, { redirect: 'manual', ...init, signal }).catch((error: Error) => {
      const why = error.name === 'TimeoutError' ? `gave no answer in ${timeoutMs} ms` : 'cannot be reached';
      throw new Error(`${address} ${why}`, { cause: error.cause ?? error });
    });
    const text = await response.text();
    answers.push(`${JSON.stringify([...response.headers])}\n${text}`);
    const { status, headers } = response;
    return { status, headers, text, json: parseJson(text), ms: Math.round(performance.now() - startedAt) };
  }

  async function post(body: string, { token, headers: more }: RequestOptions = {}): Promise<Answer> {
    const accept = 'application/json, text/event-stream';
    const authorization = token && { authorization: `Bearer ${token}` };
    const headers = { 'content-type': 'application/json', accept, ...authorization, ...more };
    for (let tries = 1; ; tries += 1) {
      const answer = await fetchText(url, { method: 'POST', headers, body });
      if (answer.text !== throttled || tries === 5) return answer;
      await setTimeout(1_000);
    }
  }

  async function request(method: string, params: Json, options: RequestOptions = {}): Promise<Answer> {
    const message = { jsonrpc: '2.0', id: 1, method, params };
    if (!options.modern) return post(JSON.stringify(message), options);
    const name = params.name ?? params.uri;
    const headers = {
      'mcp-protocol-version': modernRevision,
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': name }),
      ...options.headers,
    };
    return post(JSON.stringify({ ...message, params: { ...params, _meta } }), { ...options, headers });
  }

  async function readResource(token: string, uri: string): Promise<Json> {
    const { json, status } = await request('resources/read', { uri }, { token });
    const text = json?.result?.contents?.[0]?.text;
    if (typeof text === 'string') return parseJson(text);
    throw new Error(`${uri} cannot be read: ${status} ${json?.error?.message ?? ''}`);
  }

  async function callTool(token: string, name: string, args: object = {}, options: RequestOptions = {}) {
    const answer = await request('tools/call', { name, arguments: args }, { ...options, token });
    const { structuredContent: structured, isError, content } = answer.json?.result ?? {};
    const error = isError ? parseJson(content?.[0]?.text)?.error : undefined;
    return { ...answer, structured, error } as ToolAnswer;
  }

  /** Sends a request with a new trace id, and reads the server's record of it. */
  async function recorded(adminToken: string, send: (headers: Record<string, string>) => Promise<unknown>) {
    for (let tries = 1; ; tries += 1) {
      const traceId = randomBytes(16).toString('hex');
      await send({ traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` });
      const found = await readResource(adminToken, `ops://trace/${traceId}`).catch((error: Error) => {
        if (/ 200 | 400 /.test(error.message)) return undefined;
        throw error;
      });
      if (found || tries === instancesTried) return found as Recorded | undefined;
    }
  }

  return {
    url,
    isLocal: isLoopback(URL.parse(url)?.hostname ?? ''),
    /** All answers so far, to be searched for secrets. */
    answers,
    get: (path: string, init?: RequestInit) =>
      fetchText(/^https?:/.test(path) ? path : url.replace(/\/mcp\/?$/, '') + path, init),
    post,
    request,
    readResource,
    callTool,
    recorded,
  };
}

const _meta = {
  'io.modelcontextprotocol/protocolVersion': modernRevision,
  'io.modelcontextprotocol/clientCapabilities': {},
};

function parseJson(text: unknown): Json {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
