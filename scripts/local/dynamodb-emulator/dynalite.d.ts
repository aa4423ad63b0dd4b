// The part of dynalite 4 that the embedded DynamoDB uses; the package contains no types.

declare module 'dynalite/db/index.js' {
  /** In memory if there is no path. The `*Ms` options set how long a table stays in its transitional states. */
  export function create(options: {
    path?: string;
    createTableMs: number;
    updateTableMs: number;
    deleteTableMs: number;
  }): Store & { db: Database };
  /** An item as sent and stored; binary values are base64. */
  export type Item = Record<string, AttributeValue>;
  export interface AttributeValue {
    S?: string;
    N?: string;
    B?: string;
    BOOL?: boolean;
    NULL?: boolean;
    SS?: string[];
    NS?: string[];
    BS?: string[];
    L?: AttributeValue[];
    M?: Item;
  }

  export interface Table {
    KeySchema: KeySchema;
    GlobalSecondaryIndexes?: { IndexName: string; KeySchema: KeySchema }[];
    LocalSecondaryIndexes?: { IndexName: string; KeySchema: KeySchema }[];
  }
  /** The partition key, then the sort key if there is one. */
  export type KeySchema = { AttributeName: string }[];

  export type Callback<Value = unknown> = (error: Error | null, value?: Value) => void;

  /** The storage that an action reads and writes. */
  export interface Store {
    options: object;
    tableDb: SubStore;
    getTable(name: string, checkStatus: boolean | Callback<Table>, callback?: Callback<Table>): void;
    getItemDb(table: string): SubStore;
    deleteItemDb(table: string, callback: Callback): void;
    getIndexDb(kind: string, table: string, index: string): SubStore;
    deleteIndexDb(kind: string, table: string, index: string, callback: Callback): void;
    deleteTagDb(table: string, callback: Callback): void;
  }

  export interface SubStore {
    awsAccountId?: string;
    awsRegion?: string;
    lock(key: string, work: (release: (callback: Callback) => Callback) => void): void;
    get(key: string, callback: Callback): void;
    put(key: string, value: object, callback: Callback): void;
    del(key: string, callback: Callback): void;
    createKeyStream(range?: Range): import('node:stream').Readable;
    createValueStream(range?: Range): import('node:stream').Readable;
  }

  /** The LevelDB (or its in-memory replacement) below all stores; values are JSON. */
  export interface Database {
    readonly status: string;
    open(): Promise<void>;
    close(): Promise<void>;
    getSync(key: string, options?: { snapshot: Snapshot }): unknown;
    /** Atomic, even if the process is killed during the write. */
    batch(writes: readonly Write[], options?: { sync?: boolean }): Promise<void>;
    keys(range: Range): AsyncIterable<string>;
    values(range: Range): AsyncIterable<unknown>;
    iterator(range: Range): AsyncIterable<[key: string, value: unknown]>;
    snapshot(): Snapshot;
  }

  export type Write = { type: 'put'; key: string; value: object } | { type: 'del'; key: string };
  export interface Range {
    gt?: string;
    gte?: string;
    lt?: string;
    lte?: string;
    reverse?: boolean;
    limit?: number;
  }
  export interface Snapshot {
    close(): Promise<void>;
  }
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';

  /** Throws DynamoDB's error for JSON of the wrong shape. Unknown members are removed from `request` itself. */
  export function checkTypes(request: object, types: object): object;
  /** Throws a ValidationException; stores the parsed expressions in `request` for the action. */
  export function checkValidations(request: object, types: object, custom: unknown, store: Store): void;
}
