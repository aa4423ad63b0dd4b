import { type DynamoDB, mustNotExist, TransactionCanceled, type Write } from '../dynamodb/client.ts';
import { changedFields, compareRows, type ImportDiff, type OnProgress } from '../dynamodb/compare-rows.ts';
import { nextDataVersion } from '../dynamodb/data-version.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { type Policy, readPolicies } from './policy.ts';

/** A policy as its author hands it in; the import gives it its version. */
export type PolicyText = Omit<Policy, 'version'>;

type StoredPolicies = ReadonlyMap<string, Policy>;

/**
 * Stores new policies as version 1 and each changed one as its next version; older versions stay readable, and so do
 * policies that are not among them. A batch and the data's new version are one transaction.
 */
export async function importPolicies(
  db: DynamoDB,
  policies: readonly PolicyText[],
  onProgress: OnProgress = () => undefined,
): Promise<ImportDiff> {
  const stored = await readStored(db);
  const { due, unchanged } = compare(policies, stored);
  onProgress(unchanged);

  const written: ImportDiff[] = [];
  let done = unchanged;
  for (const batch of batchesOf(due)) {
    written.push(await writeBatch(db, batch, stored));
    done += batch.length;
    onProgress(done);
  }
  return {
    created: written.flatMap(({ created }) => created),
    changed: written.flatMap(({ changed }) => changed),
    unchanged: written.reduce((sum, batch) => sum + batch.unchanged, unchanged),
  };
}

/** Each write holds only on what was read. When another import was faster, its versions are compared with and succeeded. */
async function writeBatch(
  db: DynamoDB,
  batch: readonly PolicyText[],
  stored: StoredPolicies,
): Promise<ImportDiff> {
  let current = stored;
  return retryTransaction(async () => {
    const { due, ...changes } = compare(batch, current);
    if (due.length === 0) return changes;
    const writes = due.flatMap((policy) => versionWrites(policy, current.get(policy.doc_id)));
    try {
      await db.transact([...writes, nextDataVersion()]);
    } catch (error) {
      if (error instanceof TransactionCanceled) current = await readStored(db);
      throw error;
    }
    return changes;
  });
}

function versionWrites(policy: PolicyText, before: Policy | undefined): Write[] {
  const version = (before?.version ?? 0) + 1;
  const stillThere = before && {
    condition: '#version = :before',
    names: { '#version': 'version' },
    values: { ':before': before.version },
  };
  return [
    { put: { ...keys.policyVersion(policy.doc_id, version), ...policy, version }, ...mustNotExist },
    { put: { ...keys.policy(policy.doc_id), ...policy, version }, ...(stillThere ?? mustNotExist) },
  ];
}

function compare(policies: readonly PolicyText[], stored: ReadonlyMap<string, PolicyText>) {
  return compareRows(
    policies,
    stored,
    ({ doc_id }) => doc_id,
    (policy, before) => changedFields(comparable(policy), comparable(before)),
  );
}

/** Ends of lines and the spaces before them are no change to a text. */
function comparable({ doc_id, title, tags, last_updated, language, body }: PolicyText): PolicyText {
  return { doc_id, title, tags, last_updated, language, body: body.replace(/[ \t]*\r?\n/g, '\n').trim() };
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
