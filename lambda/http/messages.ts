/** An HTTP request as the app sees it, whatever front door it came through. */
export interface HttpRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. A header that was sent more than once has its values joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** The bytes of the body were no UTF-8, so that `body` holds U+FFFD in their place. */
  readonly malformedUtf8?: boolean;
  /** The front door renames WWW-Authenticate, so clients cannot follow a challenge in this answer. */
  readonly challengeRenamed?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Sent instead of the body while the answer is not known yet; a reader that stops ends the work. */
  readonly stream?: AsyncIterable<string>;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
