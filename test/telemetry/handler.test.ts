import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { MetricValues } from '../../lambda/observability/metrics.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Collected, collectTraces } from '../support/telemetry.ts';
import { createTestTicket } from '../support/tickets.ts';

let app: TestApp;
let traces: Collected;
let handler: (event: object, stream: PassThrough, context: object) => Promise<void>;

beforeAll(async () => {
  traces = await collectTraces();
  app = await startApp();
  const { config } = app.services;
  const environment = {
    DYNAMODB_ENDPOINT: config.dynamodbEndpoint,
    TABLE_NAME: config.tableName,
    OIDC_ISSUER: config.issuers.join(),
    OIDC_AUDIENCE: config.audiences.join(),
    OIDC_JWKS_URI: config.jwksUri,
    SIGNING_SECRETS: config.signingSecrets.join(),
    AWS_XRAY_DAEMON_ADDRESS: traces.address,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.stubGlobal('awslambda', {
    streamifyResponse: (streaming: unknown) => streaming,
    HttpResponseStream: { from: (stream: PassThrough) => stream },
  });
  // The handler reads the environment once, when it is loaded.
  vi.resetModules();
  handler = (await import('../../lambda/handlers/mcp.ts')).handler as never;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await app[Symbol.asyncDispose]();
  await traces[Symbol.asyncDispose]();
});

test("the invocation's trace is followed rather than the gateway's, and is sent before Lambda may freeze", async () => {
  vi.stubEnv(
    '_X_AMZN_TRACE_ID',
    'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1',
  );
  const stream = new PassThrough();
  const answered = text(stream);
  let ended = false;
  stream.once('finish', () => {
    // The answer is out before the trace is: telemetry delays no answer.
    ended = traces.segments.length === 0;
  });

  await handler(event(await app.token()), stream, {});

  expect(JSON.parse(await answered)).toHaveProperty('result.tools');
  expect(ended).toBe(true);
  expect(await traces.wait(1)).toMatchObject({
    trace_id: '1-0af76519-16cd43dd8448eb211c80319c',
    parent_id: 'b7ad6b7169203331',
    type: 'subsegment',
  });
});

test('the tickets are counted after an answer, and at most every five minutes', async () => {
  const { services } = await import('../../lambda/handlers/mcp.ts');
  const sent: MetricValues[] = [];
  services.metrics.subscribe((values) => sent.push(values));
  const answer = async (minutes: number) => {
    vi.setSystemTime(start + minutes * 60_000);
    await handler(event(await app.token()), new PassThrough().resume(), {});
  };
  const gauges = () => sent.filter(({ TicketsOverdue }) => TicketsOverdue !== undefined);
  const start = Date.now();
  await createTestTicket(app.services.db, { priority: 'critical' });

  await answer(1);
  expect(gauges()).toEqual([]);
  await answer(6);
  await answer(10);
  expect(gauges()).toEqual([
    {
      TicketsUnfinishedCritical: 1,
      // One of each is in the sample data, and old.
      TicketsUnfinishedHigh: 1,
      TicketsUnfinishedMedium: 1,
      TicketsUnfinishedLow: 1,
      TicketsOverdue: 3,
    },
  ]);
  await answer(4 * 60 + 1);
  expect(gauges().at(-1)).toMatchObject({ TicketsUnfinishedCritical: 1, TicketsOverdue: 4 });
  expect(services.metrics.totals().all.TicketsUnfinishedCritical).toBe(1);
  vi.useRealTimers();
});

function event(token: string) {
  return {
    httpMethod: 'POST',
    path: '/mcp',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'X-Amzn-Trace-Id': 'Root=1-11111111-111111111111111111111111',
    },
    requestContext: { requestId: 'request-1' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  };
}
