import { inLanguage, type Language, type Text } from '../text/language.ts';

export type ToolErrorCode =
  | 'NOT_FOUND'
  | 'INVALID_ARGUMENT'
  | 'PERMISSION_DENIED'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL_ERROR';

/**
 * The only error whose text the model reads: `message` says what was wrong, `hint` what to do next.
 * Any other error is a fault of the server: it is logged, and the model reads a general sentence.
 */
export class ToolError extends Error {
  readonly code: ToolErrorCode;
  readonly hint: string;
  /** For programs, besides the text. */
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly #texts: readonly [message: Text | string, hint: Text | string];

  constructor(
    code: ToolErrorCode,
    message: Text | string,
    hint: Text | string,
    data?: Readonly<Record<string, unknown>>,
  ) {
    super(inLanguage(message, 'en'));
    this.name = 'ToolError';
    this.code = code;
    this.hint = inLanguage(hint, 'en');
    this.data = data;
    this.#texts = [message, hint];
  }

  in(language: Language): { readonly message: string; readonly hint: string } {
    const [message, hint] = this.#texts;
    return { message: inLanguage(message, language), hint: inLanguage(hint, language) };
  }
}
