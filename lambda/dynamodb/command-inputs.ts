import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { convertToAttr, convertToNative } from '@aws-sdk/util-dynamodb';
import { type Key, tableDefinition } from './table-schema.ts';

export type Item = Record<string, unknown>;

export interface Query {
  readonly pk: string;
  /** Queries the index instead of the table. */
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

/** The condition of a write that must not replace anything. */
export const mustNotExist: Expression = { condition: 'attribute_not_exists(pk)' };

export function queryInput(query: Query) {
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

export function updateInput(TableName: string, update: Update) {
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

export function transactInput(TableName: string, write: Write): TransactWriteItem {
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

/** Fast paths for texts and whole numbers, which the SDK's conversion recognizes last. */
export function marshalled(record: object): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'string') attributes[name] = { S: value };
    else if (Number.isSafeInteger(value)) attributes[name] = { N: String(value) };
    else if (value !== undefined) attributes[name] = convertToAttr(value, { removeUndefinedValues: true });
  }
  return attributes;
}

/** The inverse. */
export function unmarshalled(attributes: Readonly<Record<string, AttributeValue>>): Item {
  const item: Item = {};
  for (const [name, attribute] of Object.entries(attributes))
    item[name] = attribute.S ?? convertToNative(attribute);
  return item;
}
