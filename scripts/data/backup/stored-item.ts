import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../../lambda/dynamodb/table-schema.ts';

/** An item in DynamoDB's format, each value with its type: JavaScript's numbers would lose digits. */
export type StoredItem = Record<string, AttributeValue>;

export function partitionOf(item: StoredItem): string {
  return item[tableDefinition.partitionKey]?.S ?? '';
}

export function sortKeyOf(item: StoredItem): string {
  return item[tableDefinition.sortKey]?.S ?? '';
}

/** Identifies an item within the table. */
export function keyOf(item: StoredItem): string {
  return JSON.stringify([partitionOf(item), sortKeyOf(item)]);
}

/** One line of JSON, identical for identical items: attributes and members of sets are sorted. */
export function lineOf(item: StoredItem): string {
  return JSON.stringify(sorted(item));
}

/** Parses a line of lineOf. */
export function itemOf(line: string): StoredItem {
  return JSON.parse(line, (key, value) => {
    if (key === 'B' && typeof value === 'string') return Buffer.from(value, 'base64');
    if (key === 'BS' && Array.isArray(value)) return value.map((each: string) => Buffer.from(each, 'base64'));
    return value;
  }) as StoredItem;
}

/** A hash that is equal for tables with the same items, in any order. */
export function contentHash(lines: Iterable<string>): string {
  const digests = [...lines].map((line) => createHash('sha256').update(line).digest('hex')).sort();
  return createHash('sha256').update(digests.join('\n')).digest('hex');
}

function sorted(value: unknown, name = ''): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) {
    const members = value.map((member) => sorted(member));
    return ['SS', 'NS', 'BS'].includes(name) ? members.sort() : members;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner, key)]),
  );
}
