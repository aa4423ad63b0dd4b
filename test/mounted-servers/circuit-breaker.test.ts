import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCircuitBreaker } from '../../lambda/mounted-servers/circuit-breaker.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable, type TestTable } from '../support/table.ts';

let table: TestTable;
let time = 1_000_000;
const now = () => time;

beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

/** Two instances on one table. */
const instances = () => [createCircuitBreaker(table.db, now), createCircuitBreaker(table.db, now)] as const;

test('five failures of any instances open it for all, one probe per pause, and its success closes it', async () => {
  const [one, other] = instances();
  for (const breaker of [one, other, one, other, one]) {
    const permit = await breaker.permit('hr', 5_000);
    expect(permit).toEqual({ open: false });
    await breaker.failed('hr', permit, { weight: 1 });
    time += 1_001; // what an instance knows is a second old at most
  }
  expect(await other.permit('hr', 5_000)).toEqual({ open: true, retryAfterSeconds: 9 });
  expect(other.isKnownOpen('hr')).toBe(true);

  time += 10_000;
  const permits = await Promise.all([one, other, one, other].map((breaker) => breaker.permit('hr', 5_000)));
  const probes = permits.filter((permit) => !permit.open);
  expect(probes).toHaveLength(1);
  const [winner] = probes;
  await one.failed('hr', winner!, { weight: 2 });
  time += 10_001;
  expect(await other.permit('hr', 5_000)).toMatchObject({ open: true, retryAfterSeconds: 10 }); // 20 s now

  time += 10_000;
  const second = await other.permit('hr', 5_000);
  expect(second).toMatchObject({ open: false, probe: expect.anything() });
  await other.succeeded('hr', second);
  time += 1_001;
  expect(await one.permit('hr', 5_000)).toEqual({ open: false });
});

test('failures of more than half a minute ago are forgotten, and timeouts count twice', async () => {
  const [one, other] = instances();
  for (let times = 0; times < 10; times += 1) {
    const permit = await one.permit('slow', 5_000);
    expect(permit).toEqual({ open: false });
    await one.failed('slow', permit, { weight: 2 });
    time += 31_000;
  }
  for (let times = 0; times < 3; times += 1) await other.failed('slow', { open: false }, { weight: 2 });
  time += 1_001;

  expect(await one.permit('slow', 5_000)).toMatchObject({ open: true });
});

test('a probe that never ends, as its instance died, holds the others up for its own time only', async () => {
  const [one, other] = instances();
  for (let times = 0; times < 5; times += 1) await one.failed('dead', { open: false }, { weight: 1 });
  time += 10_001;
  expect(await one.permit('dead', 2_000)).toMatchObject({ open: false });
  expect(await other.permit('dead', 2_000)).toMatchObject({ open: true, retryAfterSeconds: 3 });

  time += 3_001;
  expect(await other.permit('dead', 2_000)).toMatchObject({ open: false });
});

test.each([61_000, 9 * 3_600_000])(
  'what an instance wrote whose clock was %i ms ahead holds no other up once its clock is right',
  async (ahead) => {
    const server = `ahead-${ahead}`;
    const fast = createCircuitBreaker(table.db, () => time + ahead);
    await fast.failed(server, { open: false }, { weight: 2, retryAfterSeconds: 9_999 });
    for (let times = 0; times < 5; times += 1) await fast.failed(server, { open: false }, { weight: 1 });
    const [one, other] = instances();

    const permit = await one.permit(server, 5_000);
    expect(permit).toMatchObject({ open: false, probe: expect.anything() });
    expect(await other.permit(server, 5_000)).toMatchObject({ open: true, retryAfterSeconds: 6 });
    await one.succeeded(server, permit);
    time += 1_001;
    expect(await other.permit(server, 5_000)).toEqual({ open: false });
  },
);

test('nothing is written while a server is well, and nothing is read twice within a second', async () => {
  await using proxy = await startProxy(table.endpoint);
  const breaker = createCircuitBreaker(openTable(proxy.endpoint, table.tableName), now);

  for (let times = 0; times < 5; times += 1) {
    breaker.prefetch('well');
    const permit = await breaker.permit('well', 5_000);
    await breaker.succeeded('well', permit);
  }
  expect(proxy.operations).toEqual(['GetItem']);
});
