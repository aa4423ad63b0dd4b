import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type App, createApp } from '../lambda/app.ts';
import { createServices } from '../lambda/services/services.ts';
import { type Answer, startProxy } from './support/dynamodb-proxy.ts';
import { startTestServer, type TestServer } from './support/operations.ts';
import { patientMs, startTable, type TestTable } from './support/table.ts';

/** What becomes of the requests to DynamoDB. */
type Fate = 'answered' | 'broken off' | 'refused' | 'never answered' | 'failed' | 'lost after the write';

const deadlineMs = 1_500;
let fate: Fate = 'answered';
let only: string | undefined;
/** Requests of the operation `only` that are answered before the others fail. */
let failAfter = Number.POSITIVE_INFINITY;
let inFlight = 0;
let mostInFlight = 0;

let table: TestTable;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let operations: TestServer;

beforeAll(async () => {
  // Every outage is told in the log, at length.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  table = await startTable();
  proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    const isAffected = only === undefined || only === operation;
    if (isAffected) failAfter -= 1;
    const answer = await answerOf(isAffected ? (failAfter < 0 ? 'failed' : fate) : 'answered', forward);
    inFlight -= 1;
    return answer;
  });
  operations = await startTestServer({
    DYNAMODB_ENDPOINT: proxy.endpoint,
    TABLE_NAME: table.tableName,
    DYNAMODB_TIMEOUT_MS: '1500',
    REQUEST_DEADLINE_MS: String(deadlineMs),
    LIMIT_SEARCH_POLICY_PER_MINUTE: '3',
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await operations[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await table[Symbol.asyncDispose]();
});
beforeEach(async () => {
  fate = 'answered';
  only = undefined;
  failAfter = Number.POSITIVE_INFINITY;
  // The circuit breaker of the outage before closes with its next probe.
  await vi.waitUntil(async () => !(await call('list_tickets', {})).error, {
    timeout: 240_000,
    interval: 100,
  });
});

async function answerOf(fate: Fate, forward: () => Promise<Answer>): Promise<Answer | undefined> {
  if (fate === 'never answered') return new Promise(() => {});
  if (fate === 'broken off') return undefined;
  if (fate === 'lost after the write') return void (await forward());
  if (fate === 'failed') {
    return { status: 500, body: '{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}' };
  }
  if (fate === 'refused') {
    return { status: 400, body: '{"__type":"com.amazon.coral.service#UnrecognizedClientException"}' };
  }
  return forward();
}

const ticket = {
  title: 'The scanner jams',
  body: 'It eats every second page.',
  confirm: true,
};

/** Calls a tool as alice. */
async function call(name: string, args: object, app?: App) {
  const before = operations.auditRecords().length;
  const { status, result } = await operations.ask(
    'tools/call',
    { name, arguments: args },
    app ? { app } : {},
  );
  const records = operations.auditRecords().slice(before);
  const { isError, structuredContent, content } = result as {
    isError?: boolean;
    structuredContent?: Record<string, unknown>;
    content: { text: string }[];
  };
  const error = isError ? JSON.parse(content[0]!.text).error : undefined;
  return { status, records, answer: structuredContent, error };
}

describe.each([
  { outage: 'broken off', uncachedQuery: 'monitor' },
  { outage: 'refused', uncachedQuery: 'keyboard' },
  { outage: 'never answered', uncachedQuery: 'printer' },
  { outage: 'failed', uncachedQuery: 'phone' },
] as const)('when every request to the store is $outage', ({ outage, uncachedQuery }) => {
  test('what is kept is read on, writes are refused, nothing takes longer than the deadline', async () => {
    fate = 'answered';
    const known = await call('lookup_inventory', { query: 'laptop' });
    await call('search_policy', { query: 'vpn' });
    fate = outage;

    const [hit, miss, write, read, document] = await Promise.all([
      call('lookup_inventory', { query: 'laptop' }),
      call('lookup_inventory', { query: uncachedQuery, limit: 1 }),
      call('create_ticket', ticket),
      call('get_ticket', { ticket_id: 'TKT-001' }),
      operations.ask('resources/read', { uri: 'policy://index' }),
    ]);

    expect(hit.answer).toEqual(known.answer);
    expect(miss.answer).toMatchObject({ items: [{ category: uncachedQuery }] });
    expect(write.error).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('Nothing was written'),
    });
    expect(read.error).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('Nothing was written'),
    });
    expect(document.result).toHaveProperty('contents');
  });

  test('this instance counts for itself, and says so in a metric', async () => {
    fate = outage;
    const before = operations.output().length;
    const token = await operations.token({ subject: `caller-${outage}` });
    const ask = () =>
      operations.ask('tools/call', { name: 'search_policy', arguments: { query: 'vpn' } }, { token });

    const answers = await Promise.all([ask(), ask(), ask(), ask()]);

    const texts = answers.map(({ result }) => JSON.stringify(result));
    expect(texts.filter((text) => text.includes('RATE_LIMITED'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('structuredContent'))).toHaveLength(3);
    expect(operations.output().slice(before)).toContain('"LimiterDegraded":1');
  });

  test('each request has left its record, and the store’s own words are in no answer', async () => {
    fate = outage;

    const { records, error } = await call('create_ticket', ticket);

    expect(records).toEqual([
      expect.objectContaining({
        target: 'create_ticket',
        sub: 'alice',
        outcome: 'failed',
        error_code: 'UNAVAILABLE',
        status: 200,
      }),
    ]);
    expect(JSON.stringify(error)).not.toMatch(/dynamo|amazon|127\.0\.0\.1|socket|ECONN|test-/i);
  });
});

