import { createRequire } from 'node:module';
import type { Callback, Store } from 'dynalite/db/index.js';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';
import { validationError } from './errors.ts';
import { refuseLargeConditions, refuseLongExpressions } from './expression-limits.ts';
import type { Json } from './json.ts';

const require = createRequire(import.meta.url);

/** Actions that dynalite implements; each has one file for its checks and one for its work. */
const actions = {
  BatchGetItem: load('batchGetItem'),
  BatchWriteItem: load('batchWriteItem'),
  CreateTable: load('createTable'),
  DeleteItem: load('deleteItem'),
  DeleteTable: load('deleteTable'),
  DescribeTable: load('describeTable'),
  DescribeTimeToLive: load('describeTimeToLive'),
  GetItem: load('getItem'),
  ListTables: load('listTables'),
  PutItem: load('putItem'),
  Query: load('query'),
  Scan: load('scan'),
  UpdateItem: load('updateItem'),
  UpdateTable: load('updateTable'),
};

export type ActionName = keyof typeof actions;

/** Runs the checks that need no data. Throws a {@link DynamoError}; changes `request`. */
export function check(name: ActionName, request: Json, store: Store): Json {
  refuseLongExpressions(request);
  const { types, custom } = actions[name].rules;
  const checked = checkTypes(request, types) as Json;
  checkValidations(checked, types, custom, store);
  refuseLargeConditions(checked);
  return checked;
}

/** Runs a checked request. Rejects with a {@link DynamoError} if the data does not allow it. */
export function act(name: ActionName, checked: Json, store: Store): Promise<Json> {
  return new Promise((resolve, reject) => {
    actions[name].run(store, checked, (error, answer = {}) => (error ? reject(error) : resolve(answer)));
  });
}

/** Whether a failed condition returns the existing item. */
export function returnsOldItem(request: Json): boolean {
  const mode = request.ReturnValuesOnConditionCheckFailure ?? 'NONE';
  if (mode === 'ALL_OLD' || mode === 'NONE') return mode === 'ALL_OLD';
  throw validationError(
    `1 validation error detected: Value '${mode}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
  );
}

function load(file: string) {
  return {
    rules: require(`dynalite/validations/${file}`) as { types: object; custom: unknown },
    run: require(`dynalite/actions/${file}`) as (
      store: Store,
      request: Json,
      callback: Callback<Json>,
    ) => void,
  };
}
