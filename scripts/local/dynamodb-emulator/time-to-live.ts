import type { Item } from 'dynalite/db/index.js';
import { act, check } from './actions.ts';
import { errorName, isDynamoError, validationError } from './errors.ts';
import type { Json } from './json.ts';
import { commit, type Storage } from './storage.ts';
import { within } from './view.ts';
import { withPauses } from './with-pauses.ts';

const prefix = 'time-to-live~';
const fiveYears = 5 * 365 * 24 * 3600;

interface Setting {
  readonly AttributeName: string;
}

/** The key of a table's setting; there is no entry while it is off. */
export function timeToLiveKey(table: string): string {
  return prefix + table;
}

export async function updateTimeToLive(storage: Storage, request: Json): Promise<Json> {
  const specification = readSpecification(request);
  return storage.exclusively(async () => {
    const table = await existingTable(storage, request);
    refuseNonChange(specification, readSetting(storage, table));
    const { AttributeName, Enabled } = specification;
    const key = timeToLiveKey(table);
    await commit(storage, [Enabled ? { type: 'put', key, value: { AttributeName } } : { type: 'del', key }]);
    return { TimeToLiveSpecification: { AttributeName, Enabled } };
  });
}

export async function describeTimeToLive(storage: Storage, request: Json): Promise<Json> {
  const setting = readSetting(storage, await existingTable(storage, request));
  return {
    TimeToLiveDescription: setting
      ? { TimeToLiveStatus: 'ENABLED', AttributeName: setting.AttributeName }
      : { TimeToLiveStatus: 'DISABLED' },
  };
}

/** Deletes every item whose time to live ended before `now` (epoch milliseconds). */
export async function deleteExpiredItems(storage: Storage, now: number): Promise<void> {
  for await (const [key, setting] of storage.database.iterator(within(prefix))) {
    await deleteExpiredOf(storage, key.slice(prefix.length), (setting as Setting).AttributeName, now / 1000);
  }
}

async function deleteExpiredOf(
  storage: Storage,
  table: string,
  attribute: string,
  now: number,
): Promise<void> {
  const keyNames =
    storage
      .view()
      .table(table)
      ?.KeySchema.map(({ AttributeName }) => AttributeName) ?? [];
  for await (const value of withPauses(storage.database.values(within(`item-${table}~`)))) {
    const item = value as Item;
    if (!hasExpired(item, attribute, now)) continue;
    const key = Object.fromEntries(keyNames.map((name) => [name, item[name]]));
    await storage.exclusively(() => deleteIfExpired(storage, table, key, attribute, now));
  }
}

/** Checks again, because the item or the table may have changed since the sweep read it. */
async function deleteIfExpired(storage: Storage, table: string, key: Json, attribute: string, now: number) {
  const { store, writes } = storage.view();
  const deletion = {
    TableName: table,
    Key: key,
    ConditionExpression: '#expiry < :now',
    ExpressionAttributeNames: { '#expiry': attribute },
    ExpressionAttributeValues: { ':now': { N: String(now) } },
  };
  try {
    await act('DeleteItem', check('DeleteItem', deletion, store), store);
  } catch (error) {
    if (isDynamoError(error) && harmless.has(errorName(error))) return;
    throw error;
  }
  await commit(storage, writes, false);
}

const harmless = new Set(['ConditionalCheckFailedException', 'ResourceNotFoundException']);

/** Like DynamoDB, ignores values that are not numbers or more than five years in the past. */
function hasExpired(item: Item, attribute: string, now: number): boolean {
  const expiry = Number(item[attribute]?.N ?? Number.NaN);
  return expiry < now && expiry > now - fiveYears;
}

async function existingTable(storage: Storage, request: Json): Promise<string> {
  const { store } = storage.view();
  const checked = check('DescribeTimeToLive', { TableName: request.TableName }, store);
  await act('DescribeTimeToLive', checked, store);
  return checked.TableName as string;
}

function readSetting(storage: Storage, table: string): Setting | undefined {
  return storage.database.getSync(timeToLiveKey(table)) as Setting | undefined;
}

function readSpecification({ TimeToLiveSpecification: specification }: Json): Setting & { Enabled: boolean } {
  const { AttributeName, Enabled } = (specification ?? {}) as Json;
  if (typeof Enabled !== 'boolean') {
    throw validationError('TimeToLiveSpecification must say whether the time to live is Enabled');
  }
  if (typeof AttributeName !== 'string' || AttributeName.length < 1 || AttributeName.length > 255) {
    throw validationError('TimeToLiveSpecification.AttributeName must be between 1 and 255 characters long');
  }
  return { AttributeName, Enabled };
}

function refuseNonChange(requested: Setting & { Enabled: boolean }, current: Setting | undefined): void {
  if (current && current.AttributeName !== requested.AttributeName) {
    throw validationError('TimeToLive is active on a different AttributeName');
  }
  if (requested.Enabled && current) throw validationError('TimeToLive is already enabled');
  if (!requested.Enabled && !current) throw validationError('TimeToLive is already disabled');
}
