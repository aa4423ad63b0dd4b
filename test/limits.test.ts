import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type JsonRpcAnswer, type PostOptions, post } from './support/clients.ts';
import { type RunningServer, startServer } from './support/server.ts';
import { startTable, type TestTable } from './support/table.ts';

let table: TestTable;
let dataDir: string;
let servers: RunningServer[];
let people = 0;
let person: string;

beforeAll(async () => {
  table = await startTable();
  dataDir = await mkdtemp(join(tmpdir(), 'limits-'));
  // One after the other: the first one creates table and keys for both.
  const first = await startServer({ DYNAMODB_ENDPOINT: table.endpoint }, dataDir);
  servers = [first, await startServer({ DYNAMODB_ENDPOINT: table.endpoint }, dataDir)];
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await table[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});
beforeEach(() => {
  person = `person-${people++}`;
});

interface TestRequest {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonRpcAnswer;
}

/** One request of this test's person, to the first server unless told. */
async function ask(
  method: string,
  params: Record<string, unknown>,
  options: PostOptions & { at?: number } = {},
) {
  const { at = 0, ...rest } = options;
  const token = await servers[0]!.token({ subject: person, scope: 'read write' });
  return post(servers[at]!.url, method, params, { token, ...rest });
}

const draft = { title: 'One of very many', body: 'Filed to find the limit.', confirm: true };
const file = (options: PostOptions & { at?: number } = {}) =>
  ask('tools/call', { name: 'create_ticket', arguments: draft }, options);

/** The error that the model reads, or undefined. */
function toolError({ body }: TestRequest): { code: string; message: string; hint: string } | undefined {
  return body.result?.isError ? JSON.parse(body.result.content[0].text).error : undefined;
}

const isLimited = (answer: TestRequest) =>
  answer.status === 429 || toolError(answer)?.code === 'RATE_LIMITED';

/**
 * How many of these calls were let through, ten at a time, and how many more may have been for the time it took. More
 * at a time would make a busy machine miss the limiter's deadline, and then each server counts for itself.
 */
async function letThrough(calls: readonly (() => Promise<TestRequest>)[], perMinute: number) {
  const startedAt = performance.now();
  const answers: TestRequest[] = [];
  const waiting = calls.entries();
  const send = async () => {
    for (const [at, call] of waiting) answers[at] = await call();
  };
  await Promise.all(Array.from({ length: 10 }, send));
  const refilled = Math.floor(((performance.now() - startedAt) / 60_000) * perMinute);
  return { answers, admitted: answers.filter((answer) => !isLimited(answer)).length, refilled };
}

describe.each([
  { spread: 'one server', over: 1 },
  { spread: 'two servers on one table', over: 2 },
])('over $spread', ({ over }) => {
  test('the 11th create_ticket of a burst is refused, with the seconds to wait', async () => {
    const calls = Array.from({ length: 16 }, (_, at) => () => file({ at: at % over, modern: at % 3 === 0 }));

    const { answers, admitted, refilled } = await letThrough(calls, 10);

    expect(admitted).toBeGreaterThanOrEqual(10);
    expect(admitted).toBeLessThanOrEqual(10 + refilled);
    const refusal = answers.find(isLimited)!;
    expect(refusal.status).toBe(200);
    expect(toolError(refusal)).toMatchObject({
      code: 'RATE_LIMITED',
      message: 'create_ticket may be called 10 times a minute; nothing was done.',
      hint: expect.stringMatching(/^Try again in [1-6] seconds\.$/),
    });
  });

  test('the 101st call of any kind gets 429 and Retry-After', async () => {
    const kinds: [string, Record<string, unknown>][] = [
      ['tools/call', { name: 'no_such_tool' }],
      ['tools/call', { name: 'search_policy', arguments: { query: 'vpn' } }],
      ['resources/read', { uri: 'policy://index' }],
      ['prompts/get', { name: 'ticket_summary', arguments: { ticket_type: 'change' } }],
      [
        'completion/complete',
        { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'doc_id', value: '' } },
      ],
    ];
    const calls = Array.from({ length: 140 }, (_, at) => {
      const [method, params] = kinds[at % kinds.length]!;
      return () => ask(method, params, { at: at % over, modern: at % 2 === 0 });
    });

    const { answers, refilled } = await letThrough(calls, 100);
    const refused = answers.filter(({ status }) => status === 429);

    // The tool's own limit refuses as well, and what it refuses takes nothing from the total.
    const ofTool = answers.filter((answer) => toolError(answer)?.code === 'RATE_LIMITED').length;
    const admitted = answers.length - refused.length - ofTool;
    expect(admitted).toBeGreaterThanOrEqual(100);
    expect(admitted).toBeLessThanOrEqual(100 + refilled);
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^[1-3]$/);
    expect(refused[0]?.body).toMatchObject({
      id: expect.any(Number),
      error: {
        code: 429,
        message: expect.stringMatching(
          /^You have made 100 calls in a minute\. Try again in [1-3] seconds\.$/,
        ),
        data: { retryAfterSeconds: expect.any(Number) },
      },
    });
  });
});

