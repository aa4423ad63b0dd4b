import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDynamoDB } from '../../lambda/dynamodb/client.ts';
import { StoreUnavailable } from '../../lambda/dynamodb/errors.ts';
import { createDynamoDBCall, type Operation } from '../../lambda/dynamodb/http-client.ts';

type Answering = (number: number, response: ServerResponse, request: IncomingMessage) => void;

const credentials = async () => ({ accessKeyId: 'id', secretAccessKey: 'secret' });

/** A store that answers the `number`th request (from 1) as told, and what it received. */
async function startStore(answer: Answering) {
  const bodies: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    sockets.add(request.socket);
    bodies.push((await buffer(request)).toString());
    headers.push(request.headers);
    answer(bodies.length, response, request);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = createDynamoDBCall({ endpoint, region: 'us-east-1', credentials });
  const call = (operation: Operation, input: object, timeoutMs = 60_000) => send(operation, input, timeoutMs);
  return { call, endpoint, bodies, headers, sockets };
}

const ok = (response: ServerResponse, output: object = {}) => response.end(JSON.stringify(output));
const refuse = (response: ServerResponse, status: number, code: string, message = `${code}!`) =>
  response
    .writeHead(status, { 'x-amzn-requestid': 'REQ1' })
    .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }));

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error as StoreUnavailable,
  );

test('sends the operation and returns its output, over one connection that is kept', async () => {
  const { call, bodies, headers, sockets } = await startStore((number, response) => ok(response, { number }));

  expect(await call('GetItem', { TableName: 't' })).toEqual({ number: 1 });
  expect(await call('Query', { TableName: '표' })).toEqual({ number: 2 });

  expect(headers[1]!['x-amz-target']).toBe('DynamoDB_20120810.Query');
  expect(bodies).toEqual(['{"TableName":"t"}', '{"TableName":"표"}']);
  expect(sockets.size).toBe(1);
});

describe('is sent again, the very same, when', () => {
  const passing: [string, Answering][] = [
    ['DynamoDB has an error of its own', (_, response) => refuse(response, 500, 'InternalServerError')],
    ['it is throttled', (_, response) => refuse(response, 400, 'ProvisionedThroughputExceededException')],
    [
      'its transaction is still being worked on',
      (_, response) => refuse(response, 400, 'TransactionInProgressException'),
    ],
    ['a proxy on the way fails', (_, response) => response.writeHead(502).end('<h1>Bad gateway</h1>')],
    ['a proxy on the way answers in its place', (_, response) => response.end('<h1>Welcome</h1>')],
    [
      'the answer is cut off',
      (_, response) => response.writeHead(200).write('{"d"', () => response.destroy()),
    ],
    ['the connection breaks off', (_, response) => response.destroy()],
  ];
  test.each(passing)('%s', async (_, fail) => {
    const { call, bodies } = await startStore((number, response, request) =>
      number === 1 ? fail(number, response, request) : ok(response, { done: true }),
    );

    expect(await call('UpdateItem', { id: 'one' })).toEqual({ done: true });
    expect(bodies).toEqual(['{"id":"one"}', '{"id":"one"}']);
  });
});

test('is given up after three times', async () => {
  const { call, bodies } = await startStore((_, response) => refuse(response, 503, 'Unavailable'));

  expect(await failureOf(call('GetItem', {}))).toMatchObject({ cause: { name: 'Unavailable' } });
  expect(bodies).toHaveLength(3);
});

test('is not sent again when the answer would be the same, and names the request to AWS', async () => {
  const { call, bodies } = await startStore((_, response) =>
    refuse(response, 400, 'ConditionalCheckFailedException'),
  );

  const failure = await failureOf(call('UpdateItem', {}));

  expect(failure).toBeInstanceOf(StoreUnavailable);
  expect(failure).toMatchObject({
    isRefusal: true,
    cause: {
      name: 'ConditionalCheckFailedException',
      message: 'ConditionalCheckFailedException! (AWS request id REQ1)',
    },
  });
  expect(bodies).toHaveLength(1);
});

test('gives a lost answer half of the time, and is sent again', async () => {
  const { call, bodies } = await startStore((number, response) => {
    if (number > 1) ok(response, { number });
  });

  expect(await call('GetItem', {}, 2_000)).toEqual({ number: 2 });
  expect(bodies).toHaveLength(2);
});

