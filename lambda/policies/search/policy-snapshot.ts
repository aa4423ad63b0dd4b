import { setImmediate } from 'node:timers/promises';
import { type DynamoDB, queryAll } from '../../dynamodb/client.ts';
import { settledStamp } from '../../dynamodb/data-version.ts';
import { inSlices } from '../../dynamodb/in-slices.ts';
import { packJson, unpackJson } from '../../dynamodb/packed-json.ts';
import { type LoadOptions, SnapshotPending } from '../../dynamodb/snapshot-pending.ts';
import { keys } from '../../dynamodb/table-schema.ts';
import { type Policy, readPolicies } from '../policy.ts';
import {
  createPostingIndex,
  type IndexSlice,
  indexFormat,
  indexSlice,
  type PostingIndex,
} from './posting-index.ts';
import { describeGroup, groupsOf, planSlices, type SliceEntry } from './snapshot-slices.ts';

/** All policies, ordered by id, and the index of exactly these. */
export interface IndexedPolicies {
  readonly policies: readonly Policy[];
  readonly index: PostingIndex;
}

/** Which slices hold the policies of a stamp, ordered by id; none where they have to be read row by row. */
interface Manifest {
  readonly stamp: string;
  readonly format: number;
  readonly slices: readonly SliceEntry[];
}

interface PackedSlice {
  readonly policies: readonly Policy[];
  readonly index: IndexSlice;
}

/** Text of fewer characters than this is indexed sooner than an index is read. */
const minCharacters = 100_000;
/** DynamoDB takes items of up to 400 KB, keys and attribute names included. */
const maxPackedBytes = 390_000;
const readAtOnce = 4;

/**
 * The policies at a stamp with their index: from the slices that the last import left in the table, or row by row where
 * there are none of this stamp. Lets other requests run in between.
 */
export async function loadPolicies(
  db: DynamoDB,
  stamp: string,
  { mayWait = false }: LoadOptions = {},
): Promise<IndexedPolicies> {
  const manifest = await readManifest(db);
  if (mayWait && manifest && manifest.stamp !== stamp) throw new SnapshotPending();
  const packed = manifest?.stamp === stamp ? await loadSlices(db, manifest.slices) : undefined;
  return packed ?? (await indexRows(db));
}

/** Packs the policies, after an import. Not while another one runs: that one packs what it leaves. */
export async function storePolicySnapshot(db: DynamoDB): Promise<void> {
  const stamp = await settledStamp(db, 'policies');
  if (stamp === undefined) return;
  const [policies, manifest] = await Promise.all([readPolicies(db), readManifest(db)]);
  const characters = policies.reduce((sum, { body }) => sum + body.length, 0);
  if (characters < minCharacters && !manifest) return;
  const isSettled = async () => (await settledStamp(db, 'policies')) === stamp;

  const slices = characters < minCharacters ? [] : await storeSlices(db, policies, manifest, isSettled);
  if (slices && (await isSettled()))
    await db.transact([{ put: { ...keys.policyManifest(), stamp, format: indexFormat, slices } }]);
}

/** Writes the slices that have changed. Undefined when another import came in between. */
async function storeSlices(
  db: DynamoDB,
  policies: readonly Policy[],
  manifest: Manifest | undefined,
  isSettled: () => Promise<boolean>,
): Promise<readonly SliceEntry[] | undefined> {
  const stored = await queryAll(db, { pk: keys.policySlice(1).pk });
  const checksums = new Map(stored.map(({ sk, checksum }) => [sk, checksum]));
  const intact = (manifest?.slices ?? []).filter(
    ({ slice, checksum }) => checksums.get(keys.policySlice(slice).sk) === checksum,
  );
  const { unchanged, groups } = planSlices(policies, intact);
  const used = new Set(unchanged.map(({ slice }) => slice));
  const entries = [...unchanged];
  let slice = 1;
  for (let group = groups.shift(); group; group = groups.shift()) {
    const packed = await packJson({ policies: group, index: await inSlices(indexSlice(group)) });
    if (packed.data.length > maxPackedBytes) {
      if (group.length === 1) return [];
      const middle = group.length >> 1;
      groups.unshift(group.slice(0, middle), group.slice(middle));
      continue;
    }
    while (used.has(slice)) slice += 1;
    if (!(await isSettled())) return undefined;
    await db.transact([{ put: { ...keys.policySlice(slice), ...packed } }]);
    entries.push({ slice, checksum: packed.checksum, ...describeGroup(group) });
    slice += 1;
  }
  return entries.sort((a, b) => (a.first < b.first ? -1 : 1));
}

async function readManifest(db: DynamoDB): Promise<Manifest | undefined> {
  const item = await db.get(keys.policyManifest());
  return item?.format === indexFormat ? (item as unknown as Manifest) : undefined;
}

/** Undefined when one of them is missing, damaged or another one by now. */
async function loadSlices(db: DynamoDB, slices: readonly SliceEntry[]): Promise<IndexedPolicies | undefined> {
  if (slices.length === 0) return undefined;
  const policies: Policy[] = [];
  const index = createPostingIndex();
  for (let at = 0; at < slices.length; at += readAtOnce) {
    const entries = slices.slice(at, at + readAtOnce);
    const items = await Promise.all(entries.map(({ slice }) => db.get(keys.policySlice(slice))));
    for (const [number, item] of items.entries()) {
      if (item?.checksum !== entries[number]!.checksum) return undefined;
      const slice = (await unpackJson(item)) as PackedSlice | undefined;
      if (!slice) return undefined;
      policies.push(...slice.policies);
      index.load(slice.index);
      await setImmediate();
    }
  }
  return { policies, index };
}

async function indexRows(db: DynamoDB): Promise<IndexedPolicies> {
  const policies = await readPolicies(db);
  const index = createPostingIndex();
  for (const group of groupsOf(policies)) {
    index.load(await inSlices(indexSlice(group)));
    await setImmediate();
  }
  return { policies, index };
}
