export type ToolErrorCode =
  | 'NOT_FOUND'
  | 'INVALID_ARGUMENT'
  | 'PERMISSION_DENIED'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL_ERROR';

/**
 * The one kind of error whose text the model reads: `message` says what was wrong, `hint` what to do next.
 * Anything else that is thrown is ours: it is logged, and the model reads one bland sentence.
 */
export class ToolError extends Error {
  readonly code: ToolErrorCode;
  readonly hint: string;
  /** For programs, besides the text. */
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ToolErrorCode, message: string, hint: string, data?: Readonly<Record<string, unknown>>) {
    super(message);
    this.name = 'ToolError';
    this.code = code;
    this.hint = hint;
    this.data = data;
  }
}
