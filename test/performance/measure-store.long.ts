import { expect, test } from 'vitest';
import { measureStore } from '../../scripts/performance/load/measure-store.ts';

test('the store is measured with real writes, and what was backed up is restored whole', async () => {
  const figures = await measureStore({ tickets: 20, items: 10, policies: 2 });

  for (const figure of Object.values(figures)) expect(figure).toBeGreaterThan(0);
  // Of each ticket: itself, two lists, its history, its idempotency record, its audit; and what is imported.
  expect(figures.restoredItems).toBeGreaterThan(20 * 3 + 10 + 2);
}, 300_000);
