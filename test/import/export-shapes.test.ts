import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPolicyText } from '../../lambda/import/policy-text.ts';
import { proposeMapping } from '../../lambda/import/propose-mapping.ts';
import { readInventoryFile, readTable, readTicketsFile } from '../../scripts/data/import/files/read-table.ts';
import { createFolder, type Folder, valuesOf } from './folder.ts';
import { workbookOf } from './workbook.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const write = (name: string, ...rows: string[]) => folder.write(name, `${rows.join('\r\n')}\r\n`);

describe('a Korean ledger', () => {
  const head = '관리번호,품명,규격,분류,수량(EA),단가(원),비치장소,관리부서,취득일';

  test('with sub-headings, sums, counters, full-width digits and the header once more imports right', async () => {
    const content = await readInventoryFile(
      await write(
        'ledger.csv',
        '비품 관리 대장,,,,,,,,',
        head,
        '전산장비,,,,,,,,',
        'B-001,노트북,16인치,전산,12대,"1,500,000",본사 3층,총무팀,2026.3.2',
        'B-002,모니터,27인치,전산,１２,₩350000,본사 3층,총무팀,26-03-02',
        '소계,,,,24,,,,',
        head,
        'B-003,의자,메시,가구,"1,200 EA",89000원,창고,총무팀,2026년 3월 2일',
        '합 계,,,,"1,224",,,,',
      ),
    );

    expect(content.errors).toEqual([]);
    expect(
      valuesOf(content).map(({ item_id, name, quantity, unit_price }) => [
        item_id,
        name,
        quantity,
        unit_price,
      ]),
    ).toEqual([
      ['B-001', '노트북 16인치', 12, 1_500_000],
      ['B-002', '모니터 27인치', 12, 350_000],
      ['B-003', '의자 메시', 1_200, 89_000],
    ]);
    const notes = content.notes.join('\n');
    expect(notes).toContain('line 3 was left out as a heading between rows: "전산장비"');
    expect(notes).toContain('line 6 was left out as a total');
    expect(notes).toContain('line 7 was left out as the header once more');
    expect(notes).toContain('columns left out, as they mean nothing here: 취득일');
  });

  test('an id alone is a bad row and no heading', async () => {
    const content = await readInventoryFile(
      await write('id.csv', 'item_id,name,category,quantity,location', 'A-1,n,c,1,l', 'A-2,,,,'),
    );

    expect(content.errors.map(({ line, field }) => [line, field])).toContainEqual([3, 'name']);
  });

  test('dates of two digits are refused with what to do, and read as the map says', async () => {
    const file = await write(
      'dates.csv',
      `item_id,name,category,quantity,location,수정일`,
      'A,n,c,1,l,26-03-02',
      'B,n,c,1,l,26.3.2',
    );

    expect((await readInventoryFile(file)).errors[0]?.expected).toBe(
      'a date with the year first, such as 2026-11-30; "dates" in a map file says the order of day, month and year',
    );
    const mapped = await readInventoryFile(file, { dates: 'year-month-day' });
    expect(valuesOf(mapped).map(({ last_updated }) => last_updated)).toEqual(['2026-03-02', '2026-03-02']);
  });

  test('a quantity that is no whole number is refused, never rounded', async () => {
    const rows = ['약 10', '10~12', '-3', '3.5', '#REF!', '3 kg'].map(
      (quantity, at) => `A-${at},n,c,${quantity},l`,
    );
    const content = await readInventoryFile(
      await write('numbers.csv', 'item_id,name,category,quantity,location', ...rows),
    );

    expect(content.rows).toEqual([]);
    expect(content.errors).toHaveLength(rows.length);
  });
});

