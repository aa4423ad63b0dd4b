import { type HttpResponse, json } from '../http/messages.ts';
import { redact, redactText } from '../redaction/redact.ts';

/** The end of a request that is turned away: thrown anywhere in the pipeline, answered in one place. */
export class HttpError extends Error {
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
      message: redactText(this.message, 1_000),
      ...(this.data !== undefined && { data: redact(this.data) }),
    };
    return json(this.status, { jsonrpc: '2.0', id, error }, this.headers);
  }
}
