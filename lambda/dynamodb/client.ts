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
import { requestContext } from '../observability/request-context.ts';
import { withSpan } from '../observability/tracing/span.ts';
import { createDynamoDBCall, type DynamoDBCall, DynamoDBError, type Operation } from './http-client.ts';
import type { Credentials } from './sigv4.ts';
import { type Key, tableDefinition } from './table-schema.ts';

export type Item = Record<string, unknown>;

/** The table as plain objects. Every read is strongly consistent but the index's; every call ends after 1.5 s. */
export interface DynamoDB {
  get(key: Key): Promise<Item | undefined>;
  query(query: Query): Promise<Page>;
  /** Returns the item as it is afterwards, or throws {@link ConditionFailed}. */
  update(update: Update): Promise<Item>;
  /** All of up to 100 writes or none; throws {@link TransactionCanceled} when a condition fails. */
  transact(writes: readonly Write[]): Promise<void>;
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
export class TransactionCanceled extends Error {
  override readonly name = 'TransactionRefused';
  readonly reasons: readonly { readonly code: string; readonly item: Item | undefined }[];
  constructor(reasons: TransactionCanceled['reasons']) {
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

type StoreConfig = Pick<Config, 'dynamodbEndpoint' | 'region' | 'tableName'>;

type CredentialsProvider = () => Credentials | Promise<Credentials>;

/** `credentials` are asked for at every request; by default, for AWS, those that Lambda gives its functions. */
export function createDynamoDB(config: StoreConfig, credentials?: CredentialsProvider): DynamoDB {
  const call = createCall(config, credentials);
  const TableName = config.tableName;

  return {
    async get(key) {
      const input = { TableName, Key: marshalled(key), ConsistentRead: true };
      const { Item } = await send<GetItemCommandOutput>(call, 'GetItem', input);
      return Item && unmarshall(Item);
    },

    async query(query) {
      const input = { TableName, ...queryInput(query) };
      const { Items = [], LastEvaluatedKey } = await send<QueryCommandOutput>(call, 'Query', input);
      const items = Items.map((item) => unmarshall(item));
      return LastEvaluatedKey ? { items, next: unmarshall(LastEvaluatedKey) } : { items };
    },

    async update(update) {
      const input = { ...updateInput(TableName, update), ReturnValues: 'ALL_NEW' };
      const { Attributes = {} } = await send<UpdateItemCommandOutput>(call, 'UpdateItem', input);
      return unmarshall(Attributes);
    },

    async transact(writes) {
      const input = {
        TransactItems: writes.map((write) => transactInput(TableName, write)),
        // A retry of a transaction whose answer was lost is then the same transaction, not a second one.
        ClientRequestToken: randomUUID(),
      };
      await trackUncertainWrite(() => send(call, 'TransactWriteItems', input));
    },
  };
}

function createCall(
  { dynamodbEndpoint, region }: StoreConfig,
  credentials?: CredentialsProvider,
): DynamoDBCall {
  return createDynamoDBCall({
    endpoint: dynamodbEndpoint ?? endpointOf(region),
    region,
    credentials: credentials ?? (dynamodbEndpoint ? localCredentials : environmentCredentials),
  });
}

function endpointOf(region: string): string {
  return `https://dynamodb.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}

/** What the embedded DynamoDB and DynamoDB Local take. */
function localCredentials(): Credentials {
  return { accessKeyId: 'local', secretAccessKey: 'local' };
}

/** A transaction that was answered is settled either way; one that was not may have been written all the same. */
async function trackUncertainWrite(write: () => Promise<unknown>): Promise<void> {
  const context = requestContext.getStore();
  if (!context || Date.now() >= context.deadline) return void (await write());
  context.writeOutcomeUnknown = true;
  try {
    await write();
    context.writeOutcomeUnknown = false;
  } catch (error) {
    context.writeOutcomeUnknown = error instanceof StoreUnavailable;
    throw error;
  }
}

function send<Output>(request: DynamoDBCall, operation: Operation, input: object): Promise<Output> {
  const context = requestContext.getStore();
  if (context) context.storeRequests += 1;
  const attributes = { 'db.system.name': 'aws.dynamodb', 'db.operation.name': operation };
  const answer = () =>
    request<Output>(operation, input, context?.deadline).catch((error) => toStoreError(error));
  return withSpan('store', answer, attributes);
}

function toStoreError(error: unknown): never {
  if (!(error instanceof DynamoDBError)) throw new StoreUnavailable(error);
  if (error.name === 'ConditionalCheckFailedException') {
    const { Item } = error.body as { Item?: Record<string, AttributeValue> };
    throw new ConditionFailed(Item && unmarshall(Item));
  }
  if (error.name === 'TransactionCanceledException') {
    const { CancellationReasons = [] } = error.body as { CancellationReasons?: CancellationReason[] };
    throw new TransactionCanceled(
      CancellationReasons.map(({ Code = 'None', Item }) => ({ code: Code, item: Item && unmarshall(Item) })),
    );
  }
  throw new StoreUnavailable(error);
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

/** All pages of a query. */
export async function queryAll(db: DynamoDB, query: Query): Promise<readonly Item[]> {
  const items: Item[] = [];
  let startAfter: Item | undefined;
  do {
    const page = await db.query({ ...query, startAfter });
    items.push(...page.items);
    startAfter = page.next;
  } while (startAfter);
  return items;
}

/** The condition of a write that must not replace anything. */
export const mustNotExist: Expression = { condition: 'attribute_not_exists(pk)' };
