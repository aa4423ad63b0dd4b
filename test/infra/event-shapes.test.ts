import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ResponseStream } from '../../lambda/handlers/container/response-stream.ts';
import { importItems } from '../../lambda/inventory/import-items.ts';
import { importPolicies } from '../../lambda/policies/import-policies.ts';
import { startBundle } from '../performance/start-bundle.ts';
import { startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { eventShapes, type GatewayEvent } from './gateway-events.ts';

let app: TestApp;
let bundle: Awaited<ReturnType<typeof startBundle>>;
beforeAll(async () => {
  app = await startApp(withoutLimits);
  const { config, db } = app.services;
  await importItems(db, [
    {
      item_id: 'INV-001',
      name: '노트북',
      category: 'laptop',
      quantity: 3,
      location: 'Seoul',
      status: 'available',
      last_updated: '2026-11-01',
    },
  ]);
  await importPolicies(db, emojiPolicies);
  bundle = await startBundle({
    ...withoutLimits,
    DYNAMODB_ENDPOINT: config.dynamodbEndpoint!,
    TABLE_NAME: config.tableName,
    OIDC_ISSUER: config.issuers.join(),
    OIDC_AUDIENCE: config.audiences.join(),
    OIDC_JWKS_URI: config.jwksUri!,
    SIGNING_SECRETS: config.signingSecrets.join(),
  });
});
afterAll(async () => {
  await bundle[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

describe('the deployed bundle answers a request', () => {
  test.each(eventShapes)('$name', async ({ event, status, body }) => {
    const answer = await bundle.invoke(event(await app.token()));

    expect(answer.body).toMatch(body);
    expect(answer.status).toBe(status);
  });
});

/** Two UTF-16 units each; the letters before move the place where a cut would fall. */
const emojiPolicies = [0, 1, 2, 3].map((letters) => ({
  doc_id: `emoji-${letters}`,
  title: 'Emoji',
  tags: [],
  last_updated: '2026-11-01',
  language: 'en' as const,
  body: `${'a'.repeat(letters)}${'🔒'.repeat(9_000)}`,
}));

describe('an answer of more than 16,384 characters is whole', () => {
  test.each(emojiPolicies)('$doc_id', async ({ doc_id, body }) => {
    const sample = eventShapes[0]!.event(await app.token());
    const message = {
      jsonrpc: '2.0',
      id: 1,
      method: 'resources/read',
      params: { uri: `policy://${doc_id}` },
    };
    const event: GatewayEvent = { ...sample, body: JSON.stringify(message) };

    const { status, body: answer } = await bundle.invoke(event);

    expect(status).toBe(200);
    expect(answer).not.toContain('\u{FFFD}');
    expect(answer).toContain(body);
  });
});

test('the local response stream damages a character that is written in two halves, as Lambda’s does', async () => {
  const server = createServer((_, response) => {
    const stream = new ResponseStream(response, {});
    stream.write('a\u{D83D}');
    stream.end('\u{DD12}b');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const answer = await response.text();
  server.closeAllConnections();
  server.close();

  expect(answer).toMatch(/^a\u{FFFD}+b$/u);
});
