import type { Item } from '../../dynamodb/command-inputs.ts';
import { packJson } from '../../dynamodb/pack-json.ts';
import { unpackJson } from '../../dynamodb/packed-json.ts';
import type { Policy } from '../policy.ts';
import type { IndexSlice } from './posting-index.ts';
import type { PostingSlice } from './postings.ts';

/** The attributes of a slice. Bodies and postings are unpacked on demand. */
interface SliceParts {
  readonly heads: { readonly policies: readonly PolicyHead[]; readonly documents: IndexSlice['documents'] };
  readonly bodies: readonly string[];
  readonly postings: PostingSlice;
}

type PolicyHead = Omit<Policy, 'body'>;

export const sliceParts = ['heads', 'bodies', 'postings'] as const satisfies (keyof SliceParts)[];

export function packSlice(policies: readonly Policy[], { documents, terms, postings }: IndexSlice) {
  const heads = policies.map(({ body: _, ...head }): PolicyHead => head);
  return packJson<keyof SliceParts>({
    heads: { policies: heads, documents },
    bodies: policies.map(({ body }) => body),
    postings: { terms, postings },
  } satisfies SliceParts);
}

export function lengthOf(packed: Readonly<Record<string, string>>): number {
  return Object.values(packed).reduce((sum, { length }) => sum + length, 0);
}

/** The item must be intact: its checksum is not verified here. */
export function unpackSlice(item: Item): { policies: readonly Policy[]; index: IndexSlice } {
  const { policies, documents } = unpackJson<SliceParts['heads']>(item.heads);
  const bodies = memoize(() => unpackJson<SliceParts['bodies']>(item.bodies));
  const stored = memoize(() => unpackJson<PostingSlice>(item.postings));
  return {
    policies: policies.map((head, at) => withBody(head, () => bodies()[at]!)),
    index: {
      documents,
      get terms() {
        return stored().terms;
      },
      get postings() {
        return stored().postings;
      },
    },
  };
}

/** The body is a getter, so that the policy can be spread, compared and serialized like any other. */
function withBody(head: PolicyHead, bodyOf: () => string): Policy {
  return {
    ...head,
    get body() {
      return bodyOf();
    },
  };
}

function memoize<Value extends object>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= make();
    return value;
  };
}
