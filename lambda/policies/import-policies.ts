import type { DynamoDB } from '../dynamodb/client.ts';
import { mustNotExist, type Write } from '../dynamodb/command-inputs.ts';
import { changedFields, compareRows, type ImportDiff, type OnProgress } from '../dynamodb/compare-rows.ts';
import { announcement, hasUnannouncedImport } from '../dynamodb/data-version.ts';
import { TransactionCanceled } from '../dynamodb/errors.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { deletePolicies } from './delete-policies.ts';
import { type Policy, readPolicies } from './policy.ts';

/** A policy from its author. The import adds the version and, if there is no date, the day of the last change. */
export type PolicyText = Omit<Policy, 'version' | 'last_updated'> & {
  readonly last_updated?: string | undefined;
};

type StoredPolicies = ReadonlyMap<string, Policy>;

/**
 * Stores a new policy as version 1 and a changed one as its next version; old versions stay readable. Policies that are
 * missing in the import remain, unless `deleteMissing` is set.
 */
export async function importPolicies(
  db: DynamoDB,
  policies: readonly PolicyText[],
  onProgress: OnProgress = () => undefined,
  { deleteMissing = false }: { readonly deleteMissing?: boolean } = {},
): Promise<ImportDiff> {
  const unannounced = await hasUnannouncedImport(db, 'policies');
  const stored = await readStored(db);
  const { due, unchanged } = compare(policies, stored);
  onProgress(unchanged);

  const written: ImportDiff[] = [];
  let done = unchanged;
  const batches = batchesOf(due);
  if (unannounced && batches.length === 0) batches.push([]);
  for (const [at, texts] of batches.entries()) {
    const announced = announcement('policies', { first: at === 0, last: at === batches.length - 1 });
    const batch = { texts, announced, mayBeSkipped: batches.length === 1 && !unannounced };
    written.push(await writeBatch(db, batch, stored));
    done += texts.length;
    onProgress(done);
  }
  const present = new Set(policies.map(({ doc_id }) => doc_id));
  const removed = deleteMissing ? [...stored.keys()].filter((id) => !present.has(id)) : [];
  await deletePolicies(db, removed);
  return {
    removed,
    created: written.flatMap(({ created }) => created),
    changed: written.flatMap(({ changed }) => changed),
    unchanged: written.reduce((sum, batch) => sum + batch.unchanged, unchanged),
  };
}

interface Batch {
  readonly texts: readonly PolicyText[];
  readonly announced: readonly Write[];
  /** Whether nothing needs to be announced if another import has already written the same policies. */
  readonly mayBeSkipped: boolean;
}

/**
 * Each write requires the version that was read. If another import was faster, its versions are read and compared
 * again.
 */
async function writeBatch(
  db: DynamoDB,
  { texts, announced, mayBeSkipped }: Batch,
  stored: StoredPolicies,
): Promise<ImportDiff> {
  let current = stored;
  return retryTransaction(async () => {
    const { due, ...changes } = compare(texts, current);
    const writes = due.flatMap((policy) => versionWrites(policy, current.get(policy.doc_id)));
    if (due.length === 0 && (mayBeSkipped || announced.length === 0)) return changes;
    try {
      await db.transact([...writes, ...announced]);
    } catch (error) {
      if (error instanceof TransactionCanceled) current = await readStored(db);
      throw error;
    }
    return changes;
  });
}

function versionWrites(policy: PolicyText, before: Policy | undefined): Write[] {
  const version = (before?.version ?? 0) + 1;
  const stored = { last_updated: new Date().toISOString().slice(0, 10), ...withoutDate(policy), version };
  const stillThere = before && {
    condition: '#version = :before',
    names: { '#version': 'version' },
    values: { ':before': before.version },
  };
  return [
    { put: { ...keys.policyVersion(policy.doc_id, version), ...stored }, ...mustNotExist },
    { put: { ...keys.policy(policy.doc_id), ...stored }, ...(stillThere ?? mustNotExist) },
  ];
}

function compare(policies: readonly PolicyText[], stored: StoredPolicies) {
  return compareRows(
    policies.map(withoutDate),
    stored,
    ({ doc_id }) => doc_id,
    (policy, before) => changedFields(comparable(policy), comparable(before)),
  );
}

/** A missing date must not count as a change. */
function withoutDate({ last_updated, ...policy }: PolicyText): PolicyText {
  return last_updated === undefined ? policy : { ...policy, last_updated };
}

/** Line breaks and trailing spaces must not count as changes. */
function comparable(policy: PolicyText): PolicyText {
  return { ...policy, body: policy.body.replace(/[ \t]*\r?\n/g, '\n').trim() };
}

async function readStored(db: DynamoDB): Promise<StoredPolicies> {
  return new Map((await readPolicies(db)).map((policy) => [policy.doc_id, policy]));
}

/** Each policy needs two of the 100 writes in a transaction, and the announcement needs one. */
const batchSize = 49;
/** Below DynamoDB's limit of 4 MB, so that a slow connection can send it within the timeout of one call. */
const batchBytes = 1_000_000;

function batchesOf(policies: readonly PolicyText[]): PolicyText[][] {
  const batches: PolicyText[][] = [[]];
  let bytes = 0;
  for (const policy of policies) {
    const size = 2 * Buffer.byteLength(JSON.stringify(policy));
    if (batches.at(-1)!.length === batchSize || bytes + size > batchBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)!.push(policy);
    bytes += size;
  }
  return batches.filter((batch) => batch.length > 0);
}
