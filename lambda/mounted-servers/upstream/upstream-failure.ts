/** Why a mounted server gave no answer that can be used. */
export type UpstreamFailureKind =
  | 'unreachable'
  | 'blocked_address'
  | 'timeout'
  | 'unauthorized'
  | 'throttled'
  | 'http_status'
  | 'redirect'
  | 'malformed'
  | 'too_large'
  | 'needs_input';

/** The text is for the log: it may repeat the server's answer, and must not reach a caller. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  readonly kind: UpstreamFailureKind;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: UpstreamFailureKind,
    message: string,
    { status, retryAfterSeconds, cause }: FailureDetails = {},
  ) {
    super(message, { cause });
    this.kind = kind;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface FailureDetails {
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}
