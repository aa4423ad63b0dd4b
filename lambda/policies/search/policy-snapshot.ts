import { setImmediate } from 'node:timers/promises';
import { type DynamoDB, queryAll } from '../../dynamodb/client.ts';
import { settledStamp } from '../../dynamodb/data-version.ts';
import { inSlices } from '../../dynamodb/in-slices.ts';
import { packJson } from '../../dynamodb/pack-json.ts';
import { isIntact, unpackJson } from '../../dynamodb/packed-json.ts';
import { type LoadOptions, SnapshotPending } from '../../dynamodb/snapshot-pending.ts';
import { keys } from '../../dynamodb/table-schema.ts';
import { type Policy, readPolicies } from '../policy.ts';
import { lengthOf, packSlice, sliceParts, unpackSlice } from './packed-slice.ts';
import {
  createPostingIndex,
  type IndexSlice,
  indexFormat,
  indexSlice,
  type PostingIndex,
} from './posting-index.ts';
import { describeGroup, groupsOf, planSlices, type SliceEntry } from './snapshot-slices.ts';

/** All policies, ordered by id, with their index. */
export interface IndexedPolicies {
  readonly policies: readonly Policy[];
  readonly index: PostingIndex;
}

/** Lists the slices that contain the policies of a stamp, ordered by id; empty if they must be read row by row. */
interface Manifest {
  readonly stamp: string;
  readonly format: number;
  readonly slices: readonly SliceEntry[];
  /** The sorted terms of all slices; absent when they do not fit into an item. */
  readonly terms?: string;
  readonly checksum?: string;
}

/** Shorter collections are indexed faster than a stored index is read. */
const minCharacters = 100_000;
/** DynamoDB's limit is 400 KB per item, including keys and attribute names. */
const maxPackedBytes = 390_000;
/** Leaves room for the slice entries in the same item. */
const maxPackedTerms = 200_000;
const parallelReads = 4;

/**
 * The policies at a stamp with their index: from the slices of the last import, otherwise row by row. Pauses, so that
 * other requests can run.
 */
export async function loadPolicies(
  db: DynamoDB,
  stamp: string,
  { mayWait = false }: LoadOptions = {},
): Promise<IndexedPolicies> {
  const manifest = await readManifest(db);
  if (mayWait && manifest && manifest.stamp !== stamp) throw new SnapshotPending();
  const packed = manifest?.stamp === stamp ? await loadSlices(db, manifest) : undefined;
  return packed ?? (await indexRows(db));
}

/** Packs the policies after an import. Skipped while another import runs, which will pack the result itself. */
export async function storePolicySnapshot(db: DynamoDB): Promise<void> {
  const stamp = await settledStamp(db, 'policies');
  if (stamp === undefined) return;
  const [policies, manifest] = await Promise.all([readPolicies(db), readManifest(db)]);
  const characters = policies.reduce((sum, { body }) => sum + body.length, 0);
  if (characters < minCharacters && !manifest) return;
  const isSettled = async () => (await settledStamp(db, 'policies')) === stamp;

  const stored =
    characters < minCharacters ? { slices: [] } : await storeSlices(db, policies, manifest, isSettled);
  if (stored && (await isSettled()))
    await db.transact([{ put: { ...keys.policyManifest(), stamp, format: indexFormat, ...stored } }]);
}

/** Writes the changed slices. Undefined when another import started meanwhile. */
async function storeSlices(
  db: DynamoDB,
  policies: readonly Policy[],
  manifest: Manifest | undefined,
  isSettled: () => Promise<boolean>,
): Promise<Pick<Manifest, 'slices' | 'terms' | 'checksum'> | undefined> {
  const stored = await queryAll(db, { pk: keys.policySlice(1).pk });
  const bySlice = new Map(stored.map((item) => [item.sk, item]));
  const itemOf = ({ slice }: SliceEntry) => bySlice.get(keys.policySlice(slice).sk);
  const intact: SliceEntry[] = [];
  for (const entry of manifest?.slices ?? []) {
    const item = itemOf(entry);
    if (item?.checksum === entry.checksum && isIntact(item, sliceParts)) intact.push(entry);
    await setImmediate();
  }
  const { unchanged, groups } = planSlices(policies, intact);
  const used = new Set(unchanged.map(({ slice }) => slice));
  const entries = [...unchanged];
  const terms = new Set<string>();
  for (const entry of unchanged) {
    addTerms(terms, unpackSlice(itemOf(entry)!).index);
    await setImmediate();
  }
  let slice = 1;
  for (let group = groups.shift(); group; group = groups.shift()) {
    const index = await inSlices(indexSlice(group));
    const packed = await packSlice(group, index);
    if (lengthOf(packed) > maxPackedBytes) {
      if (group.length === 1) return { slices: [] };
      const middle = group.length >> 1;
      groups.unshift(group.slice(0, middle), group.slice(middle));
      continue;
    }
    while (used.has(slice)) slice += 1;
    if (!(await isSettled())) return undefined;
    await db.transact([{ put: { ...keys.policySlice(slice), ...packed } }]);
    entries.push({ slice, checksum: packed.checksum, ...describeGroup(group) });
    addTerms(terms, index);
    slice += 1;
  }
  const slices = entries.sort((a, b) => (a.first < b.first ? -1 : 1));
  const packed = await packJson({ terms: sortedLines(terms) });
  return lengthOf(packed) > maxPackedTerms ? { slices } : { slices, ...packed };
}

async function readManifest(db: DynamoDB): Promise<Manifest | undefined> {
  const item = await db.get(keys.policyManifest());
  return item?.format === indexFormat ? (item as unknown as Manifest) : undefined;
}

/** Undefined when a slice is missing, damaged or replaced. */
async function loadSlices(db: DynamoDB, manifest: Manifest): Promise<IndexedPolicies | undefined> {
  const { slices } = manifest;
  if (slices.length === 0) return undefined;
  const packedTerms = isIntact(manifest, ['terms']) ? unpackJson<string>(manifest.terms) : undefined;
  const terms = new Set<string>();
  const policies: Policy[] = [];
  const loaded: IndexSlice[] = [];
  for (let at = 0; at < slices.length; at += parallelReads) {
    const entries = slices.slice(at, at + parallelReads);
    const items = await Promise.all(entries.map(({ slice }) => db.get(keys.policySlice(slice))));
    for (const [number, item] of items.entries()) {
      if (item?.checksum !== entries[number]!.checksum || !isIntact(item, sliceParts)) return undefined;
      const slice = unpackSlice(item);
      policies.push(...slice.policies);
      loaded.push(slice.index);
      if (!packedTerms) addTerms(terms, slice.index);
      await setImmediate();
    }
  }
  return { policies, index: createPostingIndex(loaded, packedTerms ?? sortedLines(terms)) };
}

async function indexRows(db: DynamoDB): Promise<IndexedPolicies> {
  const policies = await readPolicies(db);
  const terms = new Set<string>();
  const slices: IndexSlice[] = [];
  for (const group of groupsOf(policies)) {
    const slice = await inSlices(indexSlice(group));
    slices.push(slice);
    addTerms(terms, slice);
    await setImmediate();
  }
  return { policies, index: createPostingIndex(slices, sortedLines(terms)) };
}

function addTerms(terms: Set<string>, slice: IndexSlice): void {
  for (const term of slice.terms.split('\n')) if (term) terms.add(term);
}

function sortedLines(terms: ReadonlySet<string>): string {
  return [...terms].sort().join('\n');
}
