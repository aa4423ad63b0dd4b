import { expect, test } from 'vitest';
import type { Config } from '../../lambda/config/config.ts';
import { createDynamoDB } from '../../lambda/dynamodb/client.ts';
import { createReferenceData } from '../../lambda/services/reference-data.ts';
import { countTickets } from '../../lambda/tickets/count-tickets.ts';
import { importData } from '../../scripts/data/import/import-data.ts';
import { sampleSources } from '../../scripts/data/import/sample-data.ts';
import { seedOnce } from '../../scripts/dev/seed.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { startTable, type TestTable } from '../support/table.ts';

const configOf = (dynamodbEndpoint: string, { tableName }: TestTable) =>
  ({ dynamodbEndpoint, tableName, region: 'us-east-1' }) as Config;

async function countsOf({ db }: TestTable) {
  const data = createReferenceData(db);
  const [{ items }, { all }, tickets] = await Promise.all([
    data.inventory(),
    data.policies(),
    countTickets(db),
  ]);
  return {
    items: items.length,
    policies: all.size,
    tickets: Object.values(tickets).reduce((sum, count) => sum + count, 0),
  };
}

const whole = { items: 35, policies: 10, tickets: 5 };

/** A first start that dies after this many of its writes. */
async function seedUntil(last: number, table: TestTable): Promise<void> {
  let writes = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation === 'TransactWriteItems' || operation === 'UpdateItem') writes += 1;
    return writes > last ? { status: 400, body: '{"__type":"x#AccessDeniedException"}' } : forward();
  });
  await expect(seedOnce(configOf(proxy.endpoint, table))).rejects.toThrow();
}

test.each([0, 1, 2, 3, 5, 8, 11])(
  'a first start that dies after %i writes is completed by the next one, and by that one only',
  async (last) => {
    await using table = await startTable();
    await seedUntil(last, table);

    await seedOnce(configOf(table.endpoint, table));
    expect(await countsOf(table)).toEqual(whole);

    const before = await table.scan();
    await seedOnce(configOf(table.endpoint, table));
    expect(await table.scan()).toEqual(before);
  },
);

test('a second start that is to begin empty removes what the first one had loaded', async () => {
  await using table = await startTable();
  await seedUntil(8, table);

  await seedOnce(configOf(table.endpoint, table), { empty: true });
  await seedOnce(configOf(table.endpoint, table));

  expect(await countsOf(table)).toEqual({ items: 0, policies: 0, tickets: 0 });
});

test('a table that holds the company’s data gets no sample', async () => {
  await using table = await startTable();
  const { inventory } = sampleSources;
  await importData(createDynamoDB(configOf(table.endpoint, table)), { inventory });

  await seedOnce(configOf(table.endpoint, table));

  expect(await countsOf(table)).toEqual({ ...whole, policies: 0, tickets: 0 });
});