describe('a header of two lines', () => {
  test('is read as one, and proposed as one', async () => {
    const file = await write('two.csv', '자산,,,재고,', '번호,품명,분류,수량,위치', '1,노트북,전산,10,본사');
    const content = await readInventoryFile(file);

    expect(valuesOf(content)).toMatchObject([{ item_id: '1', quantity: 10, location: '본사' }]);
    expect(content.notes.join()).toContain('the header is on the lines 1 and 2');
    const { table } = await readTable(file, 'inventory');
    expect(proposeMapping('inventory', table).columns).toMatchObject({
      자산번호: 'item_id',
      수량: 'quantity',
    });
  });

  test('with two quantities is refused by name until a map chooses', async () => {
    const file = await write(
      'three.csv',
      '관리번호,품명,분류,수량,,위치',
      ',,,정상,불량,',
      'A-1,노트북,전산,7,3,본사',
    );

    await expect(readInventoryFile(file)).rejects.toThrow(
      'found the columns 수량(정상) and 수량(불량) for quantity, expected one column for quantity; a map file tells which',
    );
    const mapped = await readInventoryFile(file, { columns: { '수량(정상)': 'quantity', '수량(불량)': '' } });
    expect(valuesOf(mapped)[0]?.quantity).toBe(7);
  });
});

test.each([
  ['보유수량,사용수량,잔여수량', '10,3,7'],
  ['총 보유,대여중,남은 수량', '10,3,7'],
  ['총수량,사용,잔여', '10,3,7'],
  ['Total,In use,Available', '10,3,7'],
  ['Qty,Available', '7,Yes'],
])('of %s, the quantity is what is left', async (columns, values) => {
  const file = await folder.write(
    'left.csv',
    `관리번호,품명,분류,위치,${columns}\nA-1,노트북,전산,본사,${values}\n`,
  );

  expect(valuesOf(await readInventoryFile(file))).toMatchObject([{ quantity: 7 }]);
});

test.each([
  [
    'bars',
    'item_id|name|category|quantity|location\n---------|----|--------|--------|--------\nP-1|Router, big|network|2|Lab; 3F\n',
  ],
  [
    'a table of Markdown',
    '| item_id | name | category | quantity | location |\n|---|---|:--|--:|---|\n| P-1 | Router, big | network | 2 | Lab; 3F |\n',
  ],
  ['semicolons', 'item_id;name;category;quantity;location\nP-1;Router, big;network;2;"Lab; 3F"\n'],
])('%s between columns', async (name, text) => {
  const content = await readInventoryFile(await folder.write(`${name}.txt`, text));

  expect(content.errors).toEqual([]);
  expect(valuesOf(content)).toEqual([
    { item_id: 'P-1', name: 'Router, big', category: 'network', quantity: 2, location: 'Lab; 3F' },
  ]);
});

test('merged cells of a workbook count for each of their rows, but no number does', async () => {
  const plain = workbookOf({
    재고: [
      ['비품 대장', null, null, null, null],
      ['관리번호', '품명', '분류', '수량', '위치'],
      ['A-1', '노트북', '전산', 3, '본사'],
      ['A-2', '모니터', null, null, null],
    ],
  });
  const parts = unzipSync(plain);
  const sheet = 'xl/worksheets/sheet1.xml';
  const merges = ['A1:E1', 'C3:C4', 'D3:D4', 'E3:E4'].map((ref) => `<mergeCell ref="${ref}"/>`).join('');
  parts[sheet] = strToU8(
    strFromU8(parts[sheet]!).replace(
      '</sheetData>',
      `</sheetData><mergeCells count="4">${merges}</mergeCells>`,
    ),
  );
  const content = await readInventoryFile(await folder.write('merged.xlsx', zipSync(parts)));

  expect(valuesOf(content)).toMatchObject([{ item_id: 'A-1', category: '전산', quantity: 3 }]);
  expect(content.errors).toMatchObject([{ line: 4, field: 'quantity', found: 'nothing' }]);
  expect(content.notes.join()).toContain('merged cells count for each of their rows: C3:C4, E3:E4');
});

