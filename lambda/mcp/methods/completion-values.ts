import type { ReadContext } from '../definitions/define-resource.ts';
import { type ArgumentsSoFar, candidates } from './completion-candidates.ts';
import { prefixMatcher } from './prefix-matcher.ts';

/** Values that begin with the typed text, then values with a word that does: "재" offers the policy titled 재택근무. */
export async function completionValues(
  argument: { readonly name: string; readonly value: string },
  previous: ArgumentsSoFar,
  context: ReadContext,
): Promise<readonly string[]> {
  const found = (await candidates.get(argument.name)?.(context, previous)) ?? [];
  const all = found.filter(({ uri }) => uri === undefined || context.rights.resource(uri).allowed);
  const fits = prefixMatcher(argument.value);
  const byValue = all.filter(({ value }) => fits(value));
  const byWord = all.filter(({ value, words = [] }) => !fits(value) && words.some(fits));
  return [...new Set([...byValue, ...byWord].map(({ value }) => value))];
}
