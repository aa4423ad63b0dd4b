import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { gatewayResponses } from '../../../../lambda/http/gateway-contract.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON of a server that may be broken; every check looks into it.
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
  readonly ms: number;
}

/** A tool's answer as a 2025 client gets it. */
export interface ToolAnswer extends Answer {
  readonly structured: Json;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | undefined;
}

interface RequestOptions {
  readonly token?: string;
  /** Uses the headers and the envelope of 2026-07-28. */
  readonly modern?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the server itself recorded about one request: the resource ops://trace/{trace_id}. */
export interface Recorded {
  readonly record: Record<string, Json>;
  readonly metrics: Record<string, number>;
  readonly spans: readonly { readonly name: string; readonly parent?: string; readonly ms: number }[];
}

/** The server that is checked. Every request ends, with an answer or an error. */
export interface TargetServer {
  readonly url: string;
  readonly isLocal: boolean;
  /** Everything it has answered so far, to be searched for secrets. */
  readonly answers: readonly string[];
  get(path: string, init?: RequestInit): Promise<Answer>;
  post(body: string, options?: RequestOptions): Promise<Answer>;
  request(method: string, params: object, options?: RequestOptions): Promise<Answer>;
  callTool(token: string, name: string, args?: object, options?: RequestOptions): Promise<ToolAnswer>;
  readResource(token: string, uri: string): Promise<Json>;
  /** Sends a request under a new trace id, and reads what was recorded about it. */
  recorded<A>(
    adminToken: string,
    send: (headers: Record<string, string>) => Promise<A>,
  ): Promise<{ answer: A; recorded: Recorded | undefined }>;
}

const modernRevision = '2026-07-28';
/** Longer than any deadline that passes: a call that is slower has failed. */
const timeoutMs = 40_000;
/** The throttle of the whole API tells nothing of this caller, so it is waited out. */
const throttled = gatewayResponses({ mcpUrl: '', scopePrefix: '' }).THROTTLED.body;
/** Several instances can stand behind one address, and each knows its own requests only. */
const instancesTried = 8;

export function createTargetServer(url: string): TargetServer {
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

  async function post(body: string, { token, headers }: RequestOptions = {}): Promise<Answer> {
    const init = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body,
    };
    for (let tries = 1; ; tries += 1) {
      const answer = await fetchText(url, init);
      if (answer.text !== throttled || tries === 5) return answer;
      await setTimeout(1_000);
    }
  }

  async function request(method: string, params: Json, options: RequestOptions = {}): Promise<Answer> {
    const { modern = false } = options;
    const name = params.name ?? params.uri;
    const message = { jsonrpc: '2.0', id: 1, method, params: modern ? { ...params, _meta } : params };
    return post(JSON.stringify(message), {
      ...options,
      headers: {
        ...(modern && { 'mcp-protocol-version': modernRevision, 'mcp-method': method }),
        ...(modern && name !== undefined && { 'mcp-name': name }),
        ...options.headers,
      },
    });
  }

  async function readResource(token: string, uri: string): Promise<Json> {
    const { json, status } = await request('resources/read', { uri }, { token });
    const text = json?.result?.contents?.[0]?.text;
    if (typeof text !== 'string') {
      throw new Error(`${uri} cannot be read: ${status} ${json?.error?.message ?? ''}`);
    }
    return parseJson(text);
  }

  return {
    url,
    isLocal: isLoopback(url),
    answers,
    get: (path, init) => fetchText(/^https?:/.test(path) ? path : url.replace(/\/mcp\/?$/, '') + path, init),
    post,
    request,
    readResource,
    async callTool(token, name, args = {}, options = {}) {
      const answer = await request('tools/call', { name, arguments: args }, { ...options, token });
      const { structuredContent: structured, isError, content } = answer.json?.result ?? {};
      return { ...answer, structured, error: isError ? parseJson(content?.[0]?.text)?.error : undefined };
    },
    async recorded(adminToken, send) {
      for (let tries = 1; ; tries += 1) {
        const traceId = randomBytes(16).toString('hex');
        const answer = await send({ traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` });
        const recorded = await readResource(adminToken, `ops://trace/${traceId}`).catch((error: Error) => {
          if (/ 200 | 400 /.test(error.message)) return undefined;
          throw error;
        });
        if (recorded || tries === instancesTried) return { answer, recorded };
      }
    },
  };
}

export function isLoopback(url: string): boolean {
  const hostname = URL.parse(url)?.hostname ?? '';
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
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
