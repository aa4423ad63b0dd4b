import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDynamoDBCall, DynamoDBError } from '../../lambda/dynamodb/http-client.ts';

type Answering = (number: number, response: ServerResponse, request: IncomingMessage) => void;

/** A store that answers the `number`th request (from 1) as told, and what it was asked. */
async function startStore(answer: Answering) {
  const bodies: string[] = [];
  const sockets = new Set<unknown>();
  const server = createServer(async (request, response) => {
    sockets.add(request.socket);
    bodies.push((await buffer(request)).toString());
    answer(bodies.length, response, request);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = () => ({ accessKeyId: 'id', secretAccessKey: 'secret' });
  const call = createDynamoDBCall({ endpoint, region: 'us-east-1', credentials });
  return { call, bodies, sockets };
}

const ok = (response: ServerResponse, output: object = {}) => response.end(JSON.stringify(output));
const error = (response: ServerResponse, status: number, code: string) =>
  response
    .writeHead(status)
    .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: `${code}!` }));

test('sends the operation and returns its output, over one connection that is kept', async () => {
  let target: unknown;
  const { call, bodies, sockets } = await startStore((number, response, request) => {
    target = request.headers['x-amz-target'];
    ok(response, { number });
  });

  expect(await call('GetItem', { TableName: 't' })).toEqual({ number: 1 });
  expect(await call('Query', { TableName: '표' })).toEqual({ number: 2 });

  expect(target).toBe('DynamoDB_20120810.Query');
  expect(bodies).toEqual(['{"TableName":"t"}', '{"TableName":"표"}']);
  expect(sockets.size).toBe(1);
});

describe('is sent again, the very same, when', () => {
  const passing: [string, Answering][] = [
    ['DynamoDB has an error of its own', (_, response) => error(response, 500, 'InternalServerError')],
    ['it is throttled', (_, response) => error(response, 400, 'ProvisionedThroughputExceededException')],
    [
      'its transaction is still being worked on',
      (_, response) => error(response, 400, 'TransactionInProgressException'),
    ],
    ['a proxy on the way fails', (_, response) => response.writeHead(502).end('<h1>Bad gateway</h1>')],
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
  const { call, bodies } = await startStore((_, response) => error(response, 503, 'Unavailable'));

  await expect(call('GetItem', {})).rejects.toMatchObject({ name: 'Unavailable' });
  expect(bodies).toHaveLength(3);
});

test('is not sent again when the answer would be the same', async () => {
  const { call, bodies } = await startStore((_, response) =>
    error(response, 400, 'ConditionalCheckFailedException'),
  );

  const failed = await call('UpdateItem', {}).catch((reason: unknown) => reason);

  expect(failed).toBeInstanceOf(DynamoDBError);
  expect(failed).toMatchObject({
    name: 'ConditionalCheckFailedException',
    message: 'ConditionalCheckFailedException!',
  });
  expect(bodies).toHaveLength(1);
});

test('ends at its deadline, and is not sent again', async () => {
  const { call, bodies } = await startStore(() => {});
  const startedAt = performance.now();

  await expect(call('GetItem', {}, Date.now() + 100)).rejects.toMatchObject({ name: 'DeadlineOver' });

  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(bodies).toHaveLength(1);
});

test('is not sent when its time is over already', async () => {
  const { call, bodies } = await startStore((_, response) => ok(response));
  const startedAt = performance.now();

  await expect(call('GetItem', {}, Date.now())).rejects.toMatchObject({ name: 'DeadlineOver' });

  expect(performance.now() - startedAt).toBeLessThan(50);
  expect(bodies).toEqual([]);
});

test('takes an answer that does not come within 1.5 seconds for lost, and is sent again', async () => {
  const { call } = await startStore((number, response) => {
    if (number > 1) ok(response, { number });
  });
  const startedAt = performance.now();

  expect(await call('GetItem', {})).toEqual({ number: 2 });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_490);
});

test('is not sent at all without credentials', async () => {
  const { call: _, bodies } = await startStore((_, response) => ok(response));
  const credentials = async () => {
    throw new Error('no role');
  };
  const call = createDynamoDBCall({ endpoint: 'http://127.0.0.1:1', region: 'us-east-1', credentials });

  await expect(call('GetItem', {})).rejects.toThrow('no role');
  expect(bodies).toEqual([]);
});
