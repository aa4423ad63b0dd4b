import { expect, test } from 'vitest';
import { builtAuthorizer, builtHandler } from '../support/builds.ts';

// What a start loads; `npm run build` lists the packages. The handler's goal is 580,000 bytes.
const budgets = { handler: 580_000, authorizer: 195_000 };

const handler = await builtHandler();
const authorizer = await builtAuthorizer();

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
