import { afterAll, beforeAll, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { confirmations, cursors, imports, limits, type Model, tickets } from './runs/models.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test.each<[string, Model, number]>([
  ['tickets', tickets, 12],
  ['limits', limits, 12],
  ['cursors', cursors, 6],
  ['confirmations', confirmations, 12],
  ['imports', imports, 6],
])(
  '%s do as their model says',
  async (_, model, runs) => {
    await model(server, runs);
  },
  300_000,
);
