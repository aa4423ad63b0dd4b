import { type Model, postJson, type ToolCall, type Turn } from './model.ts';

interface Part {
  readonly text?: string;
  readonly functionCall?: { readonly name: string; readonly args?: ToolCall['arguments'] };
}

interface Answer {
  readonly candidates: readonly {
    readonly content: { readonly role: 'model'; readonly parts: readonly Part[] };
  }[];
}

/** Google's Gemini API. */
export function gemini(
  apiKey: string,
  model: string,
  baseUrl = 'https://generativelanguage.googleapis.com',
): Model {
  return {
    name: model,
    async next(turns, tools) {
      const answer = await postJson<Answer>(
        `${baseUrl}/v1beta/models/${model}:generateContent`,
        { 'x-goog-api-key': apiKey },
        {
          contents: turns.map(content),
          tools: [
            {
              functionDeclarations: tools.map(({ name, description, inputSchema }) => ({
                name,
                description,
                parametersJsonSchema: inputSchema,
              })),
            },
          ],
        },
      );
      const raw = answer.candidates[0]!.content;
      return {
        from: 'model',
        text: raw.parts.flatMap(({ text }) => text ?? []).join('\n'),
        calls: raw.parts.flatMap(({ functionCall }) =>
          functionCall
            ? { id: functionCall.name, name: functionCall.name, arguments: functionCall.args ?? {} }
            : [],
        ),
        raw,
      };
    },
  };
}

function content(turn: Turn) {
  if (turn.from === 'person') return { role: 'user', parts: [{ text: turn.text }] };
  if (turn.from === 'model') return turn.raw;
  return {
    role: 'user',
    parts: turn.results.map(({ call, text }) => ({
      functionResponse: { name: call.name, response: { result: text } },
    })),
  };
}