describe('ends when its time is over, with all that is tried again', () => {
  test.each<[string, Answering]>([
    ['nothing answers', () => {}],
    ['an answer never ends', (_, response) => response.writeHead(200).write('{')],
    ['it is throttled for longer', (_, response) => refuse(response, 400, 'ThrottlingException')],
  ])('%s', async (_, answer) => {
    const { call, bodies } = await startStore(answer);

    const failure = await failureOf(call('GetItem', {}, 200));
    const sent = bodies.length;

    expect(failure).toBeInstanceOf(StoreUnavailable);
    expect(sent).toBeLessThanOrEqual(2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(bodies).toHaveLength(sent);
  });

  test('it is not sent at all when none is left', async () => {
    const { call, bodies } = await startStore((_, response) => ok(response));

    expect(await failureOf(call('GetItem', {}, 0))).toMatchObject({ outcomeUnknown: false });
    expect(bodies).toEqual([]);
  });
});

test('takes an answer that arrived while the process was busy', async () => {
  const timeoutMs = 2_000;
  const { call, bodies } = await startStore((number, response) => {
    ok(response, { number });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, timeoutMs + 100);
  });

  expect(await call('GetItem', {}, timeoutMs)).toEqual({ number: 1 });
  expect(bodies).toHaveLength(1);
});

test('takes a fresh connection after one of those that were kept turned out to be dead', async () => {
  const stale = new Set<Socket>();
  let together = 0;
  const waiting: ServerResponse[] = [];
  const { call, sockets } = await startStore((_, response, request) => {
    if (stale.has(request.socket)) return void request.socket.destroy();
    if (together === 0) return void ok(response);
    waiting.push(response);
    if (waiting.length === together) for (const each of waiting) ok(each);
  });
  together = 5;
  await Promise.all(Array.from({ length: 5 }, () => call('GetItem', {})));
  for (const socket of sockets) stale.add(socket);
  together = 0;

  expect(await call('UpdateItem', {})).toEqual({});
  expect(stale.size).toBe(5);
  expect(sockets.size).toBe(6);
});

describe('tells whether a write may have happened', () => {
  const lose: Answering = (_, response) => response.destroy();
  const cases: [string, Answering, boolean][] = [
    ['no answer', lose, true],
    ['an error of DynamoDB’s own', (_, response) => refuse(response, 500, 'InternalServerError'), true],
    ['a refusal', (_, response) => refuse(response, 400, 'AccessDeniedException'), false],
    ['throttling on every attempt', (_, response) => refuse(response, 400, 'ThrottlingException'), false],
    [
      'a refusal after a lost answer',
      (number, ...rest) =>
        number === 1 ? lose(number, ...rest) : void refuse(rest[0], 400, 'AccessDeniedException'),
      true,
    ],
  ];
  test.each(cases)('%s', async (_, answer, outcomeUnknown) => {
    const { call } = await startStore(answer);

    expect(await failureOf(call('TransactWriteItems', {}))).toMatchObject({ outcomeUnknown });
  });

  test('no connection', async () => {
    const call = createDynamoDBCall({ endpoint: 'http://127.0.0.1:1', region: 'us-east-1', credentials });

    expect(await failureOf(call('TransactWriteItems', {}, 1_000))).toMatchObject({
      outcomeUnknown: false,
      isRefusal: false,
      cause: { code: 'ECONNREFUSED' },
    });
  });
});

test('signs by DynamoDB’s clock after that refused ours', async () => {
  const serverTime = new Date(Date.now() + 3 * 3_600_000);
  const { call, headers } = await startStore((number, response) => {
    response.setHeader('date', serverTime.toUTCString());
    if (number > 1) return ok(response);
    return refuse(response, 400, 'InvalidSignatureException', 'Signature not yet current');
  });

  await call('GetItem', {});
  await call('GetItem', {});

  const hours = headers.map((each) => String(each['x-amz-date']).slice(0, 11));
  const hourOf = (time: number) => new Date(time).toISOString().replace(/[:-]/g, '').slice(0, 11);
  expect(hours[0]).toBe(hourOf(Date.now()));
  expect(hours.slice(1)).toEqual([hourOf(serverTime.getTime()), hourOf(serverTime.getTime())]);
});