test('a resource that cannot be read says that the store is the reason', async () => {
  fate = 'failed';

  const { status, error } = await operations.ask('resources/read', { uri: 'ticket://TKT-001' });

  expect(status).toBe(200);
  expect(error).toMatchObject({ code: -32603, message: expect.stringContaining('Try again') });
  expect(operations.auditRecords().at(-1)).toMatchObject({ outcome: 'failed', error_code: 'UNAVAILABLE' });
});

test('a write that the store never answered for is in doubt, and repeating it is safe', async () => {
  const draft = { ...ticket, title: 'The scanner jams again' };
  only = 'TransactWriteItems';
  fate = 'lost after the write';

  const { error } = await call('create_ticket', draft);
  fate = 'answered';
  const { answer } = await call('create_ticket', draft);

  expect(error).toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('not known'),
    hint: expect.stringContaining('Read it back'),
  });
  expect(answer).toMatchObject({ status: 'duplicate' });
});

test('a write that hangs ends at the deadline, in doubt', async () => {
  only = 'TransactWriteItems';
  fate = 'never answered';

  const { error } = await call('create_ticket', { ...ticket, title: 'The scanner hangs' });

  expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('not known') });
});

test('a write whose reads already fail has certainly not been written', async () => {
  only = 'GetItem';
  fate = 'failed';

  const { error } = await call('create_ticket', { ...ticket, title: 'The scanner is gone' });

  expect(error).toMatchObject({ message: expect.stringContaining('Nothing was written') });
});

test('an import that the store leaves midway says that a part was written, and goes on when it is repeated', async () => {
  const rows = Array.from({ length: 250 }, (_, at) => `ROW-${at},Chair ${at},furniture,20,Seoul`);
  const text = `item_id,name,category,quantity,location\n${rows.join('\n')}\n`;
  const file = { kind: 'inventory', name: 'chairs.csv', text, confirm: true };
  // Without the short deadline, within which a busy machine writes no part.
  const { config } = operations.services;
  const patient = createApp(
    createServices({ ...config, requestDeadlineMs: patientMs, dynamodbTimeoutMs: patientMs }),
  );
  only = 'TransactWriteItems';
  failAfter = 1;

  const { error } = await call('import_data', file, patient);
  failAfter = Number.POSITIVE_INFINITY;
  const { answer } = await call('import_data', file, patient);

  expect(error).toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('A part was written'),
    hint: expect.stringContaining('same arguments'),
  });
  expect(answer).toMatchObject({ status: 'imported', created: 151, unchanged: 99 });
});

test('after the outage everything goes on, limits included', async () => {
  const { answer } = await call('create_ticket', { ...ticket, title: 'The scanner works' });

  expect(answer).toMatchObject({ status: 'created' });
});

test('a cached look-up asks the limit and the version at one moment', async () => {
  await call('lookup_inventory', { query: 'chair' });
  const before = proxy.operations.length;
  inFlight = 0;
  mostInFlight = 0;

  await call('lookup_inventory', { query: 'chair' });

  expect(proxy.operations.slice(before).sort()).toEqual(['GetItem', 'UpdateItem']);
  expect(mostInFlight).toBe(2);
});
