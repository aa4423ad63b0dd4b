import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inKorean } from '../../lambda/import/in-korean.ts';
import { describeRowError } from '../../lambda/import/row-error.ts';
import { readInventoryFile, readTicketsFile } from '../../scripts/data/import/files/read-table.ts';
import { createFolder, type Folder, valuesOf } from './folder.ts';

let folder: Folder;
let files = 0;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function read(...lines: string[]) {
  files += 1;
  const file = await folder.write(`${files}.csv`, lines.join('\n'));
  const content = await readInventoryFile(file);
  return {
    items: valuesOf(content).map(({ item_id, name, category, quantity, location }) =>
      [item_id, name, category, quantity, location].join(' | '),
    ),
    errors: content.errors.map((error) => describeRowError(error).replace(file, '')),
    notes: content.notes.join('\n'),
  };
}

describe('a second table below the first', () => {
  const stock = ['관리번호,품명,분류,수량,위치', 'A-1,노트북,전산,3,3층', 'A-2,모니터,전산,5,3층'];

  test('of something else is an error with its lines, and none of its rows is an item', async () => {
    const { items, errors } = await read(
      '■ 전산장비',
      ...stock,
      '',
      '■ 차량',
      '차량번호,차종,배기량,주행거리,보험만기',
      '12가3456,쏘나타,2000,35000,2026-12-31',
      '34나5678,카니발,2200,15000,2027-01-31',
    );

    expect(items).toEqual(['A-1 | 노트북 | 전산 | 3 | 3층', 'A-2 | 모니터 | 전산 | 5 | 3층']);
    expect(errors).toEqual([
      ':7: found another table with the columns 차량번호, 차종, 배기량, 주행거리, 보험만기, expected one table of stock; the lines 6 to 9 were left out',
    ]);
  });

  test('of stock is read by its own header', async () => {
    const { items, errors } = await read(
      ...stock,
      '',
      '품명,관리번호,위치,수량,분류',
      '의자,B-1,2층,10,가구',
    );

    expect(errors).toEqual([]);
    expect(items.at(-1)).toBe('B-1 | 의자 | 가구 | 10 | 2층');
    expect(items).toHaveLength(3);
  });
});

describe('a ledger of movements is refused', () => {
  test.each([
    [
      '일자,품목코드,품목명,구분,수량,창고',
      '2026-11-01,A,볼트,입고,100,본사',
      '2026-11-02,A,볼트,출고,30,본사',
    ],
    ['일자,품명,입고,출고,재고,창고', '2026-11-01,볼트,100,,100,본사', '2026-11-02,볼트,,30,70,본사'],
  ])('with the columns %s', async (...lines) => {
    await expect(read(...lines)).rejects.toThrow(
      'found what came in and went out, expected the stock that is there',
    );
    expect(inKorean('what came in and went out')).toBe('입고와 출고 내역');
  });

  test('but not a list of stock that says what came in', async () => {
    const { items } = await read('품번,품명,창고,입고수량,출고수량,재고수량', 'M-1,볼트,자재창고,50,30,120');

    expect(items).toEqual(['M-1 | 볼트 | 기타 | 120 | 자재창고']);
  });
});

test('a subtotal of a warehouse in the column of codes is a total', async () => {
  const { items, errors, notes } = await read(
    '품목코드,품목명[규격],창고명,재고수량',
    'A1,용지[80g],본사창고,"1,200.00"',
    'A1,용지[80g],부산창고,300.00',
    '본사창고 계,,,"1,200.00"',
    '총합계,,,"1,500.00"',
  );

  expect(errors).toEqual([]);
  expect(items).toEqual([
    'A1-bonsachanggo | 용지[80g] | 기타 | 1200 | 본사창고',
    'A1-busanchanggo | 용지[80g] | 기타 | 300 | 부산창고',
  ]);
  expect(notes).toContain('line 4 was left out as a total: "본사창고 계 1,200.00"');
});

test('a line of conditions above the header is no part of it', async () => {
  const { items, notes } = await read(
    '재고 조회,,,,',
    '조회일자: 2026-11-27,,,,단위: 대',
    '품번,품명,분류,수량,비치 위치',
    'A,노트북,전산,3,본사',
  );

  expect(items).toEqual(['A | 노트북 | 전산 | 3 | 본사']);
  expect(notes).toContain('line 2 before the header was left out: "조회일자: 2026-11-27 단위: 대"');
  expect(notes).toContain('비치 위치 as location');
});

test('a column of the day of purchase is no quantity', async () => {
  const { items } = await read(
    '"Asset Name","Asset Tag","Model","Category","Serial","Purchased","Location"',
    '"kim-mbp","AST-1","MacBook Pro","Laptop","C02","2025-03-02","Seoul"',
  );

  expect(items).toEqual(['AST-1 | kim-mbp MacBook Pro | laptop | 1 | Seoul']);
});

test('answers of Microsoft Forms are of their senders and not named by them', async () => {
  const file = await folder.write(
    'forms.csv',
    'ID,시작 시간,완료 시간,전자 메일,이름,문의 내용\n1,11/27/2026 9:42:11,11/27/2026 9:45:00,minji@example.com,김민지,와이파이가 자주 끊깁니다\n',
  );

  expect(valuesOf(await readTicketsFile(file, { timeZone: 'Asia/Seoul' }))).toMatchObject([
    { ticket_id: 'TKT-001', title: '와이파이가 자주 끊깁니다', created_by: 'minji@example.com' },
  ]);
});
