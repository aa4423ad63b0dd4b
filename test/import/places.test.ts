import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noteInKorean } from '../../lambda/import/in-korean.ts';
import { proposeMapping } from '../../lambda/import/propose-mapping.ts';
import { describeRowError } from '../../lambda/import/row-error.ts';
import { readInventoryFile, readTable } from '../../scripts/data/import/files/read-table.ts';
import { createFolder, type Folder, valuesOf } from './folder.ts';
import { workbookOf } from './workbook.ts';

let folder: Folder;
let files = 0;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function read(content: Uint8Array | readonly string[], mapping = {}) {
  const text = Array.isArray(content) ? content.join('\r\n') : (content as Uint8Array);
  files += 1;
  const file = await folder.write(`${files}.csv`, text);
  const { rows, errors, notes } = await readInventoryFile(file, mapping);
  const untranslated = notes
    .map(noteInKorean)
    .filter((note) => !/[가-힣]{2}/.test(note.slice(note.indexOf(': '))));
  expect(untranslated).toEqual([]);
  return {
    items: valuesOf({ rows }).map(({ item_id, name, category, quantity, location }) =>
      [item_id, name, category, quantity, location].join(' | '),
    ),
    errors: errors.map((error) => describeRowError(error).replace(file, '')),
    notes: notes.map((note) => note.replace(file, '')).join('\n'),
  };
}

describe('columns of quantities that are named by places', () => {
  test('are an item at each place, checked by the column of their sum', async () => {
    const { items, errors, notes } = await read([
      '품목코드,품명,분류,본사,부산,판교,합계',
      'A-1,노트북,전산,3,2,,5',
      'A-2,모니터,전산,"1,200",0,4,1204',
      'A-3,의자,가구,,,,',
      'A-4,책상,가구,1,2,1,5',
      '합계,,,1204,4,5,1213',
    ]);

    expect(items).toEqual([
      'A-1-bonsa | 노트북 | 전산 | 3 | 본사',
      'A-1-busan | 노트북 | 전산 | 2 | 부산',
      'A-2-bonsa | 모니터 | 전산 | 1200 | 본사',
      'A-2-busan | 모니터 | 전산 | 0 | 부산',
      'A-2-pangyo | 모니터 | 전산 | 4 | 판교',
    ]);
    expect(errors).toEqual([
      ':4: quantity: found nothing, expected a quantity in one of the columns 본사, 부산, 판교',
      ':5: quantity: found the sum "5" in the column 합계, expected the sum of 본사, 부산, 판교',
    ]);
    expect(notes).toContain('a column for each place, 본사, 부산, 판교; an empty cell is no item');
    expect(notes).toContain('the column 합계 is the sum of the places');
    expect(notes).toContain('line 6 was left out as a total');
  });

  test.each([
    [
      'with their sum as the quantity',
      ['품번,품명,구분,수량,서울창고,부산창고', 'A,볼트,부품,5,3,2'],
      'A-seoulchanggo',
    ],
    [
      'with words for quantities',
      ['품번,품명,구분,재고(서울),재고(부산),안전재고', 'A,볼트,부품,3,2,9'],
      'A-seoul',
    ],
    [
      'of shops, with a running number',
      ['번호,품목,분류,강남점,없던점', '1,볼트,부품,3,2'],
      'bolteu-gangnamjeom',
    ],
    ['of rooms', ['품번,품명,구분,창고,매장,사무실', 'A,볼트,부품,3,2,'], 'A-changgo'],
    ['under a title', ['재고 현황', '품명,서울,부산', '볼트,3,2'], 'bolteu-seoul'],
    ['under a heading of two lines', [',수량,', '품명,본사,부산', '볼트,3,2'], 'bolteu-bonsa'],
  ])('%s are read', async (_, lines, id) => {
    const { items, errors } = await read(lines);

    expect(errors).toEqual([]);
    expect(items.map((item) => item.split(' | ')[3])).toEqual(['3', '2']);
    expect(items[0]).toContain(`${id} | 볼트`);
  });

  test('take a place between them that is not known, and a cell that is no number is an error', async () => {
    const { items, errors } = await read([
      '품명,본사 수량,옥천 수량,부산 수량',
      '의자,3,2,1',
      '책상,,약간,4',
    ]);

    expect(items).toHaveLength(4);
    expect(items[1]).toBe('uija-okcheon | 의자 | 기타 | 2 | 옥천');
    expect(errors).toEqual([':3: quantity: found "약간", expected a whole number such as 12']);
  });

  test('have one error for a mistake of their row', async () => {
    const { errors } = await read(['품번,품명,구분,서울,부산', 'A,,부품,3,2']);

    expect(errors).toEqual([':2: name: found nothing, expected 1 to 200 characters']);
  });

  test.each([
    '품번,품명,구분,1월,2월,3월',
    '품번,품명,구분,입고,출고,안전재고',
    '품번,품명,구분,본사,비고,단위',
  ])('do not exist in %s', async (header) => {
    await expect(read([header, 'A,볼트,부품,5,3,2'])).rejects.toThrow('found no column quantity');
  });

  test('are those that a map names, as a proposal does', async () => {
    const lines = ['품명,분류,옥천,영동,서울,부산', '의자,가구,1,2,3,4'];
    const { table } = await readTable(await folder.write('proposal.csv', lines.join('\n')), 'inventory');
    const { items } = await read(lines, { columns: { 옥천: 'place', 영동: 'place', 서울: '', 부산: '' } });

    expect(proposeMapping('inventory', table)).toEqual({
      columns: { 품명: 'name', 분류: 'category', 옥천: 'place', 영동: 'place', 서울: 'place', 부산: 'place' },
    });
    expect(items).toEqual([
      'uija-okcheon | 의자 | 가구 | 1 | 옥천',
      'uija-yeongdong | 의자 | 가구 | 2 | 영동',
    ]);
  });
});

