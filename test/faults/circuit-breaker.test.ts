import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createCircuitBreaker } from '../../lambda/dynamodb/circuit-breaker.ts';
import { DynamoDBError, StoreUnavailable } from '../../lambda/dynamodb/errors.ts';
import { type Answer, startProxy } from '../support/dynamodb-proxy.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { startTable, type TestTable } from '../support/table.ts';

let table: TestTable;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let server: TestServer;
let fate: 'answered' | 'hangs' | 'fails' | 'writes hang' = 'answered';

const failed: Answer = { status: 500, body: '{"__type":"x#InternalServerError"}' };

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  table = await startTable();
  proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (fate === 'hangs') return new Promise(() => {});
    if (fate === 'writes hang' && operation === 'TransactWriteItems') return new Promise(() => {});
    return fate === 'fails' ? failed : forward();
  });
  server = await startTestServer({
    DYNAMODB_ENDPOINT: proxy.endpoint,
    TABLE_NAME: table.tableName,
    DYNAMODB_TIMEOUT_MS: '1500',
  });
  await call('lookup_inventory', { query: 'laptop' });
  await call('search_policy', { query: 'vpn' });
});
afterEach(async () => {
  fate = 'answered';
  await vi.waitUntil(async () => (await call('list_tickets', {})).structuredContent !== undefined);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await table[Symbol.asyncDispose]();
});

interface Result {
  readonly structuredContent?: Record<string, unknown>;
  readonly content: readonly { readonly text: string }[];
}

const call = async (name: string, args: object) =>
  (await server.ask('tools/call', { name, arguments: args })).result as unknown as Result;

const draft = { title: 'The fan is loud', body: 'Louder than the people in the room.', confirm: true };

test('a table that hangs is not waited for a second time: probes are sent, and no other request', async () => {
  fate = 'hangs';
  await call('list_tickets', {});
  const before = proxy.operations.length;

  const answers = [];
  for (let at = 0; at < 10; at += 1) answers.push(await call('list_tickets', {}));

  expect(new Set(proxy.operations.slice(before))).toEqual(new Set(['GetItem']));
  for (const { content } of answers) expect(content[0]!.text).toContain('UNAVAILABLE');
});

test('reads go on from memory however long it lasts, and say as of when', async () => {
  const known = await call('lookup_inventory', { query: 'laptop' });
  fate = 'hangs';
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  const token = await server.token({ subject: 'reader', expiresInSeconds: 7_200 });
  const answer = (
    await server.ask('tools/call', { name: 'lookup_inventory', arguments: { query: 'laptop' } }, { token })
  ).result as unknown as Result;
  const policy = (
    await server.ask('tools/call', { name: 'get_policy', arguments: { doc_id: 'vpn' } }, { token })
  ).result as unknown as Result;
  vi.useRealTimers();

  expect(answer.structuredContent).toEqual(known.structuredContent);
  expect(answer.content.at(-1)!.text).toMatch(/from memory, as of 20\d\d-/);
  expect(policy.structuredContent).toMatchObject({ doc_id: 'vpn' });
});

test('a refused write says that nothing was written, and the next one after the outage is written', async () => {
  fate = 'fails';
  const refused = [];
  for (let at = 0; at < 5; at += 1) refused.push(await call('create_ticket', draft));
  fate = 'answered';

  const written = await call('create_ticket', draft);

  for (const { content } of refused) expect(content[0]!.text).toContain('Nothing was written');
  expect(written.structuredContent).toMatchObject({ status: 'created' });
});

test('only a write whose answer is lost is in doubt, and audit and metrics count it', async () => {
  fate = 'writes hang';
  const before = server.output().length;

  const lost = await call('create_ticket', { ...draft, title: 'The fan hangs' });

  expect(lost.content[0]!.text).toContain('is not known');
  expect(server.auditRecords().at(-1)).toMatchObject({ error_code: 'UNAVAILABLE', written: 'unknown' });
  const output = server.output().slice(before);
  expect(output).toContain('"WritesInDoubt":1');
  expect(output).toContain('"StoreCircuitOpened":1');
});

const never = async () => {
  throw new Error('not called');
};
const status = (code: number, name: string) =>
  new StoreUnavailable(new DynamoDBError(code, { __type: name }));

test.each([
  ['a condition that does not hold', status(400, 'ConditionalCheckFailedException')],
  ['a request that is refused', status(400, 'ValidationException')],
  ['a bug of ours', new TypeError('x')],
])('%s never opens the circuit', async (_, error) => {
  const breaker = createCircuitBreaker(() => {});
  for (let at = 0; at < 10; at += 1) {
    await expect(breaker.run(() => Promise.reject(error), never)).rejects.toBe(error);
  }

  expect(breaker.isOpen()).toBe(false);
});

test.each([
  ['throttled', status(400, 'ThrottlingException')],
  ['reset', new StoreUnavailable(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))],
  ['internal', status(500, 'InternalServerError')],
])('three calls in a row that end as %s open it, and a success in between does not', async (_, error) => {
  const changes: string[] = [];
  const breaker = createCircuitBreaker((state) => changes.push(state));
  const fail = () => breaker.run(() => Promise.reject(error), never).catch(() => {});
  await fail();
  await fail();
  await breaker.run(async () => 'fine', never);
  await fail();
  await fail();
  expect(breaker.isOpen()).toBe(false);

  await fail();
  expect(breaker.isOpen()).toBe(true);
  await expect(breaker.run(never, () => Promise.reject(error))).rejects.toThrow(StoreUnavailable);
  expect(
    await breaker.run(
      async () => 'fine',
      async () => ({}),
    ),
  ).toBe('fine');
  expect(changes).toEqual(['open', 'closed']);
});
