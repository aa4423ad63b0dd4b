import { setImmediate } from 'node:timers/promises';
import { type DynamoDB, queryAll } from '../../dynamodb/client.ts';
import type { Item } from '../../dynamodb/command-inputs.ts';
import { packJson, unpackJson } from '../../dynamodb/packed-json.ts';
import { keys } from '../../dynamodb/table-schema.ts';
import type { Policy } from '../policy.ts';
import {
  buildIndexSlice,
  createPostingIndex,
  type IndexSlice,
  indexFormat,
  type PostingIndex,
} from './posting-index.ts';

/** Text of fewer characters than this is indexed sooner than an index is read. */
const minCharacters = 100_000;
/** What one slice covers: its compressed index stays far below the 400 KB of an item. */
const sliceCharacters = 100_000;

/**
 * Indexes the policies from the slices that imports left in the table, and by itself those that none of them covers.
 * Lets other work run between slices.
 */
export async function loadPolicyIndex(db: DynamoDB, policies: readonly Policy[]): Promise<PostingIndex> {
  const { slices, groups } = await readSlices(db, policies);
  const parts = [...slices, ...groups].sort((a, b) => (firstId(a) < firstId(b) ? -1 : 1));
  const index = createPostingIndex();
  for (const part of parts) {
    index.load('documents' in part ? part : buildIndexSlice(part));
    await setImmediate();
  }
  return index;
}

/** Brings the slices in the table up to date, after an import; instances do without them until then. */
export async function storePolicyIndex(db: DynamoDB, policies: readonly Policy[]): Promise<void> {
  if (charactersOf(policies) < minCharacters) return;
  const { groups, unused, count } = await readSlices(db, policies);
  let next = count;
  for (const group of groups) {
    const packed = await packJson(buildIndexSlice(group));
    await db.transact([{ put: { ...keys.policyIndex(unused.shift() ?? next++), ...packed } }]);
  }
}

interface StoredSlices {
  /** Those in which every policy is as it is now, none of them twice. */
  readonly slices: readonly IndexSlice[];
  /** The policies that none of them covers, in parts of a slice's size. */
  readonly groups: readonly (readonly Policy[])[];
  /** Numbers of slices that hold for nothing any more. */
  readonly unused: number[];
  readonly count: number;
}

async function readSlices(db: DynamoDB, policies: readonly Policy[]): Promise<StoredSlices> {
  const due = new Map(policies.map((policy) => [policy.doc_id, policy]));
  const slices: IndexSlice[] = [];
  const unused: number[] = [];
  if (charactersOf(policies) < minCharacters) return { slices, groups: [policies], unused, count: 0 };

  const items = await queryAll(db, { pk: keys.policyIndex(0).pk });
  for (const [at, item] of items.entries()) {
    const slice = await unpack(item);
    if (slice?.documents.every(({ doc_id, version }) => due.get(doc_id)?.version === version)) {
      for (const { doc_id } of slice.documents) due.delete(doc_id);
      slices.push(slice);
    } else unused.push(at);
  }
  return { slices, groups: groupsOf(policies, due), unused, count: items.length };
}

/** Undefined for what is damaged, or was written by another version of the index. */
async function unpack(item: Item): Promise<IndexSlice | undefined> {
  const slice = (await unpackJson(item)) as IndexSlice | undefined;
  return slice?.format === indexFormat ? slice : undefined;
}

/** Neighbours only: where policies score the same, the order of the index decides. */
function groupsOf(policies: readonly Policy[], due: ReadonlyMap<string, Policy>): Policy[][] {
  const groups: Policy[][] = [];
  let characters = sliceCharacters;
  for (const policy of policies) {
    if (!due.has(policy.doc_id)) {
      characters = sliceCharacters;
      continue;
    }
    if (characters >= sliceCharacters) {
      groups.push([]);
      characters = 0;
    }
    groups.at(-1)!.push(policy);
    characters += policy.body.length;
  }
  return groups;
}

function firstId(part: IndexSlice | readonly Policy[]): string {
  return ('documents' in part ? part.documents : part)[0]?.doc_id ?? '';
}

function charactersOf(policies: readonly Policy[]): number {
  return policies.reduce((sum, { body }) => sum + body.length, 0);
}
