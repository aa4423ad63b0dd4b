import { setTimeout as delay } from 'node:timers/promises';
import { type ActionName, act, check, returnsOldItem } from './actions.ts';
import { dynamoError, errorName, isDynamoError, validationError } from './errors.ts';
import type { Json } from './json.ts';
import { commit, type Storage } from './storage.ts';
import { describeTimeToLive, timeToLiveKey, updateTimeToLive } from './time-to-live.ts';
import { transactGetItems, transactWriteItems } from './transactions.ts';
import type { View } from './view.ts';

export type Operation = (request: Json) => Promise<Json>;

/** Every operation of the embedded DynamoDB, by its name in the protocol. */
export function createOperations(storage: Storage): ReadonlyMap<string, Operation> {
  return new Map<string, Operation>([
    ...(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable', 'ListTables'] as const).map(
      (name): [string, Operation] => [name, (request) => read(storage, name, request)],
    ),
    ...(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'] as const).map(
      (name): [string, Operation] => [name, (request) => write(storage, name, request)],
    ),
    ...(['CreateTable', 'UpdateTable', 'DeleteTable'] as const).map((name): [string, Operation] => [
      name,
      (request) => changeTable(storage, name, request),
    ]),
    ['TransactWriteItems', (request) => transactWriteItems(storage, request)],
    ['TransactGetItems', (request) => transactGetItems(storage, request)],
    ['UpdateTimeToLive', (request) => updateTimeToLive(storage, request)],
    ['DescribeTimeToLive', (request) => describeTimeToLive(storage, request)],
  ]);
}

async function read(storage: Storage, name: ActionName, request: Json): Promise<Json> {
  const { store } = storage.view();
  return act(name, check(name, request, store), store);
}

async function write(storage: Storage, name: ActionName, request: Json): Promise<Json> {
  refuseLargeBatch(request);
  const returnsOldItemOnFailure = returnsOldItem(request);
  const view = storage.view();
  const checked = check(name, request, view.store);
  return storage.exclusively(async () => {
    try {
      const answer = await act(name, checked, view.store);
      await commit(storage, view.writes, name !== 'UpdateItem');
      return answer;
    } catch (error) {
      if (
        returnsOldItemOnFailure &&
        isDynamoError(error) &&
        errorName(error) === 'ConditionalCheckFailedException'
      ) {
        error.body.Item = view.found?.item;
      }
      throw error;
    }
  });
}

async function changeTable(storage: Storage, name: ActionName, request: Json): Promise<Json> {
  refuseIndexChanges(request);
  const view = storage.view();
  const checked = check(name, request, view.store);
  return storage.exclusively(async () => {
    if (name === 'CreateTable') refuseExistingTable(view, checked.TableName as string);
    const answer = await act(name, checked, view.store);
    await delay(1); // by now, dynalite has set the timer that ends CREATING, UPDATING and DELETING
    if (name === 'DeleteTable')
      view.writes.push({ type: 'del', key: timeToLiveKey(checked.TableName as string) });
    await commit(storage, view.writes);
    return answer;
  });
}

function refuseLargeBatch({ RequestItems }: Json): void {
  if (typeof RequestItems !== 'object' || RequestItems === null) return;
  const writes = Object.values(RequestItems).flat().length; // dynalite counts each table separately
  if (writes > 25) throw validationError('Too many items requested for the BatchWriteItem call');
}

function refuseExistingTable(view: View, table: string): void {
  if (view.table(table)) throw dynamoError('ResourceInUseException', `Table already exists: ${table}`);
}

function refuseIndexChanges({ GlobalSecondaryIndexUpdates: updates }: Json): void {
  if (!Array.isArray(updates) || updates.every((update) => update?.Update)) return;
  throw validationError(
    'The embedded DynamoDB adds and removes no index of an existing table. Delete the table and create it anew.',
  );
}
