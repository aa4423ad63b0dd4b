import { type DynamoDB, queryAll } from '../dynamodb/client.ts';
import type { Item } from '../dynamodb/command-inputs.ts';
import { keys } from '../dynamodb/table-schema.ts';

export const itemStatuses = ['available', 'reserved', 'in_repair', 'discontinued'] as const;

/** One kind of thing in stock, as it is stored. */
export interface InventoryItem {
  readonly item_id: string;
  readonly name: string;
  readonly category: string;
  readonly quantity: number;
  readonly location: string;
  readonly status: (typeof itemStatuses)[number];
  /** ISO date. */
  readonly last_updated: string;
  /** Of one piece. */
  readonly unit_price?: number | undefined;
  /** Three letters, as in KRW. */
  readonly currency?: string | undefined;
  readonly department?: string | undefined;
  /** From a list with a row per device, which does not say how many there should be. */
  readonly listed_singly?: true | undefined;
}

/** Fewer pieces than `below`; a device of a list of single devices never runs low. */
export function isLowOnStock({ quantity, listed_singly }: InventoryItem, below: number): boolean {
  return quantity < below && !listed_singly;
}

/** Reads every item, ordered by id. */
export async function readInventory(db: DynamoDB): Promise<readonly InventoryItem[]> {
  const items = await queryAll(db, { pk: keys.item('').pk });
  return items.map(itemOf);
}

/** A row of the table as an item. */
export function itemOf({ pk, sk, ...item }: Item): InventoryItem {
  return item as unknown as InventoryItem;
}
