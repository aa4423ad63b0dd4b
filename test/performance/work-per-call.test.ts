import { Metrics } from '@aws-lambda-powertools/metrics';
import { Server } from '@modelcontextprotocol/server';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { inBothProtocols } from '../../scripts/performance/harness/scenarios.ts';
import { postOf, startApp, type TestApp } from '../support/app.ts';

let server: TestApp;
let authorization: string;
beforeAll(async () => {
  server = await startApp();
  authorization = `Bearer ${await server.token()}`;
});
afterAll(() => server[Symbol.asyncDispose]());

const counted = {
  registered: vi.spyOn(Server.prototype, 'setRequestHandler'),
  // zod defines this property on each schema that it makes.
  defined: vi.spyOn(Object, 'defineProperty'),
  serialized: vi.spyOn(JSON, 'stringify'),
  signed: vi.spyOn(SignatureV4.prototype, 'sign'),
  metrics: vi.spyOn(Metrics.prototype, 'addMetric'),
};
beforeEach(() => vi.clearAllMocks());
afterAll(() => vi.restoreAllMocks());

/** What the second request of its kind makes a warm instance do. */
async function workOf(era: '2025' | '2026', method: string, params: Record<string, unknown>) {
  const scenario = inBothProtocols(method, method, () => params).find((one) => one.era === era)!;
  const requests = [scenario.event(), scenario.event()].map((event) => {
    const { body, headers } = event as { body: string; headers: Record<string, string> };
    return postOf(body, { ...headers, authorization });
  });
  expect((await server.app(requests[0]!)).body).not.toContain('"error"');
  vi.clearAllMocks();
  expect((await server.app(requests[1]!)).body).not.toContain('"error"');
  return {
    registered: counted.registered.mock.calls.map(([name]) => name),
    schemas: counted.defined.mock.calls.filter(([, name]) => name === '_zod').length,
    serialized: counted.serialized.mock.calls.length,
    signed: counted.signed.mock.calls.length,
    metrics: counted.metrics.mock.calls.length,
  };
}

const ofEveryServer = ['ping', 'initialize', 'server/discover', 'logging/setLevel'];
const lookUp = { name: 'lookup_inventory', arguments: { query: '노트북' } };
const read = { name: 'get_ticket', arguments: { ticket_id: 'TKT-001' } };

test('the counter sees a schema that is made', () => {
  z.looseObject({ uri: z.string() });
  expect(counted.defined.mock.calls.filter(([, name]) => name === '_zod').length).toBeGreaterThanOrEqual(2);
});

test.each(['2025', '2026'] as const)(
  'a warm call makes no schema and registers handlers of its own kind only (%s)',
  async (era) => {
    for (const call of [lookUp, read]) {
      const { registered, schemas, serialized } = await workOf(era, 'tools/call', call);
      expect(registered).toEqual([...ofEveryServer, 'tools/list', 'tools/call']);
      expect(schemas).toBe(0);
      expect(serialized).toBeLessThanOrEqual(11);
    }
  },
);

test('of a call that was made before, only the limit is signed anew, and its metrics have their form', async () => {
  for (const call of [lookUp, read]) {
    const { signed, metrics } = await workOf('2026', 'tools/call', call);
    expect(signed).toBe(1);
    expect(metrics).toBe(0);
  }
});

test.each(['2025', '2026'] as const)('a list that is cached makes no server at all (%s)', async (era) => {
  const { registered, schemas, serialized } = await workOf(era, 'tools/list', {});
  expect(registered).toEqual([]);
  expect(schemas).toBe(0);
  expect(serialized).toBeLessThanOrEqual(5);
});