describe('a list with a row per device', () => {
  const rowsOf = async (name: string, ...lines: string[]) =>
    readInventoryFile(await write(`${name}.csv`, ...lines));

  test.each([
    [
      'Snipe-IT',
      [
        'Asset Name,Asset Tag,Serial,Model,Category,Status,Checked Out To,Location',
        'kim-mbp,A-1,C02X,MacBook Pro 14,Laptop,Deployed,Kim,Seoul',
        ',A-2,C03X,MacBook Pro 14,Laptop,Ready to Deploy,,Seoul',
      ],
      ['A-1', 'kim-mbp MacBook Pro 14', 'reserved'],
      ['A-2', 'MacBook Pro 14', 'available'],
    ],
    [
      'GLPI',
      [
        '"Name";"Status";"Inventory number";"Types";"Locations"',
        '"PC-1";"In use";"INV-1";"Laptop";"Seoul > 3F"',
        '"PC-2";"Stock";"INV-2";"Laptop";"Seoul > 3F"',
      ],
      ['INV-1', 'PC-1', 'reserved'],
      ['INV-2', 'PC-2', 'available'],
    ],
    [
      'ServiceNow',
      [
        '"Asset tag","Display name","Model category","State","Location"',
        '"P1000","Laptop","Computer","In use","Seoul"',
        '"P1001","Laptop","Computer","On order","Seoul"',
      ],
      ['P1000', 'Laptop', 'reserved'],
      ['P1001', 'Laptop', 'reserved'],
    ],
  ])('with ids, as of %s, has an item of one piece per row, and says so', async (name, lines, ...items) => {
    const content = await rowsOf(name, ...lines);

    expect(content.errors).toEqual([]);
    expect(valuesOf(content).map(({ item_id, name, status }) => [item_id, name, status])).toEqual(items);
    expect(valuesOf(content).map(({ quantity }) => quantity)).toEqual([1, 1]);
    expect(content.notes.join()).toContain('quantity: the file has none, so each row is one piece.');
  });

  test('without ids, as of Lansweeper, has an item per kind, place and status with the number of its rows', async () => {
    const content = await rowsOf(
      'lansweeper',
      'AssetType,Model,Serialnumber,Location,State,Lastseen',
      'Notebook,Latitude 5440,S1,Seoul,In use,2026-11-02',
      'Notebook,Latitude 5440,S2,Seoul,In use,2026-11-04',
      'Notebook,Latitude 5440,S3,Seoul,Stock,2026-11-03',
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toMatchObject([
      { item_id: 'latitude-5440', quantity: 2, status: 'reserved', last_updated: '2026-11-04' },
      { item_id: 'latitude-5440-2', quantity: 1, status: 'available' },
    ]);
    expect(content.notes.join()).toContain('so equal rows are one item with their number');
  });

  test('has its models proposed as such', async () => {
    const { table } = await readTable(
      await write('models.csv', 'Asset Name,Model,Category,Location', 'PC-1,XPS,laptop,Seoul'),
      'inventory',
    );

    expect(proposeMapping('inventory', table).columns).toEqual({
      'Asset Name': 'name',
      Model: 'model',
      Category: 'category',
      Location: 'location',
    });
  });

  test.each([
    ['a name of quantities', '총 보유량'],
    ['whole numbers only', '본사분'],
  ])('is none when a column that is not understood has %s', async (_, column) => {
    await expect(
      rowsOf('unclear', `자산번호,품명,분류,위치,${column}`, 'A,의자,가구,본사,12'),
    ).rejects.toThrow('found no column quantity among');
  });
});

describe('a ledger without ids', () => {
  const items = async (name: string, ...lines: string[]) => {
    const content = await readInventoryFile(await write(`${name}.csv`, ...lines));
    expect(content.errors).toEqual([]);
    return { ids: valuesOf(content).map(({ item_id }) => item_id), notes: content.notes.join('\n') };
  };

  test('has them made from name and model, the same again when rows are added between', async () => {
    const first = await items(
      'ids-1',
      '연번,품명,규격,분류,수량,위치',
      '1,노트북,그램 16,전산,3,본사',
      '2,의자,,가구,9,본사',
      '3,의자,,가구,4,부산',
      '4,椅子,,가구,1,부산',
    );
    const second = await items(
      'ids-2',
      'No.,품명,규격,분류,수량,위치',
      '1,모니터,27인치,전산,3,본사',
      '2,노트북,그램 16,전산,3,본사',
      '3,의자,,가구,9,본사',
      '4,의자,,가구,4,부산',
    );

    expect(first.ids).toEqual([
      'noteubuk-geuraem-16',
      'uija',
      'uija-2',
      expect.stringMatching(/^item-[0-9a-f]{8}$/),
    ]);
    expect(second.ids).toEqual(['moniteo-27-inchi', 'noteubuk-geuraem-16', 'uija', 'uija-2']);
    expect(first.notes).toContain('item_id: made from the name, as the column 연번 is a running number.');
    expect(second.notes).toContain('item_id: made from the name, as the column No. is a running number.');
  });

  test('has the ids of its numbers when they do not count the rows, or of a better column', async () => {
    const numbers = await items(
      'ids-3',
      'No,품명,분류,수량,위치',
      '101,노트북,전산,3,본사',
      '205,의자,가구,9,본사',
    );
    const better = await items('ids-4', 'No,자산번호,품명,분류,수량,위치', '1,A-7,노트북,전산,3,본사');
    const none = await items('ids-5', '품명,분류,수량,위치', '노트북,전산,3,본사');

    expect(numbers.ids).toEqual(['101', '205']);
    expect(better.ids).toEqual(['A-7']);
    expect(none).toMatchObject({ ids: ['noteubuk'], notes: expect.stringContaining('as the file has none') });
  });
});

test('Jira with repeated columns keeps the fields, and names what it leaves out', async () => {
  const content = await readTicketsFile(
    await write(
      'jira.csv',
      'Summary,Issue key,Status,Priority,Reporter,Created,Labels,Labels,Comment,Comment,Description',
      'VPN is down,HELP-12,In Progress,Highest,lee,2/Mar/26 9:41 AM,vpn,net,"a, b",c,"Down since nine, for all."',
    ),
    { timeZone: 'Asia/Seoul' },
  );

  expect(valuesOf(content)).toMatchObject([
    {
      ticket_id: 'TKT-012',
      priority: 'critical',
      status: 'in_progress',
      created_at: '2026-03-02T00:41:00.000Z',
    },
  ]);
  expect(content.notes.join()).toContain('columns left out, as they mean nothing here: Labels, Comment');
});

describe('the properties of a page', () => {
  const read = (body: string) =>
    readPolicyText({
      file: 'page.md',
      markdown: { fields: {}, lineOf: () => 1, body },
      byName: { doc_id: 'page', title: 'Page' },
    });

  test.each([
    [
      'lines of Notion',
      '# 재택\n\n상태: 승인됨\n작성자: 김민지\n최종 편집: 2026년 3월 2일 오후 3:05\n\n주 2일.',
    ],
    [
      'a table of Confluence',
      '# 재택\n\n| 상태 | 승인됨 |\n| --- | --- |\n| **작성자** | 김민지 |\n| 최종 편집 | 2026-03-02 |\n\n주 2일.',
    ],
  ])('%s are author and date, the others are named', (_, body) => {
    const { row, notes } = read(body);

    expect(row?.value).toMatchObject({ title: '재택', author: '김민지', last_updated: '2026-03-02' });
    expect(row?.value.body).toContain('승인됨');
    expect(notes.join()).toContain('properties that mean nothing here stay in the text only: 상태');
  });

  test('a table of rules is none', () => {
    const { row, errors } = read(
      '# 한도\n\n| 분류 | 금액 |\n|---|---|\n| 제목 | 3만원 |\n| 언어 | 5만원 |\n',
    );

    expect(errors).toEqual([]);
    expect(row?.value).toMatchObject({ title: '한도', tags: [], language: 'ko' });
  });
});
