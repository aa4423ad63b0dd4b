import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../lambda/app.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import { createServices } from '../../lambda/services/services.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { startApp, type TestApp } from '../support/app.ts';
import { send, sendToolCall } from '../support/telemetry.ts';

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code: number };
}

interface Posted {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly resource: unknown;
  readonly spans: readonly OtlpSpan[];
}

/** An OpenTelemetry collector, as far as a sender can tell. */
async function startCollector() {
  const posted: Posted[] = [];
  const collector = { status: 200, holdMs: 0 };
  const server = createServer(async (request, response) => {
    const { resourceSpans } = JSON.parse(await text(request));
    const { resource, scopeSpans } = resourceSpans[0];
    posted.push({ url: request.url, headers: request.headers, resource, spans: scopeSpans[0].spans });
    setTimeout(() => response.writeHead(collector.status).end('{}'), collector.holdMs);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    posted,
    collector,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

let app: TestApp;
let token: string;
let otlp: Awaited<ReturnType<typeof startCollector>>;
let traced: TestApp;

beforeAll(async () => {
  app = await startApp();
  token = await app.token();
});
beforeEach(async () => {
  otlp = await startCollector();
  const otlpHeaders = { 'x-api-key': 'a b' };
  const services = createServices({ ...app.services.config, otlpEndpoint: otlp.url, otlpHeaders });
  traced = { ...app, app: createApp(services), services };
});
afterEach(() => otlp.close());
afterAll(() => app[Symbol.asyncDispose]());

test('a trace goes to the collector in its own words', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await sendToolCall(traced, token, 'list_tickets', {}, { traceparent });
  await traced.services.tracer.flush();

  const [{ url, headers, resource }] = otlp.posted as [Posted];
  // On a slow machine the first steps leave before the root has ended.
  const spans = otlp.posted.flatMap((post) => post.spans);
  expect(url).toBe('/v1/traces');
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-api-key': 'a b' });
  expect(resource).toMatchObject({
    attributes: [
      { key: 'service.name', value: { stringValue: 'ops-assistant' } },
      { key: 'service.version', value: { stringValue: packageJson.version } },
      { key: 'deployment.environment.name', value: { stringValue: 'local' } },
    ],
  });

  const begun = spans.toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)));
  const root = begun.find(({ parentSpanId }) => parentSpanId === 'b7ad6b7169203331')!;
  const others = begun.filter((span) => span !== root);
  expect(root).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    name: 'tools/call list_tickets',
    kind: 2,
    status: { code: 0 },
  });
  expect(root.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 200 } });
  expect(others.map(({ name, kind }) => [name, kind])).toEqual([
    ['auth', 1],
    ['limit', 1],
    ['store', 3],
    ['tool', 1],
    ['store', 3],
    ['audit', 1],
  ]);
  const ids = spans.map(({ spanId }) => spanId);
  for (const { traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano } of others) {
    expect(traceId).toBe(root.traceId);
    expect(spanId).toMatch(/^[\da-f]{16}$/);
    expect(ids).toContain(parentSpanId);
    expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
    expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root.startTimeUnixNano));
  }
});

test('an error has its status and type', async () => {
  await send(traced, undefined, 'tools/list');
  await traced.services.tracer.flush();

  const root = otlp.posted[0]!.spans.find(({ kind }) => kind === 2)!;
  expect(root.status).toEqual({ code: 2 });
  expect(root.attributes).toContainEqual({ key: 'error.type', value: { stringValue: '401' } });
});

test('flush waits until the collector has everything, and what ends meanwhile goes together', async () => {
  otlp.collector.holdMs = 50;
  for (let i = 0; i < 5; i++) await send(traced, token, 'tools/list');
  await traced.services.tracer.flush();

  const roots = otlp.posted.map(({ spans }) => spans.filter(({ kind }) => kind === 2).length);
  expect(roots.reduce((sum, count) => sum + count)).toBe(5);
  expect(roots.length).toBeLessThan(5);
});

test.each([
  ['answers with an error', () => Object.assign(otlp.collector, { status: 503 })],
  ['is gone', () => otlp.close()],
])('a collector that %s costs no answer', async (_what, goWrong) => {
  goWrong();
  const response = await send(traced, token, 'tools/list');
  await traced.services.tracer.flush();

  expect(response.status).toBe(200);
});

test('nothing listens, nothing is sent, and flush has nothing to wait for', async () => {
  await send(app, token, 'tools/list');
  await expect(app.services.tracer.flush()).resolves.toBeUndefined();
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'no-value'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'key=%zz'],
  ['AWS_XRAY_DAEMON_ADDRESS', 'somewhere'],
])('%s=%s stops the start with the name of the variable', (name, value) => {
  const env = { OIDC_ISSUER: 'https://issuer.example', SIGNING_SECRETS: 'x'.repeat(32) };

  expect(() => readConfig({ ...env, [name]: value })).toThrow(`${name}: expected`);
});
