import { createInterface } from 'node:readline/promises';
import type { Client } from '@modelcontextprotocol/client';
import { connect } from '../connect.ts';
import { anthropic } from './anthropic.ts';
import { gemini } from './gemini.ts';
import type { Model, ToolCall, Turn } from './model.ts';
import { openai } from './openai.ts';
import { scripted } from './scripted.ts';

// A chat in the terminal: node examples/chat/chat.ts [question]. README.md beside this file has the variables.

const maxRounds = 10;

function chosenModel(): Model {
  const { ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY, MODEL, MODEL_BASE_URL } = process.env;
  if (ANTHROPIC_API_KEY) return anthropic(ANTHROPIC_API_KEY, MODEL ?? 'claude-sonnet-4-5', MODEL_BASE_URL);
  if (OPENAI_API_KEY) return openai(OPENAI_API_KEY, MODEL ?? 'gpt-4.1', MODEL_BASE_URL);
  if (GEMINI_API_KEY) return gemini(GEMINI_API_KEY, MODEL ?? 'gemini-2.5-flash', MODEL_BASE_URL);
  return scripted;
}

/** Lets the model call tools until it answers; shows each call as it happens. */
async function answer(client: Client, model: Model, turns: Turn[]): Promise<string> {
  const tools = (await client.listTools()).tools.map(({ name, description = '', inputSchema }) => ({
    name,
    description,
    inputSchema,
  }));
  for (let round = 0; round < maxRounds; round++) {
    const turn = await model.next(turns, tools);
    turns.push(turn);
    if (turn.calls.length === 0) return turn.text;
    const results = [];
    for (const call of turn.calls) results.push({ call, text: await run(client, call) });
    turns.push({ from: 'tools', results });
  }
  return `(stopped after ${maxRounds} rounds of calls)`;
}

async function run(client: Client, { name, arguments: args }: ToolCall): Promise<string> {
  process.stdout.write(`→ ${name} ${JSON.stringify(args)}\n`);
  const result = await client.callTool({ name, arguments: args });
  const text = result.content.flatMap((block) => (block.type === 'text' ? block.text : [])).join('\n');
  process.stdout.write(`← ${result.isError ? 'error ' : ''}${text.length} characters\n`);
  return text;
}

const client = await connect('chat-example');
const model = chosenModel();
const turns: Turn[] = [];
process.stdout.write(`Model: ${model.name}\n`);
try {
  const question = process.argv.slice(2).join(' ');
  if (question) {
    turns.push({ from: 'person', text: question });
    process.stdout.write(`${await answer(client, model, turns)}\n`);
  } else {
    const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
    terminal.prompt();
    for await (const line of terminal) {
      if (line.trim()) {
        turns.push({ from: 'person', text: line });
        process.stdout.write(`${await answer(client, model, turns)}\n`);
      }
      terminal.prompt();
    }
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await client.close();
}
