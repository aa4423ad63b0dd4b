import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../../lambda/app.ts';
import { createRequestContext, requestContext } from '../../lambda/observability/request-context.ts';
import { withSpan } from '../../lambda/observability/tracing/span.ts';
import type { Segment } from '../../lambda/observability/tracing/xray-exporter.ts';
import { createServices } from '../../lambda/services/services.ts';
import { postOf, startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { type Collected, collectTraces, paths, send, sendToolCall } from '../support/telemetry.ts';

let traces: Collected;
let app: TestApp;
let token: string;
let before: number;

beforeAll(async () => {
  traces = await collectTraces();
  app = await startApp({ ...withoutLimits, AWS_XRAY_DAEMON_ADDRESS: traces.address });
  token = await app.token();
});
beforeEach(() => {
  before = traces.segments.length;
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await traces[Symbol.asyncDispose]();
});

/** The one trace that the test's request made. */
async function trace(): Promise<Segment> {
  const segment = await traces.wait(before + 1);
  expect(traces.segments).toHaveLength(before + 1);
  return segment;
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const inXray = '1-0af76519-16cd43dd8448eb211c80319c';

describe('a request is one tree of spans', () => {
  test('a look-up that is not in the cache', async () => {
    await sendToolCall(app, token, 'lookup_inventory', { query: 'monitor' });

    expect(paths(await trace())).toEqual([
      'root',
      'root > auth',
      'root > limit',
      'root > limit > store',
      'root > tool',
      'root > tool > cache',
      'root > tool > cache > store', // the version of the data, asked for beside the limit
      'root > tool > store', // the packed items
      'root > tool > store', // without them, the rows
      'root > tool > store', // the company's synonyms, beside them
      'root > audit',
    ]);
  });

  test('the same again, from the cache', async () => {
    await sendToolCall(app, token, 'lookup_inventory', { query: 'monitor' });

    expect(paths(await trace())).not.toContain('root > tool > store');
    expect((await trace()).annotations).toMatchObject({ ops_assistant_cache: 'hit' });
  });

  test('one that calls no tool and reaches nothing', async () => {
    await send(app, token, 'tools/list');

    expect(paths(await trace())).toEqual(['root', 'root > auth', 'root > audit']);
  });

  test('its spans lie within it, and say what DynamoDB was asked', async () => {
    await sendToolCall(app, token, 'create_ticket', {
      title: 'The coffee machine leaks',
      body: 'Water on the floor of the kitchen.',
      confirm: true,
    });
    const root = await trace();
    const all = [root, ...below(root)];

    for (const span of all) {
      expect(span.start_time).toBeGreaterThanOrEqual(root.start_time);
      expect(span.end_time).toBeGreaterThanOrEqual(span.start_time);
      expect(span.end_time).toBeLessThanOrEqual(root.end_time);
      expect(span.id).toMatch(/^[\da-f]{16}$/);
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.flatMap(({ aws }) => aws?.operation ?? [])).toEqual([
      'UpdateItem', // the limiter
      'GetItem', // an earlier request of the same kind
      'GetItem', // the number that is next
      'TransactWriteItems',
    ]);
  });

  test('ten at once keep their spans apart', async () => {
    await Promise.all(Array.from({ length: 10 }, () => sendToolCall(app, token, 'list_tickets')));
    await traces.wait(before + 10);

    for (const segment of traces.segments.slice(before)) {
      // The limiter asks once more when another of the ten was faster.
      expect([...new Set(paths(segment))]).toEqual([
        'root',
        'root > auth',
        'root > limit',
        'root > limit > store',
        'root > tool',
        'root > tool > store',
        'root > audit',
      ]);
    }
  });
});

describe('the parent', () => {
  const traceparent = `00-${traceId}-${spanId}-01`;

  test('is the span that the header names', async () => {
    await send(app, token, 'tools/list', {}, { traceparent });

    expect(await trace()).toMatchObject({ trace_id: inXray, parent_id: spanId, name: 'ops-assistant' });
    expect(app.auditRecords().at(-1)).toMatchObject({ trace_id: traceId });
  });

  test("is _meta's rather than the header's, which proxies change", async () => {
    const other = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    await send(app, token, 'tools/list', { _meta: { traceparent } }, { traceparent: other });

    expect(await trace()).toMatchObject({ trace_id: inXray, parent_id: spanId });
  });

  test("is Lambda's own segment when no client named one", async () => {
    await send(
      app,
      token,
      'tools/list',
      {},
      { 'x-amzn-trace-id': `Root=${inXray};Parent=${spanId};Sampled=1` },
    );

    expect(await trace()).toMatchObject({
      trace_id: inXray,
      parent_id: spanId,
      type: 'subsegment',
      name: 'tools/list',
    });
  });

  test.each([
    ['the client', { traceparent: `00-${traceId}-${spanId}-00` }],
    ['Lambda', { 'x-amzn-trace-id': `Root=${inXray};Parent=${spanId};Sampled=0` }],
  ])('decides whether the trace is kept: %s said no', async (_who, headers) => {
    await send(app, token, 'tools/list', {}, headers);
    await app.services.tracer.flush();
    await send(app, token, 'prompts/list');

    expect((await trace()).annotations).toMatchObject({ mcp_method_name: 'prompts/list' });
  });

  test.each([
    ['nothing of the kind', 'hello'],
    ['zeros for an id', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['zeros for a span', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['the version that cannot be', `ff-${traceId}-${spanId}-01`],
    ['more than version 00 has', `00-${traceId}-${spanId}-01-more`],
    ['capital letters', `00-${traceId.toUpperCase()}-${spanId}-01`],
  ])('is absent when traceparent holds %s', async (_what, traceparent) => {
    await send(app, token, 'tools/list', { _meta: { traceparent } }, { traceparent });
    const { trace_id, parent_id } = await trace();

    expect(trace_id).not.toBe(inXray);
    expect(trace_id).toMatch(/^1-[\da-f]{8}-[\da-f]{24}$/);
    expect(parent_id).toBeUndefined();
  });

  test('may be of a later version that says more', async () => {
    await send(app, token, 'tools/list', {}, { traceparent: `01-${traceId}-${spanId}-01-more` });

    expect(await trace()).toMatchObject({ trace_id: inXray, parent_id: spanId });
  });
});

describe('what goes wrong', () => {
  test('a missing token ends the trace with its number', async () => {
    await send(app, undefined, 'tools/list');
    const root = await trace();

    expect(paths(root)).toEqual(['root', 'root > auth', 'root > audit']);
    expect(root).toMatchObject({ error: true, annotations: { error_type: '401' } });
    expect(root).not.toHaveProperty('fault');
  });

  test('a refusal of a tool is an error of the tool, with its code', async () => {
    await sendToolCall(app, token, 'get_policy', { doc_id: 'no-such-policy' });

    expect(below(await trace()).find(({ name }) => name === 'tool')).toMatchObject({
      error: true,
      annotations: { error_type: 'NOT_FOUND' },
    });
  });

  test('without DynamoDB the trace still arrives, whole and with the fault in it', async () => {
    const config = { ...app.services.config, dynamodbEndpoint: 'http://127.0.0.1:1' };
    await sendToolCall({ app: createApp(createServices(config)) }, token, 'list_tickets');
    const root = await trace();

    expect(root).toMatchObject({ fault: true, annotations: { error_type: 'UNAVAILABLE' } });
    expect(paths(root)).toContain('root > limit > store');
    expect(below(root).find(({ name }) => name === 'store')).toMatchObject({
      fault: true,
      annotations: { error_type: 'StoreUnavailable' },
    });
  });

  test('a condition that does not hold is an answer of the table and no error', async () => {
    const limits = new Map([['caller', 1]]);
    const strict = { app: createApp(createServices({ ...app.services.config, limits })) };
    const other = await app.token({ subject: 'bob' });
    await sendToolCall(strict, other, 'list_tickets');
    await sendToolCall(strict, other, 'list_tickets');
    const refused = await traces.wait(before + 2);

    expect(refused).toMatchObject({
      error: true,
      throttle: true,
      annotations: { http_response_status_code: 429 },
    });
    const store = below(refused).find(({ name }) => name === 'store');
    expect(store).toMatchObject({ annotations: { db_response_status_code: 'ConditionFailed' } });
    expect(store).not.toHaveProperty('error');
  });
});

test('a step that the answer did not wait for ends with the request', async () => {
  const context = createRequestContext(
    { ...postOf({}), requestId: 'r' },
    app.services.config,
    app.services.tracer,
  );
  context.trace.begin();
  const stuck = Promise.withResolvers<void>();
  void requestContext.run(context, () => withSpan('store', () => stuck.promise));
  app.services.tracer.record(context, 429);
  stuck.resolve();
  const root = await trace();

  expect(root.subsegments).toMatchObject([{ name: 'store', end_time: root.end_time }]);
});

test('nothing that a caller wrote is in any trace', async () => {
  const mark = 'kim.minji@example.com';
  await sendToolCall(app, token, 'create_ticket', {
    title: `For ${mark}`,
    body: `Please call ${mark}`,
    confirm: true,
  });
  await sendToolCall(app, token, `tool-${mark}`, { [mark]: mark });
  await sendToolCall(app, token, 'get_policy', { doc_id: mark });
  await send(app, token, `method/${mark}`, { [mark]: mark });
  await send(app, token, 'resources/read', { uri: `policy://${mark}` });
  await send(app, token, 'prompts/get', { name: mark, arguments: { [mark]: mark } });
  await send(app, token, 'tools/list', {}, { 'mcp-protocol-version': mark, 'user-agent': mark });
  await send(app, `${token.slice(0, -4)}oops`, 'tools/list');
  await traces.wait(before + 8);

  const all = JSON.stringify(traces.segments);
  expect(all).not.toContain('minji');
  expect(all).not.toContain('alice');
  expect(all).not.toContain(token.slice(0, 20));
});

function below({ subsegments = [] }: Segment): Segment[] {
  return subsegments.flatMap((child) => [child, ...below(child)]);
}
