import { type DynamoDB, StoreUnavailable } from '../dynamodb/client.ts';
import { readDataVersion } from '../dynamodb/data-version.ts';
import { type InventoryItem, readInventory } from '../inventory/item.ts';
import { createInventorySearch, type InventorySearch } from '../inventory/search/inventory-search.ts';
import { requestContext } from '../observability/request-context.ts';
import { type Policy, readPolicies } from '../policies/policy.ts';
import { createPolicySearch, type PolicySearch } from '../policies/search/policy-search.ts';

/** Inventory and policies with their indexes, built once an instance and kept while the data's version stands. */
export interface ReferenceData {
  /**
   * The version in the table now; asked once a request, however often it is called. When the table can't be asked,
   * the one of less than a minute ago.
   */
  version(): Promise<number>;
  inventory(): Promise<{ readonly items: readonly InventoryItem[]; readonly search: InventorySearch }>;
  policies(): Promise<{ readonly all: ReadonlyMap<string, Policy>; readonly search: PolicySearch }>;
}

/** For how long what is kept is served when the table can't be asked whether it still holds. */
const trustedMs = 60_000;

export function createReferenceData(db: DynamoDB, now: () => number = Date.now): ReferenceData {
  const asked = new WeakMap<object, Promise<number>>();
  let last: { version: number; readAt: number } | undefined;

  const inventory = cachedPerVersion(async () => {
    const items = await readInventory(db);
    return { items, search: createInventorySearch(items) };
  });
  const policies = cachedPerVersion(async () => {
    const list = await readPolicies(db);
    return { all: new Map(list.map((policy) => [policy.doc_id, policy])), search: createPolicySearch(list) };
  });

  async function readVersion(): Promise<number> {
    const readAt = now();
    try {
      const version = await readDataVersion(db);
      last = { version, readAt };
      return version;
    } catch (error) {
      if (error instanceof StoreUnavailable && last && now() - last.readAt < trustedMs) return last.version;
      throw error;
    }
  }

  return {
    version: () => {
      const context = requestContext.getStore();
      if (!context) return readVersion();
      const version = asked.get(context) ?? readVersion();
      asked.set(context, version);
      return version;
    },
    async inventory() {
      return inventory(await this.version());
    },
    async policies() {
      return policies(await this.version());
    },
  };
}

/** The version is read before the data, so a change in between is at worst loaded again, never missed. */
function cachedPerVersion<Data>(load: () => Promise<Data>): (version: number) => Promise<Data> {
  let kept: { version: number; data: Promise<Data> } | undefined;
  return (version) => {
    if (kept?.version === version) return kept.data;
    const data = load();
    kept = { version, data };
    // A failed load is not kept.
    data.catch(() => {
      if (kept?.data === data) kept = undefined;
    });
    return data;
  };
}
