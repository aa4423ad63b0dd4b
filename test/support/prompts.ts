import * as z from 'zod';
import type { SendOptions, TestServer } from './operations.ts';

const message = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({
      type: z.literal('resource'),
      resource: z.object({ uri: z.string(), mimeType: z.string(), text: z.string() }),
    }),
  ]),
});

/** What a prompt says after its examples, and the documents that go along with it. */
export async function getPrompt(
  operations: TestServer,
  name: string,
  args: Record<string, unknown>,
  options?: SendOptions,
) {
  const { result, error } = await operations.ask('prompts/get', { name, arguments: args }, options);
  if (error) throw new Error(`${name} was refused: ${error.message}`);
  const messages = z.array(message).parse(result?.messages);
  const afterExamples = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1);
  const contents = afterExamples.map(({ content }) => content);
  return {
    messages,
    text: contents.flatMap((content) => (content.type === 'text' ? content.text : [])).join('\n\n'),
    documents: contents.flatMap((content) => (content.type === 'resource' ? content.resource : [])),
  };
}

/** The error that a prompt is refused with. */
export async function refusedPrompt(
  operations: TestServer,
  name: string,
  args: Record<string, unknown>,
  options?: SendOptions,
) {
  return (await operations.ask('prompts/get', { name, arguments: args }, options)).error;
}
