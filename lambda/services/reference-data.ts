import type { DynamoDB } from '../dynamodb/client.ts';
import { readCompanySynonyms } from '../dynamodb/company-synonyms.ts';
import { type DataVersion, readDataVersion } from '../dynamodb/data-version.ts';
import { StoreUnavailable } from '../dynamodb/errors.ts';
import { loadInventory } from '../inventory/inventory-snapshot.ts';
import type { InventoryItem } from '../inventory/item.ts';
import { createInventorySearch, type InventorySearch } from '../inventory/search/inventory-search.ts';
import { requestContext } from '../observability/request-context.ts';
import { type Policy, readPolicies } from '../policies/policy.ts';
import type { PolicySearch } from '../policies/search/policy-search.ts';
import { createSynonyms } from '../text/synonyms.ts';
import { cachedPerStamp } from './cached-per-stamp.ts';

/** Inventory and policies with their indexes, built once per instance and kept while the stamp of their kind stands. */
export interface ReferenceData {
  /**
   * The stamps in the table now, read once per request. While the table cannot be read, those last read; the request's
   * context then says when that was.
   */
  version(): Promise<DataVersion>;
  inventory(): Promise<{ readonly items: readonly InventoryItem[]; readonly search: InventorySearch }>;
  policies(): Promise<{ readonly all: ReadonlyMap<string, Policy>; readonly search: PolicySearch }>;
  /** Whether this request was given data of an earlier stamp, so that its answer must not be cached. */
  servedOldData(): boolean;
}

export function createReferenceData(db: DynamoDB, now: () => number = Date.now): ReferenceData {
  const versions = new WeakMap<object, Promise<DataVersion>>();
  const givenOldData = new WeakSet<object>();
  let last: { version: DataVersion; readAt: number } | undefined;

  const onOldData = () => {
    const context = requestContext.getStore();
    if (context) givenOldData.add(context);
  };
  const inventory = cachedPerStamp(
    async (stamp) => {
      const [items, own] = await Promise.all([loadInventory(db, stamp), readCompanySynonyms(db)]);
      return { items, search: createInventorySearch(items, { synonyms: createSynonyms(own) }) };
    },
    { now, onOldData },
  );
  const policies = cachedPerStamp(
    async () => {
      const [list, own, { createPolicySearch }, { loadPolicyIndex }] = await Promise.all([
        readPolicies(db),
        readCompanySynonyms(db),
        // Loaded with the first policies, not with every start.
        import('../policies/search/policy-search.ts'),
        import('../policies/search/index-snapshot.ts'),
      ]);
      return {
        all: new Map(list.map((policy) => [policy.doc_id, policy])),
        search: createPolicySearch(list, {
          synonyms: createSynonyms(own),
          index: await loadPolicyIndex(db, list),
        }),
      };
    },
    { now, onOldData },
  );

  async function readVersion(): Promise<DataVersion> {
    const readAt = now();
    try {
      const version = await readDataVersion(db, now);
      last = { version, readAt };
      return version;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || !last) throw error;
      const context = requestContext.getStore();
      if (context) context.dataAsOf = last.readAt;
      return last.version;
    }
  }

  return {
    version: () => {
      const context = requestContext.getStore();
      if (!context) return readVersion();
      const version = versions.get(context) ?? readVersion();
      versions.set(context, version);
      return version;
    },
    async inventory() {
      return inventory((await this.version()).inventory);
    },
    async policies() {
      return policies((await this.version()).policies);
    },
    servedOldData() {
      const context = requestContext.getStore();
      return context !== undefined && givenOldData.has(context);
    },
  };
}
