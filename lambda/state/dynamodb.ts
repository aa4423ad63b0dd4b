import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { currentCall } from '../call.ts';
import type { Config } from '../config.ts';
import { span } from '../telemetry/span.ts';
import { type Key, tableDefinition } from './table.ts';

export type Item = Record<string, unknown>;

/** The table as plain objects. Every read is strongly consistent but the index's; every call ends after 1.5 s. */
export interface DynamoDB {
  get(key: Key): Promise<Item | undefined>;
  query(query: Query): Promise<Page>;
  /** Returns the item as it is afterwards, or throws {@link ConditionFailed}. */
  update(update: Update): Promise<Item>;
  /** All of up to 100 writes or none; throws {@link TransactionRefused} when a condition fails. */
  transact(writes: readonly Write[]): Promise<void>;
}

export interface Query {
  readonly pk: string;
  /** Of the index; of the table itself when false or absent. */
  readonly index?: boolean;
  /** Only sort keys before this one. */
  readonly before?: string;
  readonly beginsWith?: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly filter?: Expression;
  readonly startAfter?: Item | undefined;
}

export interface Page {
  readonly items: readonly Item[];
  readonly next?: Item;
}

export interface Expression {
  readonly condition?: string;
  readonly names?: Record<string, string>;
  readonly values?: Record<string, unknown>;
}

export interface Update extends Expression {
  readonly key: Key;
  readonly update: string;
}

export type Write =
  | Update
  | (Expression & { readonly put: Item })
  | (Expression & { readonly check: Key })
  // The deployed function has no right to delete; imports run with their operator's rights.
  | (Expression & { readonly delete: Key });

/** A condition did not hold; `item` is what is there instead. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly item: Item | undefined;
  constructor(item: Item | undefined) {
    super('The condition of a write did not hold.');
    this.item = item;
  }
}

/** A transaction wrote nothing. `reasons` has one entry a write: DynamoDB's code (`None` where all was well) and the item there. */
export class TransactionRefused extends Error {
  override readonly name = 'TransactionRefused';
  readonly reasons: readonly { readonly code: string; readonly item: Item | undefined }[];
  constructor(reasons: TransactionRefused['reasons']) {
    super(`A transaction was refused: ${reasons.map((reason) => reason.code).join(', ')}`);
    this.reasons = reasons;
  }
}

/** DynamoDB could not be asked, or gave no answer in time; whether a write happened is unknown. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  constructor(cause: unknown) {
    super('DynamoDB did not answer.', { cause });
  }
}

export function createDynamoDB(config: Pick<Config, 'dynamodbEndpoint' | 'region' | 'tableName'>): DynamoDB {
  const client = createClient(config);
  const TableName = config.tableName;

  return {
    async get(key) {
      const command = new GetItemCommand({ TableName, Key: marshalled(key), ConsistentRead: true });
      const { Item } = await send('GetItem', () => client.send(command, abort()));
      return Item && unmarshall(Item);
    },

    async query(query) {
      const command = new QueryCommand({ TableName, ...queryInput(query) });
      const { Items = [], LastEvaluatedKey } = await send('Query', () => client.send(command, abort()));
      const items = Items.map((item) => unmarshall(item));
      return LastEvaluatedKey ? { items, next: unmarshall(LastEvaluatedKey) } : { items };
    },

    async update(update) {
      const command = new UpdateItemCommand({
        ...updateInput(TableName, update),
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes = {} } = await send('UpdateItem', () => client.send(command, abort()));
      return unmarshall(Attributes);
    },

    async transact(writes) {
      const command = new TransactWriteItemsCommand({
        TransactItems: writes.map((write) => transactInput(TableName, write)),
      });
      await inDoubtMeanwhile(() => send('TransactWriteItems', () => client.send(command, abort())));
    },
  };
}

function createClient(config: Pick<Config, 'dynamodbEndpoint' | 'region'>): DynamoDBClient {
  return new DynamoDBClient({
    region: config.region,
    maxAttempts: 3,
    // Without throwOnRequestTimeout a breach is only logged.
    requestHandler: { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true },
    ...(config.dynamodbEndpoint && {
      endpoint: config.dynamodbEndpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  });
}

function abort(): { abortSignal?: AbortSignal } {
  const call = currentCall.getStore();
  return call ? { abortSignal: call.deadline } : {};
}

/** A transaction that was answered is settled either way; one that was not may have been written all the same. */
async function inDoubtMeanwhile(write: () => Promise<unknown>): Promise<void> {
  const call = currentCall.getStore();
  if (!call || call.deadline.aborted) return void (await write());
  call.writeInDoubt = true;
  try {
    await write();
    call.writeInDoubt = false;
  } catch (error) {
    call.writeInDoubt = error instanceof StoreUnavailable;
    throw error;
  }
}

