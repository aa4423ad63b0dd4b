import { expect } from 'vitest';
import { createFolder } from './folder.ts';
import { runImport } from './import-process.ts';
import { workbookOf } from './workbook.ts';

/** Imports a workbook of so many rows into the embedded table of an own folder. */
export async function importWorkbook(count: number): Promise<void> {
  await using folder = await createFolder();
  const rows = Array.from({ length: count }, (_, index) => [
    `B-${index}`,
    `모니터 ${index}`,
    '모니터',
    index,
    '본사 3층',
    new Date('2026-11-02'),
  ]);
  const file = await folder.write(
    'stock.xlsx',
    workbookOf({ 재고: [['품번', '품명', '분류', '수량', '위치', '수정일'], ...rows] }),
  );
  const { out } = await runImport(['--inventory', file], { DATA_DIR: folder.path });

  expect(out).toBe(`inventory: created ${count}, changed 0, unchanged 0, errors 0\n`);
}
