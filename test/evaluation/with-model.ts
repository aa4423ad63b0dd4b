import { writeSync } from 'node:fs';
import { anthropic } from '../../examples/chat/anthropic.ts';
import { gemini } from '../../examples/chat/gemini.ts';
import type { Model } from '../../examples/chat/model.ts';
import { openai } from '../../examples/chat/openai.ts';
import { startTestServer } from '../support/operations.ts';
import { requests } from './evaluation.ts';
import { askModel } from './model-agent.ts';

// Plays the evaluation with a real model, by the key that is set: node test/evaluation/with-model.ts [number of requests]

const model = chosenModel();
if (!model) {
  process.stderr.write('Set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY; MODEL names the model.\n');
  process.exit(2);
}
const selected = requests.slice(0, Number(process.argv[2] ?? requests.length));
await using server = await startTestServer();
let passed = 0;
for (const request of selected) {
  const score = await askModel(model, request, server);
  if (score.passed) passed += 1;
  print(`${score.passed ? '✓' : '✗'} ${score.ask} → ${score.called.join(', ') || 'no call'}\n`);
}
print(`${model.name}: ${passed} of ${selected.length}\n`);

/** Past the test server, which keeps what is written to stdout as its log. */
function print(text: string): void {
  writeSync(1, text);
}

function chosenModel(): Model | undefined {
  const { ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY, MODEL, MODEL_BASE_URL } = process.env;
  if (ANTHROPIC_API_KEY) return anthropic(ANTHROPIC_API_KEY, MODEL ?? 'claude-sonnet-4-5', MODEL_BASE_URL);
  if (OPENAI_API_KEY) return openai(OPENAI_API_KEY, MODEL ?? 'gpt-4.1', MODEL_BASE_URL);
  if (GEMINI_API_KEY) return gemini(GEMINI_API_KEY, MODEL ?? 'gemini-2.5-flash', MODEL_BASE_URL);
  return undefined;
}
