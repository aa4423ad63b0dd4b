import type { MissedWord } from '../text/concepts.ts';
import { requestContext } from './request-context.ts';

/** Bounds the audit record. */
const most = 5;

/** Adds words to the audit record, which show the maintainer what the synonyms lack. */
export function recordMissedWords(words: readonly MissedWord[]): void {
  const context = requestContext.getStore();
  if (context && words.length > 0) context.missedWords = words.slice(0, most);
}
