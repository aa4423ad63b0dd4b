import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../lambda/app.ts';
import {
  dimensions,
  type MetricName,
  metricDefinitions,
  namespace,
  unknownTool,
} from '../../lambda/observability/metric-definitions.ts';
import { createServices } from '../../lambda/services/services.ts';
import { tools } from '../../lambda/tools/index.ts';
import { startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { type MetricLine, metricLines, send, sendToolCall } from '../support/telemetry.ts';

let app: TestApp;
let token: string;
const emitted: MetricLine[] = [];

beforeAll(async () => {
  app = await startApp({ ...withoutLimits, LIMIT_GET_TICKET_PER_MINUTE: '1', STAGE: 'test' });
  token = await app.token();
});
beforeEach(() => {
  vi.mocked(process.stdout.write).mockClear();
});
afterAll(() => app[Symbol.asyncDispose]());

/** What was written since the test began: of one request, in at most two lines. */
function line(): MetricLine {
  const lines = metricLines();
  expect(new Set(lines.map(({ request_id }) => request_id)).size).toBe(1);
  expect(lines.length).toBeLessThanOrEqual(2);
  const CloudWatchMetrics = lines.flatMap(({ _aws }) => _aws.CloudWatchMetrics);
  const _aws = { ...lines[0]!._aws, CloudWatchMetrics };
  const whole: MetricLine = Object.assign({}, ...lines, { _aws });
  emitted.push(whole);
  return whole;
}

/** The names of the line's metrics, by the dimensions they are filed under. */
function namesIn({ _aws }: MetricLine, set: keyof typeof dimensions): MetricName[] {
  return _aws.CloudWatchMetrics.filter(({ Dimensions }) =>
    Dimensions.some((names) => String(names) === String(dimensions[set])),
  ).flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
}

const ticket = { title: 'The lift is stuck', body: 'Between the second and the third floor.', confirm: true };

describe('a request leaves its metrics', () => {
  test('the first one of an instance says that it was a cold start, and no other does', async () => {
    await send(app, token, 'tools/list');
    const first = line();
    vi.mocked(process.stdout.write).mockClear();
    await send(app, token, 'tools/list');

    expect(first).toMatchObject({ Calls: 1, ColdStarts: 1 });
    expect(line()).not.toHaveProperty('ColdStarts');
  });

  test('an instance that was kept warm has no cold start', async () => {
    const warm = createApp(createServices({ ...app.services.config, provisioned: true }));
    await send({ app: warm }, token, 'tools/list');

    expect(line()).not.toHaveProperty('ColdStarts');
  });

  test('one that calls no tool counts for the whole service only', async () => {
    await send(app, token, 'tools/list');

    expect(line()).toMatchObject({
      Calls: 1,
      Latency: expect.any(Number),
      service: 'ops-assistant',
      stage: 'test',
    });
    expect(namesIn(emitted.at(-1)!, 'total')).toEqual(['Calls', 'Latency', 'HiddenFaults']);
    expect(namesIn(emitted.at(-1)!, 'byTool')).toEqual([]);
  });

  test('a tool call counts for the service and for the tool', async () => {
    await sendToolCall(app, token, 'list_tickets');

    expect(line()).toMatchObject({ Calls: 1, tool: 'list_tickets', StoreRequests: expect.any(Number) });
    expect(namesIn(emitted.at(-1)!, 'total')).toEqual(['Calls', 'Latency', 'StoreRequests', 'HiddenFaults']);
    expect(namesIn(emitted.at(-1)!, 'byTool')).toEqual(['Calls', 'Latency', 'StoreRequests', 'HiddenFaults']);
  });

  test('calls that are alike differ in what is their own', async () => {
    await sendToolCall(app, token, 'list_tickets');
    const first = line();
    vi.mocked(process.stdout.write).mockClear();
    await sendToolCall(app, token, 'list_tickets');
    const second = line();

    expect(second.request_id).not.toBe(first.request_id);
    expect(second.trace_id).not.toBe(first.trace_id);
    expect(second._aws.Timestamp).toBeGreaterThanOrEqual(first._aws.Timestamp);
    expect(Object.keys(second)).toEqual(Object.keys(first));
    expect(second._aws.CloudWatchMetrics).toEqual(first._aws.CloudWatchMetrics);
  });

  test('a tool that does not exist is unknown, whatever it was called', async () => {
    await sendToolCall(app, token, 'drop_tables_4711');

    expect(line()).toMatchObject({ tool: unknownTool, Errors: 1, ErrorInvalidParams: 1 });
    expect(JSON.stringify(emitted.at(-1))).not.toContain('drop_tables');
  });

  test('a look-up misses the cache, and the same again hits it', async () => {
    await sendToolCall(app, token, 'lookup_inventory', { query: 'laptop' });
    expect(line()).toMatchObject({ CacheMisses: 1 });
    vi.mocked(process.stdout.write).mockClear();
    await sendToolCall(app, token, 'lookup_inventory', { query: 'laptop' });

    expect(line()).toMatchObject({ CacheHits: 1 });
    expect(emitted.at(-1)).not.toHaveProperty('CacheMisses');
  });

  test('a ticket that is filed, and one that was filed before', async () => {
    await sendToolCall(app, token, 'create_ticket', ticket);
    expect(line()).toMatchObject({ TicketsCreated: 1 });
    vi.mocked(process.stdout.write).mockClear();
    await sendToolCall(app, token, 'create_ticket', ticket);

    expect(line()).toMatchObject({ TicketsDuplicate: 1 });
    expect(emitted.at(-1)).not.toHaveProperty('TicketsCreated');
  });

  test('a preview of a ticket is none', async () => {
    await sendToolCall(app, token, 'create_ticket', { ...ticket, confirm: false });

    expect(Object.keys(line())).not.toContain('TicketsCreated');
  });
});

describe('an error', () => {
  test.each<[string, () => Promise<unknown>, MetricName]>([
    [
      'of a tool',
      () => sendToolCall(app, token, 'get_policy', { doc_id: 'no-such-policy' }),
      'ErrorNotFound',
    ],
    ['of its arguments', () => sendToolCall(app, token, 'get_policy', {}), 'ErrorInvalidArgument'],
    ['of the body', () => app.app({ ...request(), body: '{' }), 'ErrorBadRequest'],
    ['of the method', () => send(app, token, 'no/such/method'), 'ErrorMethodNotFound'],
    ['of the parameters', () => send(app, token, 'prompts/get', { name: 'none' }), 'ErrorInvalidParams'],
  ])('%s is counted under its name and is no fault of ours', async (_what, make, metric) => {
    await make();

    expect(line()).toMatchObject({ Calls: 1, Errors: 1, [metric]: 1 });
    expect(emitted.at(-1)).not.toHaveProperty('Faults');
  });

  test('a missing token is a failed sign-in', async () => {
    await send(app, undefined, 'tools/list');

    expect(line()).toMatchObject({ AuthFailures: 1, ErrorUnauthorized: 1 });
  });

  test('so is a scope that is missing', async () => {
    const reader = await app.token({ scope: 'read' });
    await sendToolCall(app, reader, 'create_ticket', ticket);

    expect(line()).toMatchObject({ AuthFailures: 1, ErrorPermissionDenied: 1 });
  });

  test("a tool's limit and a caller's total are counted apart", async () => {
    await sendToolCall(app, token, 'get_ticket', { ticket_id: 'TKT-001' });
    vi.mocked(process.stdout.write).mockClear();
    await sendToolCall(app, token, 'get_ticket', { ticket_id: 'TKT-001' });
    expect(line()).toMatchObject({ ToolLimitHits: 1, ErrorRateLimited: 1 });
    expect(emitted.at(-1)).not.toHaveProperty('CallerLimitHits');

    const limits = new Map([...app.services.config.limits, ['caller', 1]]);
    const strict = createApp(createServices({ ...app.services.config, limits, provisioned: true }));
    const other = await app.token({ subject: 'bob' });
    await sendToolCall({ app: strict }, other, 'list_tickets');
    vi.mocked(process.stdout.write).mockClear();
    const response = await sendToolCall({ app: strict }, other, 'list_tickets');

    expect(response.status).toBe(429);
    expect(line()).toMatchObject({ CallerLimitHits: 1, ErrorTooManyCalls: 1 });
    expect(emitted.at(-1)).not.toHaveProperty('ToolLimitHits');
  });

  test('without DynamoDB the limiter is degraded, and the call a fault', async () => {
    const config = { ...app.services.config, dynamodbEndpoint: 'http://127.0.0.1:1' };
    await sendToolCall({ app: createApp(createServices(config)) }, token, 'list_tickets');

    expect(line()).toMatchObject({
      LimiterDegraded: 1,
      Faults: 1,
      HiddenFaults: 1,
      Errors: 1,
      ErrorUnavailable: 1,
    });
  });

  test('an unexpected error is a fault, and still leaves its line', async () => {
    const services = createServices({ ...app.services.config, provisioned: true });
    const broken = createApp({
      ...services,
      tokens: { verify: () => Promise.reject(new TypeError('oops')) } as never,
    });
    const response = await send({ app: broken }, token, 'tools/list');

    expect(response.status).toBe(500);
    expect(line()).toMatchObject({ Calls: 1, Faults: 1, ErrorInternal: 1 });
    expect(emitted.at(-1)).toMatchObject({ HiddenFaults: 0 });
  });
});

test('requests that run at once keep their numbers apart', async () => {
  await Promise.all([
    sendToolCall(app, token, 'list_tickets'),
    sendToolCall(app, token, 'no_such_tool'),
    send(app, undefined, 'tools/list'),
  ]);

  const lines = metricLines().filter(({ Calls }) => Calls !== undefined);
  expect(lines.map(({ tool }) => tool).sort()).toEqual(['list_tickets', unknownTool, undefined]);
  expect(lines.every(({ Calls }) => Calls === 1)).toBe(true);
  const [refused, ...others] = metricLines().filter(({ AuthFailures }) => AuthFailures);
  expect(others).toEqual([]);
  expect(refused!.request_id).toBe(lines.find(({ tool }) => !tool)!.request_id);
});

test('the authorizer counts the tokens that it turns away, which no function then sees', async () => {
  for (const [name, value] of Object.entries({
    OIDC_ISSUER: 'https://issuer.example',
    SIGNING_SECRETS: 'x'.repeat(32),
  }))
    vi.stubEnv(name, value);
  // The handler reads the environment once, when it is loaded.
  vi.resetModules();
  const { handler } = await import('../../lambda/handlers/authorizer.ts');
  vi.unstubAllEnvs();
  const event = {
    type: 'TOKEN',
    authorizationToken: 'Bearer none',
    methodArn: 'arn:aws:execute-api:a:b:c/d/POST/mcp',
  };

  expect(await handler(event as never, {} as never)).toMatchObject({
    policyDocument: { Statement: [{ Effect: 'Deny', Resource: 'arn:aws:execute-api:a:b:c/d/*' }] },
  });
  expect(line()).toMatchObject({ AuthFailures: 1, ErrorUnauthorized: 1 });
  expect(emitted.at(-1)).not.toHaveProperty('Calls');
});

test('every line is sound: known names and dimensions, a value for each, no caller in it', () => {
  const toolNames = [...tools.map(({ name }) => name), unknownTool];
  expect(emitted.length).toBeGreaterThan(15);
  for (const line of emitted) {
    for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
      expect(Namespace).toBe(namespace);
      for (const set of Dimensions) expect(Object.values(dimensions)).toContainEqual(set);
      for (const name of Dimensions.flat()) expect(line).toHaveProperty(name, expect.any(String));
      for (const { Name, Unit } of Metrics) {
        expect(metricDefinitions[Name].unit).toBe(Unit);
        expect(line[Name]).toEqual(expect.any(Number));
      }
    }
    if (line.tool !== undefined) expect(toolNames).toContain(line.tool);
    expect(JSON.stringify(line)).not.toMatch(/alice|Bearer|stuck/);
    expect(JSON.stringify(line).length).toBeLessThan(1_000);
  }
});

function request() {
  return {
    requestId: 'r',
    method: 'POST',
    path: '/mcp',
    query: {},
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  };
}
