import { type Model, postJson, type Turn } from './model.ts';

interface Answer {
  readonly choices: readonly {
    readonly message: {
      readonly content: string | null;
      readonly tool_calls?: readonly {
        readonly id: string;
        readonly function: { readonly name: string; readonly arguments: string };
      }[];
    };
  }[];
}

/** OpenAI's Chat Completions API, which many other providers offer too. */
export function openai(apiKey: string, model: string, baseUrl = 'https://api.openai.com'): Model {
  return {
    name: model,
    async next(turns, tools) {
      const answer = await postJson<Answer>(
        `${baseUrl}/v1/chat/completions`,
        { authorization: `Bearer ${apiKey}` },
        {
          model,
          messages: turns.flatMap(messages),
          tools: tools.map(({ name, description, inputSchema }) => ({
            type: 'function',
            function: { name, description, parameters: inputSchema },
          })),
        },
      );
      const { message } = answer.choices[0]!;
      return {
        from: 'model',
        text: message.content ?? '',
        calls: (message.tool_calls ?? []).map(({ id, function: { name, arguments: json } }) => ({
          id,
          name,
          arguments: JSON.parse(json || '{}'),
        })),
        raw: message,
      };
    },
  };
}

function messages(turn: Turn): unknown[] {
  if (turn.from === 'person') return [{ role: 'user', content: turn.text }];
  if (turn.from === 'model') return [turn.raw];
  return turn.results.map(({ call, text }) => ({ role: 'tool', tool_call_id: call.id, content: text }));
}
