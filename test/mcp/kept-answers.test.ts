import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../lambda/app.ts';
import { registry } from '../../lambda/registry.ts';
import { initialize, message, modern } from '../protocol/messages.ts';
import { answerOf, postOf, startApp, type TestApp } from '../support/app.ts';

let server: TestApp;
let token: string;
beforeAll(async () => {
  server = await startApp();
  token = await server.token();
});
afterAll(() => server[Symbol.asyncDispose]());

type Sent = readonly [body: object, headers?: Record<string, string | undefined> | undefined];

async function ask(app: TestApp['app'], [body, headers]: Sent, bearer = token) {
  const { status, body: text } = await app(postOf(body, { authorization: `Bearer ${bearer}`, ...headers }));
  return { status, answer: answerOf({ body: text }) };
}

const lists = ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'];
const legacy = { 'mcp-protocol-version': '2025-06-18' };
const questions: Sent[] = [
  modern('server/discover'),
  [initialize('2025-11-25')],
  [initialize('2025-06-18')],
  [initialize('1999-01-01')],
  ...lists.map((method) => modern(method)),
  ...lists.map((method): Sent => [message({ method }), legacy]),
  ...lists.map((method): Sent => [message({ method, params: {} })]),
];

test('a question that was answered before gets the same answer, under its own id', async () => {
  for (const question of questions) {
    const fresh = await ask(createApp(server.services), question);
    await ask(server.app, question);
    const [body, headers] = question;
    const again = await ask(server.app, [{ ...body, id: 'it\'s "me"' }, headers]);

    expect(fresh.answer.result, JSON.stringify(body)).toBeDefined();
    expect(again).toEqual({ ...fresh, answer: { ...fresh.answer, id: 'it\'s "me"' } });
  }
});

test('the same question from a caller with other scopes is another question', async () => {
  const outsider = await server.token({ subject: 'outsider', scope: '' });
  await ask(server.app, modern('tools/list'));

  const { answer } = await ask(server.app, modern('tools/list'), outsider);

  expect(answer.result?.tools).toEqual([]);
});

test('a question that is wrong is told so each time', async () => {
  for (let times = 0; times < 2; times += 1) {
    const { answer } = await ask(server.app, modern('tools/list', { cursor: 5 }));
    expect(answer.error?.code).toBe(-32602);
  }
});

test('each caller gets cursors of their own, however often the page was shown to others', async () => {
  const manyTools = Array.from({ length: 210 }, (_, at) => ({ ...registry.tools[0]!, name: `tool_${at}` }));
  const app = createApp(server.services, { ...registry, tools: manyTools });
  const bob = await server.token({ subject: 'bob' });
  await ask(app, modern('tools/list'));

  const { answer: first } = await ask(app, modern('tools/list'), bob);
  const { answer: second } = await ask(app, modern('tools/list', { cursor: first.result?.nextCursor }), bob);

  expect(first.result?.tools).toHaveLength(200);
  expect(second.result?.tools).toHaveLength(10);
});
