import type { DynamoDB } from '../dynamodb/client.ts';
import { mustNotExist, type Write } from '../dynamodb/command-inputs.ts';
import { changedFields, compareRows, type ImportDiff, type OnProgress } from '../dynamodb/compare-rows.ts';
import { announcement, hasUnannouncedImport } from '../dynamodb/data-version.ts';
import { TransactionCanceled } from '../dynamodb/errors.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { deletePolicies } from './delete-policies.ts';
import { type Policy, readPolicies } from './policy.ts';

/** A policy as its author hands it in. The import gives it its version, and the day of its last change if it has no date. */
export type PolicyText = Omit<Policy, 'version' | 'last_updated'> & {
  readonly last_updated?: string | undefined;
};

type StoredPolicies = ReadonlyMap<string, Policy>;

/**
 * Stores new policies as version 1 and each changed one as its next version; older versions stay readable, and so do
 * policies that are not among them, unless `deleteMissing` removes them. The last batch and the stamp that announces the
 * import are one transaction.
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
  /** Nothing has to be announced when another import has written all of it meanwhile. */
  readonly mayBeSkipped: boolean;
}

/** Each write holds only on what was read. When another import was faster, its versions are compared with and succeeded. */
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

/** Without a date, the stored one is no change. */
function withoutDate({ last_updated, ...policy }: PolicyText): PolicyText {
  return last_updated === undefined ? policy : { ...policy, last_updated };
}

/** Ends of lines and the spaces before them are no change to a text. */
function comparable(policy: PolicyText): PolicyText {
  return { ...policy, body: policy.body.replace(/[ \t]*\r?\n/g, '\n').trim() };
}

async function readStored(db: DynamoDB): Promise<StoredPolicies> {
  return new Map((await readPolicies(db)).map((policy) => [policy.doc_id, policy]));
}

/** A policy and the record of its version are two of a transaction's 100 writes, and the data's version is one. */
const batchSize = 49;
/** A quarter of what DynamoDB takes at once: it has to come through a slow line within the time of one call. */
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