test('after Retry-After the call is let through; meanwhile another user notices nothing, nor do lists', async () => {
  const read = () =>
    ask('prompts/get', { name: 'ticket_summary', arguments: { ticket_type: 'change' } }, { at: 1 });
  const { answers } = await letThrough(
    Array.from({ length: 130 }, () => read),
    100,
  );
  const refused = answers.findLast(isLimited)!;

  const exhausted = person;
  person = `${person}-another`;
  expect((await file({ at: 1 })).body.result.structuredContent).toMatchObject({ status: 'created' });
  person = exhausted;
  for (const method of ['tools/list', 'resources/list', 'prompts/list', 'ping']) {
    expect((await ask(method, {}, { at: 1 })).status).toBe(200);
  }

  await setTimeout(Number(refused.headers.get('retry-after')) * 1_000);
  expect((await read()).status).toBe(200);
});

test('the same name at another issuer is another person; another client of the same person is not', async () => {
  await letThrough(
    Array.from({ length: 12 }, () => () => file()),
    10,
  );
  const [server] = servers;
  const tokenOf = (changes: object) => server!.token({ subject: person, ...changes });

  const elsewhere = await tokenOf({ issuer: server!.origin, audience: server!.url });
  const otherClient = await tokenOf({ clientId: 'another-client' });

  expect(toolError(await file({ token: elsewhere }))).toBeUndefined();
  expect(toolError(await file({ token: otherClient }))?.code).toBe('RATE_LIMITED');
});

test('previews take nothing from the tool’s own limit, and from the caller’s total', async () => {
  const preview = () =>
    ask('tools/call', { name: 'create_ticket', arguments: { ...draft, confirm: false } }, { modern: true });
  const { admitted } = await letThrough(
    Array.from({ length: 20 }, () => preview),
    10,
  );
  const filed = await letThrough(
    Array.from({ length: 12 }, () => () => file()),
    10,
  );

  expect(admitted).toBe(20);
  expect(filed.admitted).toBeGreaterThanOrEqual(10);
  expect(filed.admitted).toBeLessThanOrEqual(10 + filed.refilled);
});

test('the body says which tool is counted, and no header can say another', async () => {
  const disguised = { headers: { 'mcp-name': 'get_policy', 'mcp-method': 'ping' } };
  await letThrough(
    Array.from({ length: 12 }, () => () => file(disguised)),
    10,
  );

  expect(toolError(await file(disguised))?.code).toBe('RATE_LIMITED');
  expect(
    toolError(await ask('tools/call', { name: 'get_policy', arguments: { doc_id: 'vpn' } })),
  ).toBeUndefined();
});

test('what is refused before the limit takes nothing from it', async () => {
  const refusals = Array.from({ length: 30 }, () => [
    () => file({ modern: true, headers: { 'mcp-name': 'get_policy' } }),
    () => file({ headers: { origin: 'https://evil.example' } }),
    async () => file({ modern: true, token: await servers[0]!.token({ subject: person, scope: 'read' }) }),
  ]).flat();

  const { answers } = await letThrough(refusals, 10);

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400, 403]));
  expect(
    (
      await letThrough(
        Array.from({ length: 10 }, () => () => file()),
        10,
      )
    ).admitted,
  ).toBe(10);
});
