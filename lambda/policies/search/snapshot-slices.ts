import { hash } from 'node:crypto';
import type { Policy } from '../policy.ts';

/** The policies of a slice: neighbours by id. */
export interface PolicyGroup {
  readonly first: string;
  readonly last: string;
  /** A hash of all they say: one that was removed and written anew has the version of before. */
  readonly content: string;
}

export interface SliceEntry extends PolicyGroup {
  readonly slice: number;
  readonly checksum: string;
}

export interface SlicePlan {
  /** The slices in which every policy is as it is now. */
  readonly unchanged: readonly SliceEntry[];
  /** The policies that none of them covers, in groups of a slice's size. */
  readonly groups: (readonly Policy[])[];
}

/** What one slice covers: compressed, it stays far below the 400 KB of an item. */
const sliceCharacters = 100_000;

/** Which of the slices, ordered by id, hold for these policies, and how the others are grouped. */
export function planSlices(policies: readonly Policy[], slices: readonly SliceEntry[]): SlicePlan {
  const unchanged = slices.filter((slice) => {
    const covered = policies.filter(({ doc_id }) => slice.first <= doc_id && doc_id <= slice.last);
    return covered.length > 0 && describeGroup(covered).content === slice.content;
  });
  const isDue = ({ doc_id }: Policy) =>
    !unchanged.some(({ first, last }) => first <= doc_id && doc_id <= last);
  const groups = groupsOf(policies, isDue);
  // Many small slices come of many small imports.
  const whole = groupsOf(policies);
  return unchanged.length + groups.length > 2 * whole.length + 2
    ? { unchanged: [], groups: whole }
    : { unchanged, groups };
}

export function describeGroup(policies: readonly Policy[]): PolicyGroup {
  const content = policies.map((policy) => JSON.stringify(policy, Object.keys(policy).sort())).join('\n');
  return {
    first: policies[0]!.doc_id,
    last: policies.at(-1)!.doc_id,
    content: hash('sha256', content, 'base64url'),
  };
}

/** Neighbours only: where policies score the same, the order of the index decides. */
export function groupsOf(policies: readonly Policy[], isDue = (_: Policy) => true): Policy[][] {
  const groups: Policy[][] = [];
  let characters = sliceCharacters;
  for (const policy of policies) {
    if (!isDue(policy)) {
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
