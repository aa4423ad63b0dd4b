import { randomUUID } from 'node:crypto';
import type {
  AttributeValue,
  CancellationReason,
  GetItemCommandOutput,
  QueryCommandOutput,
  TransactWriteItem,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Config, environmentCredentials } from '../config.ts';
import { ToolError } from '../errors/tool-error.ts';
import { requestContext } from '../observability/request-context.ts';
import { withSpan } from '../observability/tracing/span.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { ConditionFailed, type DynamoDBError, StoreUnavailable, TransactionCanceled } from './errors.ts';
import { createDynamoDBCall, type Operation, type Target } from './http-client.ts';
import { type Key, keys, tableDefinition } from './table-schema.ts';

export type Item = Record<string, unknown>;

/**
 * The table as plain objects. Every read is strongly consistent but the index's. Every call ends after 1.5 s, or earlier
 * with the request that it belongs to; it throws {@link StoreUnavailable} when it gets no answer, or a refusal.
 * A write is sent once the rate limits have admitted its request, and throws RATE_LIMITED when they refuse it.
 */
export interface DynamoDB {
  get(key: Key, options?: CallOptions): Promise<Item | undefined>;
  query(query: Query): Promise<Page>;
  /** Returns the item as it is afterwards, or throws {@link ConditionFailed}. */
  update(update: Update, options?: CallOptions): Promise<Item>;
  /** All of up to 100 writes or none; throws {@link TransactionCanceled} when a condition fails. */
  transact(writes: readonly Write[]): Promise<void>;
}

export interface CallOptions {
  /** Ends the call, all attempts included, before the usual time. */
  readonly timeoutMs?: number;
  /** Writes before the request is admitted: for the limiter itself. */
  readonly beforeAdmission?: boolean;
}

