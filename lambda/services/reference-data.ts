import type { DynamoDB } from '../dynamodb/client.ts';
import { readCompanySynonyms } from '../dynamodb/company-synonyms.ts';
import { type DataVersion, readDataVersion } from '../dynamodb/data-version.ts';
import { StoreUnavailable } from '../dynamodb/errors.ts';
import { persistentReads } from '../dynamodb/persistent-reads.ts';
import type { InventoryItem } from '../inventory/item.ts';
import { createInventorySearch, type InventorySearch } from '../inventory/search/inventory-search.ts';
import { loadInventory } from '../inventory/search/inventory-snapshot.ts';
import { requestContext } from '../observability/request-context.ts';
import type { Policy } from '../policies/policy.ts';
import type { PolicySearch } from '../policies/search/policy-search.ts';
import { createSynonyms, type SynonymGroups, type Synonyms } from '../text/synonyms.ts';
import { cachedPerStamp } from './cached-per-stamp.ts';

/** Inventory and policies with their indexes, built per instance and cached until the stamp of their kind changes. */
export interface ReferenceData {
  /**
   * The current stamps, read once per request. When the table cannot be read, the last known ones; `dataAsOf` of the
   * request's context is then their time.
   */
  version(): Promise<DataVersion>;
  inventory(): Promise<{ readonly items: readonly InventoryItem[]; readonly search: InventorySearch }>;
  policies(): Promise<{ readonly all: ReadonlyMap<string, Policy>; readonly search: PolicySearch }>;
  /** Whether this request got data of an earlier stamp; its answer must not be cached then. */
  readStaleData(): boolean;
}

export function createReferenceData(db: DynamoDB, now: () => number = Date.now): ReferenceData {
  const versions = new WeakMap<object, Promise<DataVersion>>();
  const readingOldData = new WeakSet<object>();
  let last: { version: DataVersion; readAt: number } | undefined;

  const onOldData = () => {
    const context = requestContext.getStore();
    if (context) readingOldData.add(context);
  };
  let synonyms: { readonly own: string; readonly all: Synonyms } | undefined;
  /** The same ones for both kinds: reading their table takes as long as loading one. */
  function synonymsWith(groups: SynonymGroups): Synonyms {
    const own = groups.join('\n');
    if (synonyms?.own !== own) synonyms = { own, all: createSynonyms(groups) };
    return synonyms.all;
  }
  const inventory = cachedPerStamp(
    async (stamp, options) => {
      const [index, own] = await Promise.all([
        loadInventory(persistentReads(db), stamp, options),
        readCompanySynonyms(db),
      ]);
      const search = createInventorySearch(index, synonymsWith(own));
      return {
        get items() {
          return index.items;
        },
        search,
      };
    },
    { now, onOldData },
  );
  const policies = cachedPerStamp(
    async (stamp, options) => {
      // Loaded with the first policies, not with every start.
      const { loadPolicies } = await import('../policies/search/policy-snapshot.ts');
      const [{ policies: list, index }, own, { createPolicySearch }] = await Promise.all([
        loadPolicies(persistentReads(db), stamp, options),
        readCompanySynonyms(db),
        import('../policies/search/policy-search.ts'),
      ]);
      return {
        all: new Map(list.map((policy) => [policy.doc_id, policy])),
        search: createPolicySearch(list, { index, synonyms: synonymsWith(own) }),
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
    readStaleData() {
      const context = requestContext.getStore();
      return context !== undefined && readingOldData.has(context);
    },
  };
}
