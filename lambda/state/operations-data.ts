import { currentCall } from '../call.ts';
import { createInventorySearch, type InventorySearch } from '../search/inventory-search.ts';
import { createPolicySearch, type PolicySearch } from '../search/policy-search.ts';
import { readDataVersion } from './data-version.ts';
import type { DynamoDB } from './dynamodb.ts';
import { type InventoryItem, readInventory } from './inventory.ts';
import { type Policy, readPolicies } from './policies.ts';

/** Inventory and policies with their indexes, built once an instance and kept while the data's version stands. */
export interface OperationsData {
  /** The version in the table now; asked once a request, however often it is called. */
  version(): Promise<number>;
  inventory(): Promise<{ readonly items: readonly InventoryItem[]; readonly search: InventorySearch }>;
  policies(): Promise<{ readonly all: ReadonlyMap<string, Policy>; readonly search: PolicySearch }>;
}

export function createOperationsData(db: DynamoDB): OperationsData {
  const asked = new WeakMap<object, Promise<number>>();

  const inventory = keptPerVersion(async () => {
    const items = await readInventory(db);
    return { items, search: createInventorySearch(items) };
  });
  const policies = keptPerVersion(async () => {
    const list = await readPolicies(db);
    return { all: new Map(list.map((policy) => [policy.doc_id, policy])), search: createPolicySearch(list) };
  });

  return {
    version: () => {
      const call = currentCall.getStore();
      if (!call) return readDataVersion(db);
      const version = asked.get(call) ?? readDataVersion(db);
      asked.set(call, version);
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
function keptPerVersion<Data>(load: () => Promise<Data>): (version: number) => Promise<Data> {
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
