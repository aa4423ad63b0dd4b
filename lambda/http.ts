import { mask, maskText } from './masking.ts';

/** An HTTP request as the app sees it, whatever front door it came through. */
export interface HttpRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. A header that was sent more than once has its values joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** The end of a request that is turned away: thrown anywhere in the pipeline, answered in one place. */
export class Refusal extends Error {
  readonly status: number;
  /** A code of the specification's; where it has none, the HTTP status: new ones must not lie in JSON-RPC's reserved range. */
  readonly code: number;
  readonly data: unknown;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: number,
    message: string,
    { data, headers = {} }: { data?: unknown; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.data = data;
    this.headers = headers;
  }

  /** The answer, with the id of the JSON-RPC request when that could be read. */
  toResponse(id: string | number | null): HttpResponse {
    // A refusal may repeat what was sent, and answers end up in other programs' logs.
    const error = {
      code: this.code,
      message: maskText(this.message, 1_000),
      ...(this.data !== undefined && { data: mask(this.data) }),
    };
    return json(this.status, { jsonrpc: '2.0', id, error }, this.headers);
  }
}
