import { type DynamoDB, queryAll } from '../dynamodb/client.ts';
import { keys } from '../dynamodb/table-schema.ts';

/** One version of a policy; the text is Markdown with `## ` section headings and no front matter. */
export interface Policy {
  readonly doc_id: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** ISO date. */
  readonly last_updated: string;
  readonly language: 'ko' | 'en';
  readonly version: number;
  /** The person responsible for it. */
  readonly author?: string | undefined;
  readonly department?: string | undefined;
  /** Additional words that people use to search for it. */
  readonly also?: readonly string[] | undefined;
  readonly body: string;
}

/** Matches a whole, trimmed doc_id. */
export const docIdPattern = /^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/;

/** Reads the current version of every policy, ordered by id. */
export async function readPolicies(db: DynamoDB): Promise<readonly Policy[]> {
  const items = await queryAll(db, { pk: keys.policy('').pk });
  return items.map(policyOf);
}

/** Reads one version of a policy, current or old. */
export async function readPolicyVersion(
  db: DynamoDB,
  docId: string,
  version: number,
): Promise<Policy | undefined> {
  const item = await db.get(keys.policyVersion(docId, version));
  return item && policyOf(item);
}

function policyOf({ pk, sk, ...policy }: Record<string, unknown>): Policy {
  return policy as unknown as Policy;
}
