import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpRequest } from '../../lambda/http/messages.ts';
import { answerOf, postOf, startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { base64, draft, type Headers, initialize, message, modern } from './messages.ts';

/** A caller whose every answer holds a word that is in no other caller's. */
interface Person {
  readonly word: string;
  readonly authorization: string;
  readonly ticketId: string;
}

interface Question {
  readonly asker: Person;
  readonly request: HttpRequest;
  readonly id: string | number;
  /** What the answer has to contain. */
  readonly holds: string;
}

interface Answered extends Question {
  readonly body: string;
}

let app: TestApp;
let people: readonly Person[];
beforeAll(async () => {
  app = await startApp(withoutLimits);
  people = await atMost(
    4,
    Array.from({ length: 50 }, (_, i) => i),
    person,
  );
});
afterAll(() => app[Symbol.asyncDispose]());

test('hundreds of answers from the store, twenty at a time, hold nothing of another caller', async () => {
  const questions = people.flatMap((asker, i) => questionsToTheStore(asker, people[(i + 1) % 50]!));
  const answered = await atMost(20, shuffled(questions), ask);

  expect(answered).toHaveLength(300);
  expect(answered.filter(isMixedUp)).toEqual([]);
  const missing = answered.filter(({ body, holds }) => !body.includes(holds));
  // A table that a busy machine keeps from answering in time is told as just that, and to few.
  expect(missing.filter(({ body }) => !body.includes('UNAVAILABLE') && !body.includes('-32603'))).toEqual([]);
  expect(missing.length).toBeLessThan(100);
});

test('hundreds of other answers, all at once, hold nothing of another caller', async () => {
  const questions = people.flatMap((asker) => [...unroutableQuestions(asker), ...unroutableQuestions(asker)]);
  const answered = await atMost(500, shuffled(questions), ask);

  expect(answered).toHaveLength(400);
  expect(answered.filter(isMixedUp)).toEqual([]);
  expect(answered.filter(({ body, holds }) => !body.includes(holds))).toEqual([]);
});

test('audit records tell each request by its own caller', () => {
  const records = app.auditRecords();
  const ofOthers = records.filter(
    ({ sub, ...rest }) => wordsOf(JSON.stringify(rest), String(sub)).length > 0,
  );
  expect(records).toHaveLength(50 + 300 + 400);
  expect(new Set(records.map(({ request_id }) => request_id)).size).toBe(records.length);
  expect(ofOthers).toEqual([]);
});

async function ask(question: Question): Promise<Answered> {
  const { body } = await app.app(question.request);
  return { ...question, body };
}

function isMixedUp({ asker, id, body }: Answered): boolean {
  return answerOf({ body }).id !== id || wordsOf(body, asker.word).length > 0;
}

/** The words of others in a text. */
function wordsOf(text: string, own: string): readonly string[] {
  return (text.match(/word\d+x/g) ?? []).filter((word) => word !== own);
}

async function person(number: number): Promise<Person> {
  const word = `word${number}x`;
  const authorization = `Bearer ${await app.token({ subject: word, scope: 'read write' })}`;
  const args = { ...draft(), title: `Ticket of ${word}`, confirm: true };
  const file = message({ method: 'tools/call', params: { name: 'create_ticket', arguments: args } });
  const { body } = await app.app(postOf(file, { authorization }));
  return { word, authorization, ticketId: /TKT-\d+/.exec(body)![0] };
}

function questionsToTheStore(asker: Person, neighbour: Person): readonly Question[] {
  const { word, ticketId } = asker;
  const call = (name: string, args: object) =>
    message({ method: 'tools/call', params: { name, arguments: args } });
  const prompt = { name: 'incident_report', arguments: { issue: `Outage ${word}`, affected_system: 'Mail' } };
  return [
    question(asker, word, call('get_ticket', { ticket_id: ticketId })),
    question(asker, 'NOT_FOUND', call('get_ticket', { ticket_id: neighbour.ticketId })),
    question(asker, word, call('lookup_inventory', { query: word }), {}, word),
    question(asker, word, ...modern('resources/read', { uri: `ticket://${ticketId}` }), `id of ${word}`),
    question(asker, word, ...modern('prompts/get', prompt), word),
    question(asker, word, ...modern('tools/call', { name: word }, { 'mcp-name': base64(word) })),
  ];
}

function unroutableQuestions(asker: Person): readonly Question[] {
  const { word } = asker;
  return [
    question(asker, 'lookup_inventory', message({ method: 'tools/list' })),
    question(asker, '-32601', ...modern(`no/${word}`), word),
    question(asker, '2025-06-18', initialize('2025-06-18'), {}, word),
    question(asker, '-32020', ...modern('tools/call', { name: word }, { 'mcp-name': 'x' })),
  ];
}

/** Most have the same id as those of other callers: answers must not be told apart by it. */
function question(
  asker: Person,
  holds: string,
  body: object,
  headers: Headers = {},
  id: string | number = 1,
) {
  const { authorization } = asker;
  return { asker, holds, id, request: postOf({ ...body, id }, { authorization, ...headers }) };
}

/** In an order that is the same in every run. */
function shuffled<Entry>(entries: readonly Entry[]): Entry[] {
  return entries
    .map((entry, i) => ({ entry, place: (i * 7_919) % entries.length }))
    .sort((a, b) => a.place - b.place)
    .map(({ entry }) => entry);
}

async function atMost<Entry, Result>(
  atOnce: number,
  entries: readonly Entry[],
  run: (entry: Entry) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = entries.values();
  const workers = Array.from({ length: atOnce }, async () => {
    for (const entry of waiting) results.push(await run(entry));
  });
  await Promise.all(workers);
  return results;
}
