import type { CompleteRequestParams } from '@modelcontextprotocol/server';
import { ToolError } from '../../errors/tool-error.ts';
import { quote } from '../../redaction/quote-input.ts';
import { isSameUri } from '../../text/canonical-uri.ts';
import { messages } from '../../text/messages.ts';
import type { ReadContext } from '../definitions/define-resource.ts';
import type { ServerFeatures } from '../definitions/server-features.ts';

/** Completes from existing data, also for free text; throws for an unknown prompt or template. */
export async function complete(
  { ref, argument, context: { arguments: previous = {} } = {} }: CompleteRequestParams,
  surface: ServerFeatures,
  context: ReadContext,
): Promise<readonly string[]> {
  requireKnown(ref, surface);
  // Imported with the first completion: few instances need it.
  const { completionValues } = await import('./completion-values.ts');
  return completionValues(argument, previous, context);
}

function requireKnown(ref: CompleteRequestParams['ref'], { prompts, resources }: ServerFeatures): void {
  if (ref.type === 'ref/prompt') {
    if (prompts.some(({ name }) => name === ref.name)) return;
    throw new ToolError('NOT_FOUND', messages.noSuchPrompt(quote(ref.name)), messages.promptsAreListed);
  }
  if (resources.some(({ uri }) => isSameUri(uri, ref.uri))) return;
  throw new ToolError('NOT_FOUND', messages.noSuchTemplate(quote(ref.uri)), messages.templatesAreListed);
}
