import { setTimeout } from 'node:timers/promises';
import { gatewayResponses } from '../../../../lambda/http/gateway-contract.ts';
import { pick } from './json-path.ts';

/** What came back, as text and, where it is JSON, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
  readonly ms: number;
}

/** A tool's answer as a 2025 client gets it. */
export interface ToolAnswer {
  readonly status: number;
  readonly structured: unknown;
  /** What the model reads when the tool refused. */
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | undefined;
  readonly text: string;
}

interface AskOptions {
  readonly token?: string;
  /** The headers and the envelope of 2026-07-28. */
  readonly modern?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The server under check. Every request ends: with an answer, or by throwing after `patienceMs`. */
export interface Site {
  /** The MCP endpoint, as clients are told it. */
  readonly url: string;
  readonly isLocal: boolean;
  /** `path` comes after the public address, which in API Gateway can hold the stage. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  request(address: string, init?: RequestInit): Promise<Answer>;
  post(body: string, options?: AskOptions): Promise<Answer>;
  ask(method: string, params: object, options?: AskOptions): Promise<Answer>;
  callTool(token: string, name: string, args?: object, options?: AskOptions): Promise<ToolAnswer>;
}

const modernRevision = '2026-07-28';
/** The throttle of the whole API answers for everybody: it says nothing of this caller, so it is waited out. */
const throttled = gatewayResponses({ mcpUrl: '', scopePrefix: '' }).THROTTLED.body;
const maxTries = 5;

export function createSite(url: string, { patienceMs }: { readonly patienceMs: number }): Site {
  const base = url.replace(/\/mcp\/?$/, '');

  async function request(address: string, init: RequestInit = {}): Promise<Answer> {
    const startedAt = performance.now();
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(address, { redirect: 'manual', ...init, signal }).catch((error: Error) => {
      throw unanswered(address, error, patienceMs);
    });
    const text = await response.text();
    const ms = Math.round(performance.now() - startedAt);
    return { status: response.status, headers: response.headers, text, json: readJson(text), ms };
  }

  async function post(body: string, { token, headers }: AskOptions = {}): Promise<Answer> {
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
    let answer = await request(url, init);
    for (let tries = 1; tries < maxTries && answer.text === throttled; tries += 1) {
      await setTimeout(1_000);
      answer = await request(url, init);
    }
    return answer;
  }

  async function ask(method: string, params: object, options: AskOptions = {}): Promise<Answer> {
    const { modern = false, headers } = options;
    const name = pick(params, 'name') ?? pick(params, 'uri');
    return post(
      JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: modern ? { ...params, _meta } : params }),
      {
        ...options,
        headers: {
          ...(modern && { 'mcp-protocol-version': modernRevision, 'mcp-method': method }),
          ...(modern && typeof name === 'string' && { 'mcp-name': name }),
          ...headers,
        },
      },
    );
  }

  return {
    url,
    isLocal: /^https?:\/\/(127\.|localhost[:/]|\[::1\])/.test(url),
    get: (path, headers = {}) => request(`${base}${path}`, { headers }),
    request,
    post,
    ask,
    async callTool(token, name, args = {}, options = {}) {
      const answer = await ask('tools/call', { name, arguments: args }, { ...options, token });
      return toolAnswer(answer);
    },
  };
}

const _meta = {
  'io.modelcontextprotocol/protocolVersion': modernRevision,
  'io.modelcontextprotocol/clientCapabilities': {},
};

function toolAnswer({ status, text, json }: Answer): ToolAnswer {
  const result = pick(json, 'result');
  const spoken = String(pick(result, 'content', 0, 'text') ?? '');
  const error = pick(result, 'isError') === true ? pick(readJson(spoken), 'error') : undefined;
  return {
    status,
    structured: pick(result, 'structuredContent'),
    error: error as ToolAnswer['error'],
    text,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unanswered(address: string, error: Error, patienceMs: number): Error {
  if (error.name === 'TimeoutError') return new Error(`${address} gave no answer in ${patienceMs} ms`);
  return new Error(`${address} cannot be reached`, { cause: error.cause ?? error });
}
