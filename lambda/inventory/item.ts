import { type DynamoDB, queryAll } from '../dynamodb/client.ts';
import type { Item } from '../dynamodb/command-inputs.ts';
import { keys } from '../dynamodb/table-schema.ts';

export const itemStatuses = ['available', 'reserved', 'in_repair', 'discontinued'] as const;

/** One kind of item in stock, as stored. */
export interface InventoryItem {
  readonly item_id: string;
  readonly name: string;
  readonly category: string;
  readonly quantity: number;
  readonly location: string;
  readonly status: (typeof itemStatuses)[number];
  /** ISO date. */
  readonly last_updated: string;
  /** The price of one piece. */
  readonly unit_price?: number | undefined;
  /** Three letters, such as KRW. */
  readonly currency?: string | undefined;
  readonly department?: string | undefined;
  /** Set for a list with one row per device, which contains no target quantity. */
  readonly listed_singly?: true | undefined;
}

/** Whether fewer than `below` pieces are left; never for devices that are listed singly. */
export function isLowOnStock({ quantity, listed_singly }: InventoryItem, below: number): boolean {
  return quantity < below && !listed_singly;
}

/** Reads every item, ordered by id. */
export async function readInventory(db: DynamoDB): Promise<readonly InventoryItem[]> {
  const items = await queryAll(db, { pk: keys.item('').pk });
  return items.map(itemOf);
}

/** Converts a row of the table to an item. */
export function itemOf({ pk, sk, ...item }: Item): InventoryItem {
  return item as unknown as InventoryItem;
}
