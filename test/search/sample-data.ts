import { readdirSync, readFileSync } from 'node:fs';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import type { InventoryItem } from '../../lambda/inventory/item.ts';
import type { Policy } from '../../lambda/policies/policy.ts';

const folder = new URL('../../scripts/data/sample-data/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');

export function sampleItems(): InventoryItem[] {
  const rows: Record<string, string>[] = parseCsv(read('inventory.csv'), { columns: true });
  return rows.map((row) => ({ ...row, quantity: Number(row.quantity) }) as InventoryItem);
}

export function samplePolicies(): Policy[] {
  return readdirSync(new URL('policies/', folder)).map((file) => {
    const [, frontMatter = '', body = ''] = read(`policies/${file}`).split(/^---$/m);
    return { ...parseYaml(frontMatter), version: 1, body } as Policy;
  });
}

/** A policy for a test that cares only about what it gives. */
export function policy(overrides: Partial<Policy>): Policy {
  return {
    doc_id: 'a-policy',
    title: 'A policy',
    tags: [],
    last_updated: '2026-11-01',
    language: 'en',
    version: 1,
    body: '',
    ...overrides,
  };
}

/** An item for a test that cares only about what it gives. */
export function item(overrides: Partial<InventoryItem>): InventoryItem {
  return {
    item_id: 'INV-001',
    name: 'Thing',
    category: 'other',
    quantity: 1,
    location: 'Seoul',
    status: 'available',
    last_updated: '2026-11-01',
    ...overrides,
  };
}