export interface Query {
  readonly pk: string;
  /** Of the index; of the table itself when false or absent. */
  readonly index?: boolean;
  /** Only sort keys before this one. */
  readonly before?: string;
  readonly beginsWith?: string;
  /** Only sort keys from the first to the second, both included. */
  readonly between?: readonly [string, string];
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

type StoreConfig = Pick<Config, 'dynamodbEndpoint' | 'region' | 'tableName'> &
  Partial<Pick<Config, 'dynamodbTimeoutMs'>>;

/** How long a table that hangs keeps the next probe waiting. */
const probeTimeoutMs = 500;
const minJudgedMs = 200;

/** `credentials` is called for every request; by default it gives what Lambda puts into the environment. */
export function createDynamoDB(
  { dynamodbEndpoint, dynamodbTimeoutMs = 1_500, region, tableName: TableName }: StoreConfig,
  credentials?: Target['credentials'],
  breaker?: CircuitBreaker,
): DynamoDB {
  const endpoint = dynamodbEndpoint ?? endpointOf(region);
  const call = createDynamoDBCall({
    endpoint,
    region,
    connectTimeoutMs: dynamodbTimeoutMs / 3,
    credentials: credentials ?? defaultCredentials(endpoint),
  });

  function send<Output>(operation: Operation, input: object, options: CallOptions = {}): Promise<Output> {
    const context = requestContext.getStore();
    if (context) context.storeRequests += 1;
    const remainingMs = context ? context.deadline - Date.now() : Number.POSITIVE_INFINITY;
    const timeoutMs = Math.min(options.timeoutMs ?? dynamodbTimeoutMs, remainingMs);
    const attributes = { 'db.system.name': 'aws.dynamodb', 'db.operation.name': operation };
    const send = () => call<Output>(operation, input, timeoutMs);
    // A call that had next to no time says nothing of the table.
    const guarded = breaker && timeoutMs >= minJudgedMs ? () => breaker.run(send, probe) : send;
    const run = () =>
      guarded().catch((error) => {
        throw failedCondition(error) ?? error;
      });
    return withSpan('store', run, attributes);
  }

  function probe(): Promise<unknown> {
    const input = { TableName, Key: marshalled(keys.dataVersion()) };
    return call('GetItem', input, probeTimeoutMs);
  }

  return {
    async get(key, options) {
      const input = { TableName, Key: marshalled(key), ConsistentRead: true };
      const { Item } = await send<GetItemCommandOutput>('GetItem', input, options);
      return Item && unmarshall(Item);
    },

    async query(query) {
      const input = { TableName, ...queryInput(query) };
      const { Items = [], LastEvaluatedKey } = await send<QueryCommandOutput>('Query', input);
      const items = Items.map((item) => unmarshall(item));
      return LastEvaluatedKey ? { items, next: unmarshall(LastEvaluatedKey) } : { items };
    },

    async update(update, options = {}) {
      if (!options.beforeAdmission) await admission();
      const input = { ...updateInput(TableName, update), ReturnValues: 'ALL_NEW' };
      const { Attributes = {} } = await send<UpdateItemCommandOutput>('UpdateItem', input, options);
      return unmarshall(Attributes);
    },

    async transact(writes) {
      await admission();
      const input = {
        TransactItems: writes.map((write) => transactInput(TableName, write)),
        // A retry of a transaction whose answer was lost is then the same transaction, not a second one.
        ClientRequestToken: randomUUID(),
      };
      await trackUncertainWrite(() => send('TransactWriteItems', input), writes.some(isChange));
    },
  };
}

/** What began beside the limit check changes nothing unless the check passes. */
async function admission(): Promise<void> {
  if ((await requestContext.getStore()?.admitted) !== false) return;
  throw new ToolError(
    'RATE_LIMITED',
    'The limits do not admit this call; nothing was written.',
    'Try again later.',
  );
}

/** AWS answers to https only; the embedded DynamoDB and DynamoDB Local take any key. */
function defaultCredentials(endpoint: string): Target['credentials'] {
  if (endpoint.startsWith('https:')) return async () => environmentCredentials();
  return async () => ({ accessKeyId: 'local', secretAccessKey: 'local' });
}

/** Of the other partitions, and for FIPS, dual-stack or PrivateLink, the configuration names the endpoint. */
function endpointOf(region: string): string {
  return `https://dynamodb.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}

/** A confirmation that is consumed changes nothing that people see. */
function isChange(write: Write): boolean {
  return !('put' in write) || write.put.pk !== keys.confirmation('').pk;
}

/** Until a transaction is answered, it may have been written. */
async function trackUncertainWrite(write: () => Promise<unknown>, isChange: boolean): Promise<void> {
  const context = requestContext.getStore();
  if (!context) return void (await write());
  context.writeOutcomeUnknown = true;
  try {
    await write();
    context.writeOutcomeUnknown = false;
    context.hasWritten ||= isChange;
  } catch (error) {
    context.writeOutcomeUnknown = error instanceof StoreUnavailable && error.outcomeUnknown;
    throw error;
  }
}

function failedCondition(error: unknown): Error | undefined {
  const { name, body } = (error as StoreUnavailable).cause as DynamoDBError;
  if (name === 'ConditionalCheckFailedException') {
    const { Item } = body as { Item?: Record<string, AttributeValue> };
    return new ConditionFailed(Item && unmarshall(Item));
  }
  // A single write met a transaction, which is as good as one transaction that met another.
  if (name === 'TransactionConflictException') {
    return new TransactionCanceled([{ code: 'TransactionConflict', item: undefined }]);
  }
  if (name !== 'TransactionCanceledException') return undefined;
  const { CancellationReasons = [] } = body as { CancellationReasons?: CancellationReason[] };
  return new TransactionCanceled(
    CancellationReasons.map(({ Code = 'None', Item }) => ({ code: Code, item: Item && unmarshall(Item) })),
  );
}

function queryInput(query: Query) {
  const { partitionKey, sortKey } = query.index
    ? tableDefinition.index
    : { partitionKey: tableDefinition.partitionKey, sortKey: tableDefinition.sortKey };
  const sort = sortCondition(query);
  return {
    ...(query.index ? { IndexName: tableDefinition.index.name } : { ConsistentRead: true }),
    KeyConditionExpression: sort ? `#pk = :pk AND ${sort.condition}` : '#pk = :pk',
    ...(query.filter?.condition && { FilterExpression: query.filter.condition }),
    ExpressionAttributeNames: {
      '#pk': partitionKey,
      ...(sort && { '#sk': sortKey }),
      ...query.filter?.names,
    },
    ExpressionAttributeValues: marshalled({ ':pk': query.pk, ...sort?.values, ...query.filter?.values }),
    ScanIndexForward: !query.newestFirst,
    ...(query.limit && { Limit: query.limit }),
    ...(query.startAfter && { ExclusiveStartKey: marshalled(query.startAfter) }),
  };
}

function sortCondition({ before, beginsWith, between }: Query) {
  if (before !== undefined) return { condition: '#sk < :sk', values: { ':sk': before } };
  if (beginsWith !== undefined) return { condition: 'begins_with(#sk, :sk)', values: { ':sk': beginsWith } };
  if (!between) return undefined;
  return { condition: '#sk BETWEEN :first AND :last', values: { ':first': between[0], ':last': between[1] } };
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

/** All pages of a query, from `startAfter` on. */
export async function queryAll(db: DynamoDB, query: Query): Promise<readonly Item[]> {
  const items: Item[] = [];
  let { startAfter } = query;
  do {
    const page = await db.query({ ...query, startAfter });
    items.push(...page.items);
    startAfter = page.next;
  } while (startAfter);
  return items;
}

/** The condition of a write that must not replace anything. */
export const mustNotExist: Expression = { condition: 'attribute_not_exists(pk)' };
