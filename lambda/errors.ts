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

  constructor(code: ToolErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'ToolError';
    this.code = code;
    this.hint = hint;
  }
}

/** A caller's own words for use in an error: at most 60 characters, one line, so that no answer repeats them at length. */
export function quote(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ');
  const shown = [...line].slice(0, 60).join('');
  return shown.length < line.length ? `"${shown}…"` : `"${shown}"`;
}
