import type { AttributeValue, Item, KeySchema, Table } from 'dynalite/db/index.js';

const largestItemBytes = 400 * 1024;
const deepestNesting = 32;
const largestKeyBytes = [2048, 1024]; // partition key, sort key

/**
 * The reason why DynamoDB would reject this item, or undefined. dynalite counts characters instead of bytes (a Korean
 * character has three), and checks neither nesting nor the values of index keys.
 */
export function itemProblem(item: Item, table: Table): string | undefined {
  if (itemBytes(item) > largestItemBytes) return 'Item size has exceeded the maximum allowed size';
  if (nesting({ M: item }) > deepestNesting) {
    return 'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';
  }
  return keyProblem(item, table) ?? indexKeyProblem(item, table);
}

/** Follows DynamoDB's published rules: UTF-8 names and values, and an overhead for lists and maps. */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name in item) bytes += Buffer.byteLength(name) + valueBytes(item[name]!);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.M) return itemBytes(value.M) + Object.keys(value.M).length + 3;
  if (value.L) return value.L.reduce((sum, element) => sum + valueBytes(element) + 1, 3);
  if (value.SS) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (value.NS) return value.NS.reduce((sum, number) => sum + numberBytes(number), 0);
  if (value.BS) return value.BS.reduce((sum, bytes) => sum + Buffer.byteLength(bytes, 'base64'), 0);
  return 1; // true, false, null
}

function numberBytes(number: string): number {
  const significant = number.replace(/^-?[0.]*|\.|0+$/g, '');
  return Math.ceil(significant.length / 2) + (number.startsWith('-') ? 2 : 1);
}

function nesting(value: AttributeValue): number {
  const children = value.L ?? (value.M && Object.values(value.M));
  if (!children) return 0;
  let deepest = 0;
  for (const child of children) deepest = Math.max(deepest, nesting(child));
  return deepest + 1;
}

function keyProblem(item: Item, table: Table): string | undefined {
  if (tooLongKey(item, table.KeySchema) === undefined) return undefined;
  return `One or more parameter values were invalid: Hash primary key values must be at most 2048 bytes, and range primary key values at most 1024 bytes`;
}

function indexKeyProblem(item: Item, table: Table): string | undefined {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  for (const { IndexName, KeySchema } of indexes) {
    const empty = KeySchema.find(
      ({ AttributeName }) => item[AttributeName]?.S === '' || item[AttributeName]?.B === '',
    );
    if (empty) {
      return `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${IndexName}, IndexKey: ${empty.AttributeName}`;
    }
    const tooLong = tooLongKey(item, KeySchema);
    if (tooLong) {
      return `One or more parameter values were invalid: Size limit exceeded. IndexName: ${IndexName}, IndexKey: ${tooLong}`;
    }
  }
  return undefined;
}

function tooLongKey(item: Item, keySchema: KeySchema): string | undefined {
  return keySchema.find(({ AttributeName }, position) => {
    const value = item[AttributeName];
    return value && valueBytes(value) > largestKeyBytes[position]!;
  })?.AttributeName;
}
