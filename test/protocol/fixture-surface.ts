import * as z from 'zod';
import { ToolError } from '../../lambda/errors/tool-error.ts';
import { definePrompt, type Prompt } from '../../lambda/mcp/definitions/define-prompt.ts';
import type { Resource } from '../../lambda/mcp/definitions/define-resource.ts';
import {
  defineTool,
  ElicitationRequest,
  readOnly,
  type Tool,
  type ToolContext,
} from '../../lambda/mcp/definitions/define-tool.ts';
import type { ServerFeatures } from '../../lambda/mcp/definitions/server-features.ts';

/** What the conformance suite calls by name, as far as our kinds of tool, resource and prompt can express it. */
export const fixtureSurface: ServerFeatures = {
  tools: [
    tool('test_simple_text', () => 'This is a simple text response for testing.'),
    tool('test_logging_tool', () => 'Nothing was logged to the client.'),
    tool('test_error_handling', () => {
      throw new ToolError('INTERNAL_ERROR', 'This tool intentionally returns an error for testing', 'Go on.');
    }),
    tool('test_streaming_elicitation', askOnce),
    tool('test_input_required_result_elicitation', askOnce),
    tool('test_input_required_result_request_state', askOnce),
    tool('test_input_required_result_tampered_state', askOnce),
    tool('test_input_required_result_capabilities', askOnce),
  ],
  resources: [
    resource('test://static-text', async () => 'This is the content of the static text resource.'),
    resource('test://template/{id}/data', async ({ id }) => JSON.stringify({ id, templateTest: true })),
  ],
  prompts: [
    prompt('test_simple_prompt', [], () => [{ text: 'This is a simple prompt for testing.' }]),
    prompt('test_prompt_with_arguments', ['arg1', 'arg2'], ({ arg1, arg2 }) => [
      { text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` },
    ]),
    prompt('test_prompt_with_embedded_resource', ['resourceUri'], ({ resourceUri = '' }) => [
      { uri: resourceUri, mimeType: 'text/plain', document: 'Embedded resource content for testing.' },
      { text: 'Please process the embedded resource above.' },
    ]),
  ],
};

function askOnce({ elicitation }: ToolContext): string | ElicitationRequest {
  const { action, supported } = elicitation;
  if (action === undefined)
    return supported ? new ElicitationRequest('Please confirm') : 'This client cannot be asked.';
  return `state-ok: ${action}`;
}

function tool(name: string, answer: (context: ToolContext) => string | ElicitationRequest): Tool {
  return defineTool({
    name,
    title: name,
    description: `Called by the conformance suite as ${name}.`,
    scope: 'read',
    limit: { perMinute: 10_000 },
    cache: 'never',
    annotations: readOnly,
    input: z.strictObject({}),
    output: z.object({ text: z.string() }),
    async run(_input, context) {
      const text = answer(context);
      return text instanceof ElicitationRequest ? text : { text };
    },
  });
}

function resource(uri: string, read: Resource['read']): Resource {
  return { uri, name: uri, title: uri, description: uri, mimeType: 'application/json', scope: 'read', read };
}

function prompt(
  name: string,
  names: readonly string[],
  messages: (args: Record<string, string>) => Awaited<ReturnType<Prompt['messages']>>,
): Prompt {
  return definePrompt({
    name,
    title: name,
    description: `Asked for by the conformance suite as ${name}.`,
    scope: 'read',
    arguments: z.strictObject(Object.fromEntries(names.map((argument) => [argument, z.string()]))),
    messages: async (args) => messages(args),
  });
}