describe('sheets', () => {
  const head = ['품번', '품명', '분류', '수량'];

  test('of places give each item its place, and the sheet of their sums is left out', async () => {
    const { items, notes } = await read(
      workbookOf({
        전체: [head, ['A', '노트북', '전산', 5], ['B', '의자', '가구', 3]],
        본사: [head, ['A', '노트북', '전산', 3], ['B', '의자', '가구', 3]],
        부산: [
          [...head, '비고'],
          ['A', '노트북', '전산', 2, ''],
        ],
      }),
    );

    expect(items).toEqual([
      'A-bonsa | 노트북 | 전산 | 3 | 본사',
      'B-bonsa | 의자 | 가구 | 3 | 본사',
      'A-busan | 노트북 | 전산 | 2 | 부산',
    ]);
    expect(notes).toContain('sheets not read: 전체.');
    expect(notes).toContain('location: the name of the sheet, 부산, where the rows say none');
    expect(notes).toContain('item_id: followed by the place, as A and perhaps others are at several');
  });

  test('of places stand before a room', async () => {
    const names = ['품명', '분류', '수량', '위치'];
    const { items } = await read(
      workbookOf({
        본사: [names, ['노트북', '전산', 3, '3층'], ['의자', '가구', 1, '본사 2층']],
        부산지사: [names, ['노트북', '전산', 2, null]],
      }),
    );

    expect(items).toEqual([
      'noteubuk-bonsa | 노트북 | 전산 | 3 | 본사 3층',
      'uija-bonsa | 의자 | 가구 | 1 | 본사 2층',
      'noteubuk-busanjisa | 노트북 | 전산 | 2 | 부산지사',
    ]);
  });

  test('of categories give each item its category', async () => {
    const names = ['자산번호', '모델명', '수량', '위치'];
    const { items } = await read(
      workbookOf({ 노트북: [names, ['N-1', '그램', 1, '본사']], 복합기: [names, ['C-1', 'HP', 1, '본사']] }),
    );

    expect(items).toEqual(['N-1 | 그램 | 노트북 | 1 | 본사', 'C-1 | HP | 복합기 | 1 | 본사']);
  });

  test('of periods say no place', async () => {
    const book = workbookOf({
      '1분기': [head, ['A', '의자', '가구', 1]],
      '2분기': [head, ['B', '책상', '가구', 1]],
    });

    await expect(read(book)).rejects.toThrow('found no column location among');
  });
});

