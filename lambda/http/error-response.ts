import type { HttpError } from '../errors/http-error.ts';
import { redact, redactText } from '../redaction/redact.ts';
import type { Language } from '../text/language.ts';
import { type HttpResponse, json } from './messages.ts';

/** The JSON-RPC error, redacted: a message may repeat what was sent, and responses end up in other programs' logs. */
export function errorResponse(
  error: HttpError,
  id: string | number | null,
  language: Language = 'en',
): HttpResponse {
  const { status, code, data, headers } = error;
  const body = {
    code,
    message: redactText(error.in(language), 1_000),
    ...(data !== undefined && { data: redact(data) }),
  };
  return json(status, { jsonrpc: '2.0', id, error: body }, headers);
}
