import type { HttpRequest } from '../http/messages.ts';
import type { Message } from '../mcp/protocol/parse-request.ts';
import { type Language, requestLanguage } from '../text/language.ts';

/** The language that a message asks for or is written in; undefined when it shows none. */
export function messageLanguage(
  { request: { params = {} } }: Message,
  { headers }: Pick<HttpRequest, 'headers'>,
): Language | undefined {
  const input = [params.arguments, params.argument, koreanPartOf(params.uri)];
  const acceptLanguage = headers['accept-language'];
  return requestLanguage({ meta: params._meta, acceptLanguage, input });
}

/** Only the Korean letters of a URI: English words in it are names, and show no language. */
function koreanPartOf(uri: unknown): string {
  if (typeof uri !== 'string') return '';
  try {
    return decodeURIComponent(uri).replace(/[^\p{Script=Hangul}]+/gu, '');
  } catch {
    return '';
  }
}
