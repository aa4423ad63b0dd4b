import { type Model, postJson, type ToolCall, type Turn } from './model.ts';

interface Answer {
  readonly content: readonly (
    | { readonly type: 'text'; readonly text: string }
    | {
        readonly type: 'tool_use';
        readonly id: string;
        readonly name: string;
        readonly input: ToolCall['arguments'];
      }
  )[];
}

/** Anthropic's Messages API. */
export function anthropic(apiKey: string, model: string, baseUrl = 'https://api.anthropic.com'): Model {
  return {
    name: model,
    async next(turns, tools) {
      const { content } = await postJson<Answer>(
        `${baseUrl}/v1/messages`,
        { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' },
        {
          model,
          max_tokens: 2_000,
          messages: turns.map(message),
          tools: tools.map(({ name, description, inputSchema }) => ({
            name,
            description,
            input_schema: inputSchema,
          })),
        },
      );
      return {
        from: 'model',
        text: content.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n'),
        calls: content.flatMap((part) =>
          part.type === 'tool_use' ? { id: part.id, name: part.name, arguments: part.input } : [],
        ),
        raw: content,
      };
    },
  };
}

function message(turn: Turn) {
  if (turn.from === 'person') return { role: 'user', content: turn.text };
  if (turn.from === 'model') return { role: 'assistant', content: turn.raw };
  return {
    role: 'user',
    content: turn.results.map(({ call, text }) => ({
      type: 'tool_result',
      tool_use_id: call.id,
      content: text,
    })),
  };
}