function send<Output>(operation: string, request: () => Promise<Output>): Promise<Output> {
  const call = currentCall.getStore();
  if (call) call.storeRequests += 1;
  const attributes = { 'db.system.name': 'aws.dynamodb', 'db.operation.name': operation };
  return span('store', () => request().catch((error) => refuse(error)), attributes);
}

function refuse(error: unknown): never {
  if (error instanceof ConditionalCheckFailedException) {
    throw new ConditionFailed(error.Item && unmarshall(error.Item));
  }
  if (error instanceof TransactionCanceledException) {
    const reasons = error.CancellationReasons ?? [];
    throw new TransactionRefused(
      reasons.map(({ Code = 'None', Item }) => ({ code: Code, item: Item && unmarshall(Item) })),
    );
  }
  throw new StoreUnavailable(error);
}

function queryInput(query: Query) {
  const { partitionKey, sortKey } = query.index
    ? tableDefinition.index
    : { partitionKey: tableDefinition.partitionKey, sortKey: tableDefinition.sortKey };
  const names: Record<string, string> = { '#pk': partitionKey, ...query.filter?.names };
  const values: Item = { ':pk': query.pk, ...query.filter?.values };
  let condition = '#pk = :pk';
  if (query.before !== undefined || query.beginsWith !== undefined) {
    names['#sk'] = sortKey;
    values[':sk'] = query.before ?? query.beginsWith;
    condition += query.before === undefined ? ' AND begins_with(#sk, :sk)' : ' AND #sk < :sk';
  }
  return {
    ...(query.index ? { IndexName: tableDefinition.index.name } : { ConsistentRead: true }),
    KeyConditionExpression: condition,
    ...(query.filter?.condition && { FilterExpression: query.filter.condition }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshalled(values),
    ScanIndexForward: !query.newestFirst,
    ...(query.limit && { Limit: query.limit }),
    ...(query.startAfter && { ExclusiveStartKey: marshalled(query.startAfter) }),
  };
}

function updateInput(TableName: string, update: Update) {
  return {
    TableName,
    Key: marshalled(update.key),
    UpdateExpression: update.update,
    ...conditionInput(update),
  };
}

function conditionInput({ condition, names, values }: Expression) {
  return {
    ...(condition && {
      ConditionExpression: condition,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    }),
    ...(names && { ExpressionAttributeNames: names }),
    ...(values && { ExpressionAttributeValues: marshalled(values) }),
  };
}

function transactInput(TableName: string, write: Write): TransactWriteItem {
  if ('put' in write) return { Put: { TableName, Item: marshalled(write.put), ...conditionInput(write) } };
  if ('update' in write) return { Update: updateInput(TableName, write) };
  if ('delete' in write)
    return { Delete: { TableName, Key: marshalled(write.delete), ...conditionInput(write) } };
  const { condition = 'attribute_exists(pk)', ...rest } = write;
  return {
    ConditionCheck: {
      TableName,
      Key: marshalled(write.check),
      ConditionExpression: condition,
      ...conditionInput(rest),
    },
  };
}

function marshalled(value: object) {
  return marshall(value, { removeUndefinedValues: true });
}

/** All pages of a query. */
export async function everything(db: DynamoDB, query: Query): Promise<readonly Item[]> {
  const items: Item[] = [];
  let startAfter: Item | undefined;
  do {
    const page = await db.query({ ...query, startAfter });
    items.push(...page.items);
    startAfter = page.next;
  } while (startAfter);
  return items;
}
