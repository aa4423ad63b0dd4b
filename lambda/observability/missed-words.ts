import type { MissedWord } from '../text/concepts.ts';
import { requestContext } from './request-context.ts';

/** More would make the audit record as long as its caller likes. */
const most = 5;

/** Notes words for the audit record, so that the maintainer of the synonyms learns what people say. */
export function recordMissedWords(words: readonly MissedWord[]): void {
  const context = requestContext.getStore();
  if (context && words.length > 0) context.missedWords = words.slice(0, most);
}