test('the sum of places counts quantities in the same words as a single column', async () => {
  const { items, errors } = await read(['품목코드,품명,분류,본사,부산,합계', 'C-1,케이블,전산,12본,3롤,15']);

  expect(errors).toEqual([]);
  expect(items).toEqual(['C-1-bonsa | 케이블 | 전산 | 12 | 본사', 'C-1-busan | 케이블 | 전산 | 3 | 부산']);
});

test('a code in two warehouses is an item in each, and a code of two things is an error', async () => {
  const { items, errors, notes } = await read([
    '품목코드,품목명,규격,분류,창고명,재고수량',
    'P-1,볼트,M8,부품,본사창고,"1,200"',
    'P-1,볼트,M8,부품,부산창고,300',
    'P-2,너트,M8,부품,본사창고,10',
    'P-3,못,M8,부품,본사창고,10',
    'P-3,나사,M8,부품,부산창고,10',
    'P-2,너트,M8,부품,본사창고,20',
  ]);

  expect(items.map((item) => item.split(' | ')[0])).toEqual([
    'P-1-bonsachanggo',
    'P-1-busanchanggo',
    'P-2',
    'P-3',
  ]);
  expect(errors).toEqual([
    ':6: item_id: found "P-3", expected an id that line 5 does not have',
    ':7: item_id: found "P-2", expected an id that line 4 does not have',
  ]);
  expect(notes).toContain('item_id: followed by the place, as P-1 and perhaps others are at several');
});

test('a device that two rows have is an error, wherever it is', async () => {
  const { items, errors } = await read([
    '자산번호,품명,분류,시리얼,위치',
    'N-1,그램,노트북,S1,본사',
    'N-1,그램,노트북,S1,부산',
  ]);

  expect(items).toEqual(['N-1 | 그램 | 노트북 | 1 | 본사']);
  expect(errors).toHaveLength(1);
});

test('columns of building, floor and room are one place', async () => {
  const { items, notes } = await read([
    '자산번호,품명,분류,수량,위치,층,건물,호실',
    'A,의자,가구,3,복도,3,본사,301',
    'B,책상,가구,1,별관 창고,,별관,',
  ]);

  expect(items).toEqual(['A | 의자 | 가구 | 3 | 본사 3층 301호 복도', 'B | 책상 | 가구 | 1 | 별관 창고']);
  expect(notes).toContain('location: the columns 건물, 층, 호실, 위치 were joined (2 times)');
});

test('cells that merging left empty count as the one above where no value stands twice', async () => {
  const head = '분류,품명,수량,위치';
  const clear = await read([
    head,
    '전산,노트북,3,본사',
    ',모니터,2,본사',
    '가구,의자,1,본사',
    ',책상,2,본사',
  ]);
  const unclear = await read([
    head,
    '전산,노트북,3,본사',
    '전산,마우스,2,본사',
    ',의자,1,본사',
    ',책상,2,본사',
  ]);

  expect(clear.items.map((item) => item.split(' | ')[2])).toEqual(['전산', '전산', '가구', '가구']);
  expect(clear.notes).toContain(
    'category: an empty cell of 분류 counts as the one above it, as in merged cells',
  );
  expect(unclear.errors).toHaveLength(2);
});

test('headings between rows are categories where no column has them', async () => {
  const { items } = await read([
    '품번,품명,수량,위치',
    '[전산]',
    'A,노트북,3,본사',
    '■ 가구',
    'B,의자,1,본사',
  ]);

  expect(items).toEqual(['A | 노트북 | 전산 | 3 | 본사', 'B | 의자 | 가구 | 1 | 본사']);
});

test('a list of licenses needs no place', async () => {
  const { items, notes } = await read([
    '소프트웨어명,제조사,라이선스 수량,사용 수량,만료일',
    'Adobe CC,Adobe,20,18,2026-12-31',
  ]);

  expect(items).toEqual(['adobe-cc | Adobe CC | 소프트웨어 | 20 | 장소 없음']);
  expect(notes).toContain('left out, as they mean nothing here: 제조사, 사용 수량, 만료일');
  expect(notes).toContain('location: the file has none, and licenses are at no place: 장소 없음');
});
