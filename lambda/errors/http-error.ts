import { inLanguage, type Language, type Text } from '../text/language.ts';

/** Ends a request with an HTTP status: thrown anywhere in the pipeline, turned into a response in one place. */
export class HttpError extends Error {
  readonly status: number;
  /** MCP's JSON-RPC code, or the HTTP status where MCP has none: own codes must lie outside JSON-RPC's reserved range. */
  readonly code: number;
  readonly data: unknown;
  readonly headers: Record<string, string>;
  readonly #text: Text | string;

  constructor(
    status: number,
    code: number,
    message: Text | string,
    { data, headers = {} }: { data?: unknown; headers?: Record<string, string> } = {},
  ) {
    super(inLanguage(message, 'en'));
    this.#text = message;
    this.status = status;
    this.code = code;
    this.data = data;
    this.headers = headers;
  }

  in(language: Language): string {
    return inLanguage(this.#text, language);
  }
}
