import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../lambda/app.ts';
import { createServices } from '../../lambda/services/services.ts';
import { serveFrontDoor } from '../support/front-door.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { raceForMoves } from './runs/linear-run.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test('racers for the moves of tickets, over two instances, all see one order of the moves', async () => {
  const services = createServices(server.services.config);
  await using one = await serveFrontDoor(server);
  await using two = await serveFrontDoor({ ...server, services, app: createApp(services) });
  const token = await server.token();
  const targets = [one, two].map(({ origin }) => ({ url: `${origin}/mcp`, token }));

  for (const seed of [1, 2, 3]) {
    const figures = await raceForMoves(targets, { seed, callsPerCaller: 12 });

    expect(figures.problems).toEqual([]);
    expect(figures.moves).toBeGreaterThan(3);
  }
});
