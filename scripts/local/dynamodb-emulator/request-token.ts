import { hash } from 'node:crypto';
import type { Database, Write } from 'dynalite/db/index.js';
import { dynamoError, validationError } from './errors.ts';
import type { Json } from './json.ts';
import { commit, type Storage } from './storage.ts';
import { within } from './view.ts';
import { withPauses } from './with-pauses.ts';

const prefix = 'request-token~';
const rememberedMs = 10 * 60_000;

interface Done {
  readonly parameters: string;
  readonly at: number;
}

/** A client's idempotency token: a transaction that is sent twice runs once. */
export interface RequestToken {
  /** Throws if the token was used for another transaction in the last ten minutes. */
  isDone(database: Database): boolean;
  /** Must be committed with the transaction: a retry after a crash has to find both or neither. */
  done(): Write;
}

export function tokenOf({ ClientRequestToken: token, TransactItems }: Json): RequestToken | undefined {
  if (token === undefined || token === null) return undefined;
  if (typeof token !== 'string' || token.length < 1 || token.length > 36) {
    throw validationError(
      `1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length between 1 and 36`,
    );
  }
  const key = prefix + token;
  const parameters = hash('sha256', JSON.stringify(TransactItems ?? null));
  return {
    isDone(database) {
      const done = database.getSync(key) as Done | undefined;
      if (!done || done.at < Date.now() - rememberedMs) return false;
      if (done.parameters === parameters) return true;
      throw dynamoError(
        'IdempotentParameterMismatchException',
        'The request token was used in the last ten minutes for a request with other parameters',
      );
    },
    done: () => ({ type: 'put', key, value: { parameters, at: Date.now() } satisfies Done }),
  };
}

export async function deleteExpiredTokens(storage: Storage, now: number): Promise<void> {
  const old: Write[] = [];
  for await (const [key, done] of withPauses(storage.database.iterator(within(prefix)))) {
    if ((done as Done).at < now - rememberedMs) old.push({ type: 'del', key });
  }
  await storage.exclusively(() => commit(storage, old, false));
}
