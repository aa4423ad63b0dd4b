import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type App, createApp } from '../lambda/app.ts';
import { createServices } from '../lambda/services/services.ts';
import { answerOf, postOf, startApp, type TestApp } from './support/app.ts';
import { type DynamoDBProxy, startProxy } from './support/dynamodb-proxy.ts';

// What only reads is read while its limit is asked for: here, that it is given to nobody who is past the limit.

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

describe('an instance that has heard of no limit yet', () => {
  test('gives nothing of what it has read to whoever is past the tool’s limit', async () => {
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
  ])('gives nothing of %s to whoever is past the total', async (_, read) => {
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

test('arguments that are wrong are told only to whoever has room', async () => {
  const wrong = () => ask('tools/call', { name: 'get_ticket', arguments: { id: 1 } });

  expect((await wrong()).text).toContain('INVALID_ARGUMENT');
  expect((await wrong()).text).toContain('INVALID_ARGUMENT');
  expect((await wrong()).text).toContain('RATE_LIMITED');
});
