import { expect, test } from 'vitest';
import { createFolder, inventoryOf } from './folder.ts';
import { runImport } from './import-process.ts';
import { importWorkbook } from './large-workbook.ts';

test('10,000 rows of a workbook are in', () => importWorkbook(10_000));

test('10,000 rows of a CSV file are in, and again none changes', async () => {
  await using folder = await createFolder();
  const file = await folder.write('stock.csv', inventoryOf(10_000));
  const run = () => runImport(['--inventory', file], { DATA_DIR: folder.path });

  expect((await run()).out).toBe('inventory: created 10000, changed 0, unchanged 0, errors 0\n');
  expect((await run()).out).toBe('inventory: created 0, changed 0, unchanged 10000, errors 0\n');
});
