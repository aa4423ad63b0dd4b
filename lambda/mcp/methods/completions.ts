import type { CompleteRequestParams } from '@modelcontextprotocol/server';
import { ToolError } from '../../errors/tool-error.ts';
import { quote } from '../../redaction/quote-input.ts';
import { isSameUri } from '../../text/canonical-uri.ts';
import { messages } from '../../text/messages.ts';
import { fold } from '../../text/words.ts';
import type { ReadContext } from '../definitions/define-resource.ts';
import type { ServerFeatures } from '../definitions/server-features.ts';

/**
 * Values that begin with what was typed, then those of which a word does: "재" offers the policy titled 재택근무. Of free text what
 * exists already; throws for a prompt or template that there is not.
 */
export async function complete(
  { ref, argument, context: { arguments: given = {} } = {} }: CompleteRequestParams,
  surface: ServerFeatures,
  context: ReadContext,
): Promise<readonly string[]> {
  requireKnown(ref, surface);
  // Loaded with the first one: few instances ever need it.
  const { candidates } = await import('./completion-candidates.ts');
  const found = (await candidates.get(argument.name)?.(context, given)) ?? [];
  const all = found.filter(({ uri }) => uri === undefined || context.rights.resource(uri).allowed);
  const start = fold(argument.value);
  const fits = (text: string) => fold(text).startsWith(start);
  const byValue = all.filter(({ value }) => fits(value));
  const byWord = all.filter(({ value, words = [] }) => !fits(value) && words.some(fits));
  return [...new Set([...byValue, ...byWord].map(({ value }) => value))];
}

function requireKnown(ref: CompleteRequestParams['ref'], { prompts, resources }: ServerFeatures): void {
  if (ref.type === 'ref/prompt') {
    if (prompts.some(({ name }) => name === ref.name)) return;
    throw new ToolError('NOT_FOUND', messages.noSuchPrompt(quote(ref.name)), messages.promptsAreListed);
  }
  if (resources.some(({ uri }) => isSameUri(uri, ref.uri))) return;
  throw new ToolError('NOT_FOUND', messages.noSuchTemplate(quote(ref.uri)), messages.templatesAreListed);
}
