import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuiltFunction, buildFunction, buildHandler } from '../../scripts/bundle/build-function.ts';

// What a start loads; `npm run build` lists the packages. The handler's goal is 580,000 bytes.
const budgets = { handler: 580_000, authorizer: 193_000 };

let folder: string;
let handler: BuiltFunction;
let authorizer: BuiltFunction;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  handler = await buildHandler(join(folder, 'handler'));
  authorizer = await buildFunction('lambda/handlers/authorizer.ts', join(folder, 'authorizer'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the functions stay within their budgets', () => {
  expect(handler.bytes).toBeLessThanOrEqual(budgets.handler);
  expect(authorizer.bytes).toBeLessThanOrEqual(budgets.authorizer);
});

test('what comes of the AWS SDK is for DynamoDB alone', () => {
  const clients = [...handler.bytesByPackage.keys()].filter((name) =>
    /^@aws-sdk\/(?:client|lib|credential)-|nested-clients/.test(name),
  );
  expect(clients.filter((name) => name !== '@aws-sdk/client-dynamodb')).toEqual([]);
});

test.each(['ajv', '@cfworker/json-schema', 'undici', 'express', 'hono', '@modelcontextprotocol/sdk'])(
  'nothing of %s is in the bundle',
  (name) => {
    expect(handler.bytesByPackage.has(name)).toBe(false);
  },
);
