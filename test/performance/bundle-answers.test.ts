import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpRequest } from '../../lambda/http/messages.ts';
import { allRequests } from '../protocol/requests.ts';
import { startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { startBundle } from './start-bundle.ts';

// The bundle is not just the sources in one file: it has schemas that are made later, and shims for the SDK.

let app: TestApp;
let beside: TestApp;
let bundle: Awaited<ReturnType<typeof startBundle>>;
beforeAll(async () => {
  app = await startApp(withoutLimits);
  beside = await startApp(withoutLimits);
  const { config } = beside.services;
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
  await beside[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

test('answers hundreds of requests of both eras, good ones and bad ones, to the letter as the sources do', async () => {
  const differing: unknown[] = [];
  const [ofSource, ofBundle] = await Promise.all([requestsTo(app), requestsTo(beside)]);
  for (const [at, { name, request }] of ofSource.entries()) {
    const sources = await app.app(request);
    const bundled = await bundle.invoke(eventOf(ofBundle[at]!.request));
    if (sources.status !== bundled.status || lasting(sources.body) !== lasting(bundled.body)) {
      differing.push({ name, sources: lasting(sources.body), bundled: lasting(bundled.body) });
    }
  }

  expect(ofSource.length).toBeGreaterThan(500);
  expect(differing).toEqual([]);
});

async function requestsTo({ services, token, caller }: TestApp) {
  const bearer = await token();
  return allRequests(bearer, services.cursors.encode('3', await caller(bearer), 'tools'));
}

function eventOf({ requestId, method, path, headers, body }: HttpRequest) {
  return { requestContext: { requestId }, httpMethod: method, path, headers, body, isBase64Encoded: false };
}

/** Without what is another at another time or under another secret. */
function lasting(body: string): string {
  return body
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time')
    .replaceAll(/(requestState|next_?[cC]ursor)(\\?":\\?")[\w.=-]+/g, '$1$2signed');
}
