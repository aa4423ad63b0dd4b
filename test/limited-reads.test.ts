import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type App, createApp } from '../lambda/app.ts';
import { createServices } from '../lambda/services/services.ts';
import { answerOf, postOf, startApp, type TestApp } from './support/app.ts';
import { type Answer, type DynamoDBProxy, startProxy } from './support/dynamodb-proxy.ts';

// What only reads is read while its limit is asked for: here, that a caller who is past the limit does not get it.

const limits = { LIMIT_CALLER_PER_MINUTE: '4', LIMIT_GET_TICKET_PER_MINUTE: '2' };
let app: TestApp;
let proxy: DynamoDBProxy;
let instance: App;
let people = 0;
let token: string;

beforeAll(async () => {
  app = await startApp(limits);
  proxy = await startProxy(app.table.endpoint);
});
beforeEach(async () => {
  token = await app.token({ subject: `person-${people++}` });
  instance = newInstance();
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

/** One that knows of no caller yet. */
function newInstance(): App {
  return createApp(createServices({ ...app.services.config, dynamodbEndpoint: proxy.endpoint }));
}

async function ask(method: string, params: object, of: App = instance) {
  proxy.operations.length = 0;
  const message = { jsonrpc: '2.0', id: 1, method, params };
  const response = await of(postOf(message, { authorization: `Bearer ${token}` }));
  return { status: response.status, text: response.body, answer: answerOf(response) };
}

const readTicket = (of?: App) =>
  ask('tools/call', { name: 'get_ticket', arguments: { ticket_id: 'TKT-001' } }, of);
const readResource = (of?: App) => ask('resources/read', { uri: 'ticket://TKT-001' }, of);

const lastRecord = () => app.auditRecords().at(-1)!;

test('a read is asked for together with its limit', async () => {
  await readTicket();

  expect(proxy.operations.toSorted()).toEqual(['Query', 'UpdateItem']);
});

describe('a write', () => {
  const fileTicket = (title: string, of: App) =>
    ask(
      'tools/call',
      { name: 'create_ticket', arguments: { title, body: 'It smokes a lot.', confirm: true } },
      of,
    );

  /** One whose limiter waits for `answer` before it hears from the table. */
  async function withSlowLimiter(answer: (forward: () => Promise<Answer>) => Promise<Answer | undefined>) {
    const events: string[] = [];
    const slow = await startProxy(app.table.endpoint, async ({ operation }, forward) => {
      events.push(operation);
      if (operation !== 'UpdateItem') return forward();
      const answered = await answer(forward);
      events.push('limits answered');
      return answered;
    });
    const config = { ...app.services.config, dynamodbEndpoint: slow.endpoint };
    return Object.assign(slow, { events, app: createApp(createServices(config)) });
  }

  async function afterReads(events: readonly string[]) {
    while (events.filter((event) => event === 'GetItem').length < 2) await setImmediate();
  }

  test('reads while its limit is asked for, and changes nothing before the answer', async () => {
    await using slow = await withSlowLimiter(async (forward) => {
      await afterReads(slow.events);
      await setTimeout(50);
      return forward();
    });

    const { text } = await fileTicket('The printer burns', slow.app);

    expect(text).toContain('Filed as');
    expect(slow.events.slice(0, 3).toSorted()).toEqual(['GetItem', 'GetItem', 'UpdateItem']);
    expect(slow.events.slice(3)).toEqual(['limits answered', 'TransactWriteItems']);
  });

  test('past a limit is not written, though it had begun', async () => {
    for (let count = 0; count < 4; count += 1) await readResource();
    await using slow = await withSlowLimiter(async (forward) => {
      await afterReads(slow.events);
      return forward();
    });

    const { status } = await fileTicket('The printer burns again', slow.app);

    expect(status).toBe(429);
    expect(slow.events).not.toContain('TransactWriteItems');
    expect(lastRecord()).toMatchObject({ outcome: 'limited', error_code: '429' });
  });

  test('whose limiter cannot reach the table is refused, though it had begun', async () => {
    await using slow = await withSlowLimiter(async () => {
      await afterReads(slow.events);
      return undefined;
    });

    const { text } = await fileTicket('The printer burns for good', slow.app);

    expect(text).toMatch(/UNAVAILABLE.*Nothing was written/);
    expect(slow.events).not.toContain('TransactWriteItems');
  });
});

describe('an instance that has heard of no limit yet', () => {
  test('gives nothing of what it has read to a caller past the tool’s limit', async () => {
    const allowed = await readTicket();
    await readTicket();

    const { status, text, answer } = await readTicket(newInstance());

    expect(allowed.text).toContain('TKT-001');
    expect(status).toBe(200);
    expect(answer.result).toMatchObject({ isError: true });
    expect(text).toMatch(/RATE_LIMITED.*2 times a minute/);
    expect(text).not.toContain('TKT-001');
    expect(lastRecord()).toMatchObject({ outcome: 'limited', error_code: 'RATE_LIMITED' });
    expect(lastRecord().result).toBeUndefined();
  });

  test.each([
    ['a tool', readTicket],
    ['a resource', readResource],
  ])('gives nothing of %s to a caller past the total', async (_, read) => {
    for (let count = 0; count < 4; count += 1) await readResource();

    const { status, text, answer } = await read(newInstance());

    expect(status).toBe(429);
    expect(answer.error).toMatchObject({ code: 429 });
    expect(text).not.toContain('TKT-001');
    expect(lastRecord()).toMatchObject({ outcome: 'limited', error_code: '429' });
    expect(lastRecord().result).toBeUndefined();
  });
});

describe('an instance that knows of no room', () => {
  test.each([
    ['a tool', readTicket],
    ['a resource', readResource],
  ])('reads nothing of %s before it has asked for the limit', async (_, read) => {
    for (let count = 0; count < 4; count += 1) await readResource();

    expect((await read()).status).toBe(429);

    expect([...new Set(proxy.operations)]).toEqual(['UpdateItem']);
  });
});

test('arguments that are wrong are told only to a caller within the limit', async () => {
  const wrong = () => ask('tools/call', { name: 'get_ticket', arguments: { id: 1 } });

  expect((await wrong()).text).toContain('INVALID_ARGUMENT');
  expect((await wrong()).text).toContain('INVALID_ARGUMENT');
  expect((await wrong()).text).toContain('RATE_LIMITED');
});
