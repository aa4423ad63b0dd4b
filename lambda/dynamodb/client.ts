import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type {
  GetItemCommandOutput,
  QueryCommandOutput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Config } from '../config/config.ts';
import { environmentCredentials } from '../config/lambda-environment.ts';
import { ToolError } from '../errors/tool-error.ts';
import { requestContext } from '../observability/request-context.ts';
import { withSpan } from '../observability/tracing/span.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import {
  type Item,
  marshalled,
  type Query,
  queryInput,
  transactInput,
  type Update,
  unmarshalled,
  updateInput,
  type Write,
} from './command-inputs.ts';
import { conditionErrorOf } from './errors.ts';
import { createDynamoDBCall, type Operation, type Target } from './http-client.ts';
import { type Key, keys } from './table-schema.ts';
import { trackOutcome } from './write-outcome.ts';

/**
 * The table as plain objects. Reads are strongly consistent, except of the index. Every call ends after 1.5 s or with
 * its request, and throws {@link StoreUnavailable} without an answer or when DynamoDB rejects it.
 * A write waits until the rate limits have admitted its request, and throws RATE_LIMITED when they reject it.
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
  /** Writes without waiting for admission: for the rate limiter itself. */
  readonly beforeAdmission?: boolean;
}

interface Page {
  readonly items: readonly Item[];
  readonly next?: Item;
}

type StoreConfig = Pick<Config, 'dynamodbEndpoint' | 'region' | 'tableName'> &
  Partial<Pick<Config, 'dynamodbTimeoutMs'>>;

/** How long a table that hangs keeps the next probe waiting. */
const probeTimeoutMs = 500;
const minJudgedMs = 200;

/** `credentials` is called for every request; by default it reads Lambda's environment variables. */
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
    // A call with too little time left must not count as an outage.
    const guarded = breaker && timeoutMs >= minJudgedMs ? () => breaker.run(send, probe) : send;
    const run = () =>
      guarded().catch((error) => {
        throw conditionErrorOf(error) ?? error;
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
      return Item && unmarshalled(Item);
    },

    async query(query) {
      const input = { TableName, ...queryInput(query) };
      const { Items = [], LastEvaluatedKey } = await send<QueryCommandOutput>('Query', input);
      const items = await plainItems(Items);
      return LastEvaluatedKey ? { items, next: unmarshalled(LastEvaluatedKey) } : { items };
    },

    async update(update, options = {}) {
      if (!options.beforeAdmission) await admission();
      const input = { ...updateInput(TableName, update), ReturnValues: 'ALL_NEW' };
      const { Attributes = {} } = await send<UpdateItemCommandOutput>('UpdateItem', input, options);
      return unmarshalled(Attributes);
    },

    async transact(writes) {
      await admission();
      const input = {
        TransactItems: writes.map((write) => transactInput(TableName, write)),
        // A retry of a transaction whose answer was lost is then the same transaction, not a second one.
        ClientRequestToken: randomUUID(),
      };
      await trackOutcome(writes, () => send('TransactWriteItems', input));
    },
  };
}

/** Converted without a pause: few enough not to delay other requests. */
const itemsPerPause = 250;

export async function plainItems(marshalledItems: NonNullable<QueryCommandOutput['Items']>): Promise<Item[]> {
  const items: Item[] = [];
  for (const item of marshalledItems) {
    if (items.push(unmarshalled(item)) % itemsPerPause === 0) await setImmediate();
  }
  return items;
}

/** A request that runs during its limit check may write only when the check has passed. */
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

/** Other partitions, FIPS, dual-stack and PrivateLink need DYNAMODB_ENDPOINT. */
function endpointOf(region: string): string {
  return `https://dynamodb.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}

/** A page of more rows would take long to parse, which no pause can interrupt. */
const itemsPerPage = 2_000;

/** All pages of a query, from `startAfter` on. */
export async function queryAll(db: DynamoDB, query: Query): Promise<readonly Item[]> {
  const items: Item[] = [];
  let { startAfter } = query;
  do {
    const page = await db.query({ limit: itemsPerPage, ...query, startAfter });
    items.push(...page.items);
    startAfter = page.next;
  } while (startAfter);
  return items;
}