describe('signatures', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  beforeEach(() => void vi.useFakeTimers({ now, toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  async function signaturesOf(calls: readonly [Operation, object, accessKeyId?: string, atMs?: number][]) {
    const { endpoint, headers } = await startStore((_, response) => ok(response));
    let accessKeyId = 'id';
    const send = createDynamoDBCall({
      endpoint,
      region: 'us-east-1',
      credentials: async () => ({ accessKeyId, secretAccessKey: 'secret' }),
    });
    for (const [operation, input, id = 'id', atMs = 0] of calls) {
      accessKeyId = id;
      vi.setSystemTime(now + atMs);
      await send(operation, input, 60_000);
    }
    return headers.map(({ authorization }) => authorization);
  }

  test('the same read within moments is sent with the same one', async () => {
    const [first, again] = await signaturesOf([
      ['GetItem', { id: 1 }],
      ['GetItem', { id: 1 }, 'id', 15_000],
    ]);
    expect(again).toBe(first);
  });

  test.each<[string, Parameters<typeof signaturesOf>[0]]>([
    [
      'another read',
      [
        ['GetItem', { id: 1 }],
        ['GetItem', { id: 2 }],
      ],
    ],
    [
      'another operation',
      [
        ['GetItem', { id: 1 }],
        ['Query', { id: 1 }],
      ],
    ],
    [
      'other credentials',
      [
        ['GetItem', { id: 1 }],
        ['GetItem', { id: 1 }, 'rotated'],
      ],
    ],
    [
      'a later time',
      [
        ['GetItem', { id: 1 }],
        ['GetItem', { id: 1 }, 'id', 25_000],
      ],
    ],
    [
      'an earlier time, after a clock was set',
      [
        ['GetItem', { id: 1 }],
        ['GetItem', { id: 1 }, 'id', -25_000],
      ],
    ],
    [
      'a write',
      [
        ['UpdateItem', { id: 1 }],
        ['UpdateItem', { id: 1 }, 'id', 1_000],
      ],
    ],
  ])('%s has its own', async (_, calls) => {
    const [first, second] = await signaturesOf(calls);
    expect(second).not.toBe(first);
  });

  test('a clock that is as late as AWS tolerates is corrected, whatever the age of a signature', async () => {
    const { call, headers } = await startStore((number, response) => {
      response.setHeader('date', new Date(Date.now() + 281_000).toUTCString());
      if (number !== 2) return ok(response);
      return refuse(response, 400, 'InvalidSignatureException', 'Signature expired');
    });

    await call('GetItem', {});
    vi.setSystemTime(now + 15_000);
    await call('GetItem', {});

    const [first, old, corrected] = headers.map((each) => each['x-amz-date']);
    expect(old).toBe(first);
    expect(corrected).toBe('20260301T120456Z');
  });
});

test('a signature that is refused by a clock like ours is not tried again', async () => {
  const { call, bodies } = await startStore((_, response) =>
    refuse(response, 400, 'InvalidSignatureException'),
  );

  expect(await failureOf(call('GetItem', {}))).toMatchObject({
    cause: { name: 'InvalidSignatureException' },
  });
  expect(bodies).toHaveLength(1);
});

test('is not sent at all without credentials', async () => {
  const { bodies } = await startStore((_, response) => ok(response));
  const noRole = vi.fn().mockRejectedValue(new Error('no role'));
  const call = createDynamoDBCall({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: noRole,
  });

  expect(await failureOf(call('GetItem', {}, 1_000))).toMatchObject({
    outcomeUnknown: false,
    cause: { message: 'no role' },
  });
  expect(bodies).toEqual([]);
});

describe('without credentials', () => {
  const failure = async (dynamodbEndpoint: string) => {
    const db = createDynamoDB({ dynamodbEndpoint, region: 'us-east-1', tableName: 'ops' });
    const { cause } = (await failureOf(db.get({ pk: 'a', sk: 'b' })))!;
    return (cause as Error).message;
  };

  test('a DynamoDB on http can be reached: it is a local one', async () => {
    expect(await failure('http://127.0.0.1:1')).toContain('ECONNREFUSED');
  });
  test('one on https cannot, such as a FIPS, dual-stack or PrivateLink endpoint', async () => {
    expect(await failure('https://127.0.0.1:1')).toContain('AWS_ACCESS_KEY_ID');
  });
});

test('a single call can be given less time', async () => {
  const { endpoint, bodies } = await startStore(() => {});
  const db = createDynamoDB({ dynamodbEndpoint: endpoint, region: 'us-east-1', tableName: 'ops' });

  await expect(db.get({ pk: 'a', sk: 'b' }, { timeoutMs: 60 })).rejects.toThrow(StoreUnavailable);
  expect(bodies.length).toBeLessThanOrEqual(2);
});
