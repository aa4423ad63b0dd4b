import { ToolError } from '../errors/tool-error.ts';
import type { PromptMessage } from '../mcp/definitions/define-prompt.ts';
import type { ReadContext } from '../mcp/definitions/define-resource.ts';
import { quote } from '../redaction/quote-input.ts';
import { markdownOf } from '../resources/policies.ts';
import { messages } from '../text/messages.ts';

/** One policy as an embedded document of a prompt; throws NOT_FOUND. */
export async function policyDocument(docId: string, context: ReadContext): Promise<PromptMessage> {
  const { all } = await context.services.referenceData.policies();
  const policy = all.get(docId);
  if (!policy) throw new ToolError('NOT_FOUND', messages.noSuchPolicy(quote(docId)), messages.searchPolicy);
  return { uri: `policy://${docId}`, mimeType: 'text/markdown', document: markdownOf(policy, context) };
}
