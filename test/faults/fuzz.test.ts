import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../support/server.ts';
import { fuzz } from './runs/fuzz-run.ts';
import { unlimited } from './runs/unlimited.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(unlimited);
});
afterAll(() => server.stop());

test('2,000 mutated requests get an answer of the protocol each, and no word of the inside', async () => {
  const token = await server.token({ scope: 'read write admin' });

  const figures = await fuzz({ ...server, token }, { seed: 15, requests: 2_000 });

  expect(figures.problems).toEqual([]);
  expect(figures.requests).toBe(2_000);
  for (const status of [200, 202, 400, 401, 403, 404, 405, 406, 415])
    expect(figures.statuses).toHaveProperty(String(status));
});
