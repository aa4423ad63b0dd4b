import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuiltFunction, buildFunction } from '../../scripts/bundle/build-function.ts';

// A little above what the functions weigh; `npm run build` lists the packages. Mounted servers, import_data, OpenTelemetry
// and Powertools metrics took the handler over its goal of 580,000 bytes; the providers' token shapes took the authorizer over 180,000.
const budgets = { handler: 675_000, authorizer: 190_000 };

let folder: string;
let handler: BuiltFunction;
let authorizer: BuiltFunction;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  handler = await buildFunction('lambda/handlers/mcp.ts', join(folder, 'handler'), {
    start: 'lambda/handlers/mcp-bootstrap.mjs',
  });
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
