import type { Client } from '@modelcontextprotocol/client';
import type { Model, Turn } from '../../examples/chat/model.ts';
import type { TestServer } from '../support/operations.ts';
import { type EvaluationRequest, fits, valueAt } from './evaluation.ts';

export interface Score {
  readonly ask: string;
  /** The tools that the model called, in order. */
  readonly called: readonly string[];
  readonly passed: boolean;
}

const maxRounds = 8;

/** Lets a model answer a request with the server's tools; passed when an answer has all that the request expects. */
export async function askModel(model: Model, request: EvaluationRequest, server: TestServer): Promise<Score> {
  const client = await server.connectModern({}, { subject: request.as, scope: request.scope });
  const tools = (await client.listTools()).tools.map(({ name, description = '', inputSchema }) => ({
    name,
    description,
    inputSchema,
  }));
  const turns: Turn[] = [{ from: 'person', text: request.ask }];
  const called: string[] = [];
  let passed = false;
  for (let round = 0; round < maxRounds; round += 1) {
    const turn = await model.next(turns, tools);
    turns.push(turn);
    if (turn.calls.length === 0) break;
    const results = [];
    for (const call of turn.calls) {
      called.push(call.name);
      const { text, answer } = await run(client, call.name, call.arguments);
      passed ||= Object.entries(request.expect).every(([path, expected]) =>
        fits(valueAt(answer, path), expected),
      );
      results.push({ call, text });
    }
    turns.push({ from: 'tools', results });
  }
  return { ask: request.ask, called, passed };
}

async function run(client: Client, name: string, args: Record<string, unknown>) {
  const { isError, content, structuredContent } = await client.callTool({ name, arguments: args });
  const text = content.flatMap((block) => (block.type === 'text' ? block.text : [])).join('\n');
  return { text, answer: isError ? { error: JSON.parse(text).error.code } : structuredContent };
}
