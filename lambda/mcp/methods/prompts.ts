import { ProtocolError, ProtocolErrorCode, type Prompt as WirePrompt } from '@modelcontextprotocol/server';
import { currentLanguage } from '../../observability/request-context.ts';
import { quote } from '../../redaction/quote-input.ts';
import { messages as texts } from '../../text/messages.ts';
import type { Prompt, PromptMessage } from '../definitions/define-prompt.ts';
import type { ServerFeatures } from '../definitions/server-features.ts';
import { InputRequired } from '../definitions/tool-response.ts';
import { modernRevision } from '../protocol/protocol-versions.ts';
import type { ClientInputs } from './client-input.ts';
import { complete } from './completions.ts';
import { type HandlerContext, pageOf, withErrorHandling } from './handler-context.ts';
import { parseArguments } from './parse-arguments.ts';
import type { ListEntry } from './wire-definitions.ts';

export interface PromptHandlerOptions {
  readonly listed: readonly ListEntry<WirePrompt>[];
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly surface: ServerFeatures;
  readonly clientInputs: ClientInputs;
  readonly revision: string;
}

/** The most that one completion may offer (2026-07-28, server/utilities/completion). */
const maxValues = 100;

/** Answers prompts/list, prompts/get and completion/complete. */
export function registerPromptHandlers(
  context: HandlerContext,
  { listed, prompts, surface, clientInputs, revision }: PromptHandlerOptions,
): void {
  const { server } = context;

  server.setRequestHandler(
    'prompts/list',
    withErrorHandling(context, async ({ params }) => {
      const { entries, ...next } = pageOf(listed, 'prompts', params?.cursor, context);
      return { prompts: entries, ...next };
    }),
  );

  server.setRequestHandler(
    'prompts/get',
    withErrorHandling(context, async ({ params }, ctx) => {
      const prompt = prompts.get(params.name);
      if (!prompt) {
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          texts.unknownPrompt(quote(params.name))[currentLanguage()],
        );
      }
      const args = parseArguments(prompt.arguments, params.arguments);
      const clientInput = clientInputs.read(ctx, params.arguments, revision === modernRevision);
      const messages = await prompt.messages(args, { ...context, clientInput });
      if (messages instanceof InputRequired) return clientInputs.ask(messages, params.arguments, ctx);
      return {
        description: prompt.description,
        messages: messages.map((message) => ({
          role: message.role ?? ('user' as const),
          content: contentOf(message),
        })),
      };
    }),
  );

  server.setRequestHandler(
    'completion/complete',
    withErrorHandling(context, async ({ params }) => {
      const values = await complete(params, surface, context);
      return {
        completion: {
          values: values.slice(0, maxValues),
          total: values.length,
          hasMore: values.length > maxValues,
        },
      };
    }),
  );
}

function contentOf(message: PromptMessage) {
  if ('text' in message) return { type: 'text' as const, text: message.text };
  if ('image' in message) {
    return { type: 'image' as const, data: message.image, mimeType: message.mimeType };
  }
  const { uri, mimeType, document } = message;
  return { type: 'resource' as const, resource: { uri, mimeType, text: document } };
}
