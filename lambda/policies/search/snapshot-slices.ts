import { hash } from 'node:crypto';
import type { Policy } from '../policy.ts';

/** The policies of a slice, consecutive by id. */
export interface PolicyGroup {
  readonly first: string;
  readonly last: string;
  /** A hash of the whole content: the version is not enough, because a removed policy starts at version 1 again. */
  readonly content: string;
}

export interface SliceEntry extends PolicyGroup {
  readonly slice: number;
  readonly checksum: string;
}

export interface SlicePlan {
  /** The slices in which no policy has changed. */
  readonly unchanged: readonly SliceEntry[];
  /** All other policies, in groups of the size of a slice. */
  readonly groups: (readonly Policy[])[];
}

/** Characters per slice: compressed, it stays far below DynamoDB's 400 KB per item. */
const sliceCharacters = 100_000;

/** Decides which stored slices, ordered by id, can be reused, and groups the other policies. */
export function planSlices(policies: readonly Policy[], slices: readonly SliceEntry[]): SlicePlan {
  const unchanged = slices.filter((slice) => {
    const covered = policies.filter(({ doc_id }) => slice.first <= doc_id && doc_id <= slice.last);
    return covered.length > 0 && describeGroup(covered).content === slice.content;
  });
  const isDue = ({ doc_id }: Policy) =>
    !unchanged.some(({ first, last }) => first <= doc_id && doc_id <= last);
  const groups = groupsOf(policies, isDue);
  // Packs everything again when many small imports have left too many small slices.
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

/** Groups consecutive policies, because the order of the index decides between equal scores. */
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
