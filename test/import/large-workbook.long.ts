import { test } from 'vitest';
import { importWorkbook } from './large-workbook.ts';

test('10,000 rows of a workbook are in', () => importWorkbook(10_000));
