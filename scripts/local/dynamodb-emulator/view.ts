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

/** The reads and intended writes of one dynalite action. */
export interface View {
  readonly store: Store;
  /** All writes of the action, including index entries, in order. None of them is in the database yet. */
  readonly writes: Write[];
  /** The item that the action read last, with its key in the database. */
  found: { readonly key: string; readonly item: Item | undefined } | undefined;
  /** The total size of the items that the action wrote. */
  itemBytes: number;
  table(name: string): Table | undefined;
}

/**
 * dynalite's store for one action, which reads from the database (or a snapshot) and collects writes for one atomic
 * batch. dynalite alone writes an item and its index entries separately, so a killed process could leave them
 * inconsistent.
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
      lock: (_key, work) => work((callback) => callback), // writes are already in one queue
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

/** The intersection of a key range with a prefix. */
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
