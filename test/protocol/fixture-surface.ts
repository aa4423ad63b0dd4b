import { setTimeout } from 'node:timers/promises';
import type { ContentBlock, InputRequest } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { ToolError } from '../../lambda/errors/tool-error.ts';
import { definePrompt, type Prompt, type PromptContext } from '../../lambda/mcp/definitions/define-prompt.ts';
import type { Resource } from '../../lambda/mcp/definitions/define-resource.ts';
import {
  defineTool,
  readOnly,
  type ToolContext,
  type UncachedTool,
} from '../../lambda/mcp/definitions/define-tool.ts';
import type { ServerFeatures } from '../../lambda/mcp/definitions/server-features.ts';
import {
  confirmationRequest,
  InputRequired,
  ToolResponse,
} from '../../lambda/mcp/definitions/tool-response.ts';

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=';

const image: ContentBlock = { type: 'image', data: png, mimeType: 'image/png' };

/** Everything that the conformance suite calls by name, as tools, resources and prompts of our kinds. */
export const fixtureSurface: ServerFeatures = {
  tools: [
    tool('test_simple_text', () => text('This is a simple text response for testing.')),
    tool('test_image_content', () => new ToolResponse([image])),
    tool('test_audio_content', () => new ToolResponse([{ type: 'audio', data: wav, mimeType: 'audio/wav' }])),
    tool('test_embedded_resource', () =>
      document('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
    ),
    tool('test_multiple_content_types', () => {
      const { blocks } = document(
        'test://mixed-content-resource',
        'application/json',
        '{"test":"data","value":123}',
      );
      return new ToolResponse([{ type: 'text', text: 'Multiple content types test:' }, image, ...blocks]);
    }),
    tool('test_error_handling', () => {
      throw new ToolError('INTERNAL_ERROR', 'This tool intentionally returns an error for testing', 'Go on.');
    }),
    tool('test_tool_with_progress', async ({ progress }) => {
      for (const done of [0, 50, 100]) {
        await progress(done, 100, `${done} of 100`);
        await setTimeout(20);
      }
      return text('Progress was reported.');
    }),
    tool('test_tool_with_logging', logThrice),
    tool('test_logging_tool', logThrice),
    {
      ...tool('test_missing_capability', () => text('The client can sample.')),
      requiredCapabilities: { sampling: {} },
    },
    tool('test_streaming_elicitation', confirmOnce),
    tool('test_input_required_result_request_state', confirmOnce),
    tool('test_input_required_result_tampered_state', confirmOnce),
    tool('test_input_required_result_elicitation', ({ clientInput: { responses } }) => {
      const name = contentOf(responses.user_name).name;
      return name === undefined ? new InputRequired({ user_name: askFor('name') }) : text(`Hello, ${name}!`);
    }),
    tool('test_input_required_result_sampling', ({ clientInput: { responses } }) =>
      responses.capital_question
        ? text(JSON.stringify(responses.capital_question))
        : new InputRequired({ capital_question: sample('What is the capital of France?') }),
    ),
    tool('test_input_required_result_list_roots', ({ clientInput: { responses } }) =>
      responses.client_roots
        ? text(JSON.stringify(responses.client_roots))
        : new InputRequired({ client_roots: listRoots }),
    ),
    tool('test_input_required_result_multiple_inputs', ({ clientInput: { responses } }) =>
      ['user_name', 'greeting', 'client_roots'].every((name) => responses[name])
        ? text('All three were answered.')
        : new InputRequired({
            user_name: askFor('name'),
            greeting: sample('Generate a greeting'),
            client_roots: listRoots,
          }),
    ),
    tool('test_input_required_result_multi_round', ({ clientInput: { responses, state } }) => {
      const { name } = (state ?? contentOf(responses.step1)) as { name?: string };
      if (name === undefined) return new InputRequired({ step1: askFor('name') }, undefined);
      const { color } = contentOf(responses.step2);
      return color === undefined
        ? new InputRequired({ step2: askFor('color') }, { name })
        : text(`${name}: ${color}`);
    }),
    tool('test_input_required_result_capabilities', ({ clientInput: { capabilities } }) => {
      const requests = {
        ...(capabilities.sampling && { greeting: sample('Generate a greeting') }),
        ...(capabilities.elicitation && { user_name: askFor('name') }),
      };
      return Object.keys(requests).length > 0
        ? new InputRequired(requests)
        : text('This client cannot be asked.');
    }),
  ],
  resources: [
    resource('test://static-text', async () => 'This is the content of the static text resource.'),
    { ...resource('test://static-binary', async () => ({ base64: png })), mimeType: 'image/png' },
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
    prompt('test_prompt_with_image', [], () => [
      { image: png, mimeType: 'image/png' },
      { text: 'Please analyze the image above.' },
    ]),
    prompt('test_input_required_result_prompt', [], (_args, { clientInput: { responses } }) => {
      const { context } = contentOf(responses.user_context);
      if (context === undefined) return new InputRequired({ user_context: askFor('context') });
      return [{ text: `Context: ${context}` }];
    }),
  ],
};

type FixtureOutput = { text: string } | ToolResponse<{ text: string }> | InputRequired;

function text(value: string) {
  return { text: value };
}

function document(uri: string, mimeType: string, content: string): ToolResponse<never> {
  return new ToolResponse([{ type: 'resource', resource: { uri, mimeType, text: content } }]);
}

async function logThrice({ log }: ToolContext) {
  for (const message of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
    await log('info', message);
    await setTimeout(20);
  }
  return text('Three messages were logged.');
}

function confirmOnce({ clientInput: { confirmation, canElicit } }: ToolContext): FixtureOutput {
  if (confirmation) return text(`state-ok: ${confirmation.action}`);
  return canElicit ? confirmationRequest('Please confirm', 'Go on') : text('This client cannot be asked.');
}

function askFor(field: string): InputRequest {
  return {
    method: 'elicitation/create',
    params: {
      mode: 'form',
      message: `What is the ${field}?`,
      requestedSchema: { type: 'object', properties: { [field]: { type: 'string' } }, required: [field] },
    },
  };
}

function sample(question: string): InputRequest {
  const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: question } }];
  return { method: 'sampling/createMessage', params: { messages, maxTokens: 100 } };
}

const listRoots: InputRequest = { method: 'roots/list', params: {} };

function contentOf(response: unknown): Record<string, string | undefined> {
  return (response as { content?: Record<string, string> } | undefined)?.content ?? {};
}

function tool(
  name: string,
  run: (context: ToolContext) => FixtureOutput | Promise<FixtureOutput>,
): UncachedTool {
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
    run: async (_input, context) => run(context),
  });
}

function resource(uri: string, read: Resource['read']): Resource {
  return { uri, name: uri, title: uri, description: uri, mimeType: 'application/json', scope: 'read', read };
}

function prompt(
  name: string,
  names: readonly string[],
  messages: (args: Record<string, string>, context: PromptContext) => Awaited<ReturnType<Prompt['messages']>>,
): Prompt {
  return definePrompt({
    name,
    title: name,
    description: `Asked for by the conformance suite as ${name}.`,
    scope: 'read',
    arguments: z.strictObject(Object.fromEntries(names.map((argument) => [argument, z.string()]))),
    messages: async (args, context) => messages(args, context),
  });
}
