import { Readable } from 'node:stream';
import type {
  Callback,
  Database,
  Item,
  Range,
  Snapshot,
  Store,
  SubStore,
  Table,
  Write,
} from 'dynalite/db/index.js';
import { dynamoError, validationError } from './errors.ts';
import { itemBytes, itemProblem } from './item-limits.ts';

/** What one dynalite action reads and wants to write. */
export interface View {
  readonly store: Store;
  /** Everything the action wrote, index entries too, in order. Nothing of it is in the database yet. */
  readonly writes: Write[];
  /** The item the action read last, by its key in the database. */
  found: { readonly key: string; readonly item: Item | undefined } | undefined;
  /** The size of all items the action wrote. */
  itemBytes: number;
  table(name: string): Table | undefined;
}

/**
 * dynalite's store for one action. Reads go to the database (or its snapshot) and end at once. Writes are only
 * collected, so that they can be committed as one batch: dynalite by itself writes an item and each of its index
 * entries apart, and a process killed between two of them leaves an index that disagrees with its table.
 */
export function createView(base: Store & { db: Database }, snapshot?: Snapshot): View {
  const database = base.db;
  const options = snapshot && { snapshot };
  const writes: Write[] = [];
  const tables = new Map<string, Table | undefined>();

  function table(name: string): Table | undefined {
    if (!tables.has(name)) tables.set(name, database.getSync(`table~${name}`, options) as Table | undefined);
    return tables.get(name);
  }

  function subStore(prefix: string): SubStore {
    return {
      lock: (_key, work) => work((callback) => callback), // writes stand in one queue already
      get: (key, callback) => callback(null, database.getSync(prefix + key, options)),
      put(key, value, callback) {
        writes.push({ type: 'put', key: prefix + key, value });
        callback(null);
      },
      del(key, callback) {
        writes.push({ type: 'del', key: prefix + key });
        callback(null);
      },
      createKeyStream: () => Readable.from(keysWithout(prefix)),
      createValueStream: (range) => Readable.from(database.values(within(prefix, range))),
    };
  }

  function itemStore(name: string): SubStore {
    const store = subStore(`item-${name}~`);
    return {
      ...store,
      get(key, callback) {
        store.get(key, (error, value) => {
          view.found = { key: `${name}~${key}`, item: value as Item | undefined };
          callback(error, value);
        });
      },
      put(key, value, callback) {
        const problem = itemProblem(value as Item, table(name)!);
        if (problem) return callback(validationError(problem));
        view.itemBytes += itemBytes(value as Item);
        store.put(key, value, callback);
      },
    };
  }

  async function* keysWithout(prefix: string): AsyncGenerator<string> {
    for await (const key of database.keys(within(prefix))) yield key.slice(prefix.length);
  }

  function deleteAll(prefix: string, callback: (error: Error | null) => void): void {
    const collect = async () => {
      for await (const key of database.keys(within(prefix))) writes.push({ type: 'del', key });
    };
    collect().then(() => callback(null), callback);
  }

  const { awsAccountId = '', awsRegion = '' } = base.tableDb;
  const store: Store = {
    options: base.options,
    tableDb: { ...subStore('table~'), awsAccountId, awsRegion },
    getTable(name, checkStatus, callback = checkStatus as Callback<Table>) {
      const found = table(name);
      callback(found ? null : tableNotFound(name), found);
    },
    getItemDb: itemStore,
    deleteItemDb: (name, callback) => deleteAll(`item-${name}~`, callback),
    getIndexDb: (kind, name, index) => subStore(indexPrefix(kind, name, index)),
    deleteIndexDb: (kind, name, index, callback) => deleteAll(indexPrefix(kind, name, index), callback),
    deleteTagDb: (_name, callback) => callback(null),
  };
  const view: View = { store, writes, found: undefined, itemBytes: 0, table };
  return view;
}

/** The part of a range of keys that lies under a prefix. */
export function within(prefix: string, { gt, gte, lt, lte, ...rest }: Range = {}): Range {
  return {
    ...rest,
    ...(gt === undefined ? { gte: prefix + (gte ?? '') } : { gt: prefix + gt }),
    ...(lte === undefined ? { lt: prefix + (lt ?? '\xff') } : { lte: prefix + lte }),
  };
}

function indexPrefix(kind: string, table: string, index: string): string {
  return `index-${kind.toLowerCase()}~${table}~${index}~`;
}

function tableNotFound(name: string): Error {
  return dynamoError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}
