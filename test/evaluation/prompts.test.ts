import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as YAML from 'yaml';
import * as z from 'zod';
import { prompts } from '../../lambda/prompts/index.ts';
import { startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { post } from '../support/clients.ts';
import { type FrontDoor, serveFrontDoor } from '../support/front-door.ts';

const patterns = z.array(z.string()).min(1);
const examples = z
  .array(
    z.strictObject({
      prompt: z.string(),
      args: z.record(z.string(), z.string()),
      language: z.enum(['ko', 'en']),
      includes: patterns,
      answer: z.string(),
      holds: patterns,
      lacks: patterns,
    }),
  )
  .parse(YAML.parse(readFileSync(join(import.meta.dirname, 'prompts.yml'), 'utf8')));

let app: TestApp;
let door: FrontDoor;
beforeAll(async () => {
  app = await startApp(withoutLimits);
  door = await serveFrontDoor(app);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

test.each(prompts)('$name has three worked examples, in Korean and in English', ({ name }) => {
  const own = examples.filter(({ prompt }) => prompt === name);

  expect(own.length).toBeGreaterThanOrEqual(3);
  expect(new Set(own.map(({ language }) => language))).toEqual(new Set(['ko', 'en']));
});

test.each(examples)('$prompt $args tells what makes an answer good', async (example) => {
  const token = await app.token();
  const get = async (modern: boolean) => {
    const params = { name: example.prompt, arguments: example.args };
    const headers = { 'accept-language': example.language };
    return (await post(`${door.origin}/mcp`, 'prompts/get', params, { token, modern, headers })).body.result;
  };
  const [modern, legacy] = [await get(true), await get(false)];
  const texts = modern.messages.map(
    ({ content }: { content: { text?: string; resource?: { text: string } } }) =>
      content.text ?? content.resource?.text,
  );

  for (const pattern of example.includes) expect(texts.join('\n')).toMatch(patternOf(pattern));
  for (const pattern of example.holds) expect(example.answer).toMatch(new RegExp(pattern, 's'));
  for (const lacking of example.lacks) expect(example.answer).not.toMatch(new RegExp(lacking, 's'));
  expect(legacy.messages).toEqual(modern.messages);
});

test.each(['incident_report', 'policy_answer', 'ticket_summary'])(
  '%s teaches its form by a turn of each side, and ends with the person',
  async (name) => {
    const { args } = examples.find(({ prompt }) => prompt === name)!;
    const params = { name, arguments: args };
    const { body } = await post(`${door.origin}/mcp`, 'prompts/get', params, { token: await app.token() });
    const roles = body.result.messages.map(({ role }: { role: string }) => role);

    expect(roles.slice(0, 2)).toEqual(['user', 'assistant']);
    expect(roles.at(-1)).toBe('user');
    expect(body.result.messages[0].content.text).toMatch(/^An example of the form only/);
  },
);

/** A text with asterisks or brackets stands for itself. */
function patternOf(text: string): RegExp | string {
  return /[*([]/.test(text) && !text.includes('.*') ? text : new RegExp(text);
}
