import { type ActionName, act, check, returnsOldItem } from './actions.ts';
import { dynamoError, errorName, isDynamoError, validationError } from './errors.ts';
import { itemBytes } from './item-limits.ts';
import type { Json } from './json.ts';
import { tokenOf } from './request-token.ts';
import { commit, type Storage } from './storage.ts';
import type { View } from './view.ts';

const mostActions = 100;
const largestBytes = 4 * 1024 * 1024;

interface Action {
  readonly kind: string;
  readonly name: ActionName;
  readonly checked: Json;
  readonly wantsOldItem: boolean;
  readonly view: View;
}

/** The reason why an action rejected its transaction, with DynamoDB's codes; `None` if it did not. */
interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: object;
}

/** Commits all writes and the idempotency record in one batch, or nothing. */
export async function transactWriteItems(storage: Storage, request: Json): Promise<Json> {
  const token = tokenOf(request); // must precede the checks, which change the request
  const actions = readActions(request, writeActions, () => storage.view());
  return storage.exclusively(async () => {
    if (token?.isDone(storage.database)) return {};

    await runAll(actions);
    const size = actions.reduce((sum, { view }) => sum + view.itemBytes, 0);
    if (size > largestBytes) {
      throw validationError(`Transaction payload size cannot exceed 4MB. Payload Size: ${size}`);
    }
    const writes = actions.flatMap(({ kind, view }) => (kind === 'ConditionCheck' ? [] : view.writes));
    await commit(storage, token ? [...writes, token.done()] : writes);
    return {};
  });
}

/** Reads a snapshot of the database, without waiting for writes. */
export async function transactGetItems(storage: Storage, request: Json): Promise<Json> {
  const snapshot = storage.database.snapshot();
  try {
    const actions = readActions(request, { Get: 'GetItem' }, () => storage.view(snapshot));
    const answers = await runAll(actions);
    const size = actions.reduce((sum, { view }) => sum + itemBytes(view.found?.item ?? {}), 0);
    if (size > largestBytes) throw validationError(`Payload in response is too large: ${size} bytes of 4MB`);
    return { Responses: answers.map(({ Item }) => (Item ? { Item } : {})) };
  } finally {
    await snapshot.close();
  }
}

/** A condition check is a deletion whose writes are discarded. */
const writeActions = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'DeleteItem',
} as const;

function readActions(request: Json, names: Record<string, ActionName>, view: () => View): Action[] {
  const items = request.TransactItems;
  if (!Array.isArray(items) || items.length < 1 || items.length > mostActions) {
    throw validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${mostActions}`,
    );
  }
  return items.map((item: unknown, index) => readAction(item, index, names, view()));
}

function readAction(item: unknown, index: number, names: Record<string, ActionName>, view: View): Action {
  const [[kind, request] = ['', null], ...others] = Object.entries(item ?? {});
  const name = names[kind];
  if (!name || !isJson(request) || others.length > 0) {
    throw validationError(`TransactItems can only contain one of ${Object.keys(names).join(', ')} each`);
  }
  requireExpression(kind, request, index);
  const wantsOldItem = returnsOldItem(request);
  return { kind, name, wantsOldItem, checked: check(name, request, view.store), view };
}

/** Runs each action on the current database; throws for all of them if one is rejected. */
async function runAll(actions: readonly Action[]): Promise<Json[]> {
  const answers: Json[] = [];
  const reasons: CancellationReason[] = [];
  for (const action of actions) {
    try {
      answers.push(await act(action.name, action.checked, action.view.store));
      reasons.push({ Code: 'None' });
    } catch (error) {
      reasons.push(cancellationReason(error, action));
    }
  }
  refuseRepeatedItems(actions);
  const codes = reasons.map(({ Code }) => Code);
  if (codes.every((code) => code === 'None')) return answers;
  throw dynamoError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    { CancellationReasons: reasons },
  );
}

function cancellationReason(error: unknown, { view, wantsOldItem }: Action): CancellationReason {
  const name = isDynamoError(error) && errorName(error);
  if (name === 'ConditionalCheckFailedException') {
    const Item = wantsOldItem && view.found?.item;
    return {
      Code: 'ConditionalCheckFailed',
      Message: 'The conditional request failed',
      ...(Item && { Item }),
    };
  }
  if (name === 'ValidationException') return { Code: 'ValidationError', Message: (error as Error).message };
  throw error;
}

function refuseRepeatedItems(actions: readonly Action[]): void {
  const keys = actions.flatMap(({ view }) => view.found?.key ?? []);
  if (new Set(keys).size === keys.length) return;
  throw validationError('Transaction request cannot include multiple operations on one item');
}

function requireExpression(kind: string, request: Json, index: number): void {
  const needed = { ConditionCheck: 'ConditionExpression', Update: 'UpdateExpression' }[kind];
  if (!needed || request[needed] != null) return;
  const path = `transactItems.${index + 1}.member.${lowerFirst(kind)}.${lowerFirst(needed)}`;
  throw validationError(
    `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
