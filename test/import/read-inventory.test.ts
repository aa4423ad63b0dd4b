import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeRowError, UnusableFile } from '../../lambda/import/row-error.ts';
import { readInventoryFile } from '../../scripts/data/import/files/read-table.ts';
import { createFolder, type Folder, inventoryHeader, valuesOf } from './folder.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function read(content: string | Uint8Array) {
  return readInventoryFile(await folder.write('stock.csv', content));
}

async function readRows(...rows: string[]) {
  return read([inventoryHeader, ...rows].join('\n'));
}

async function errorsOf(...rows: string[]): Promise<string[]> {
  const { errors } = await readRows(...rows);
  return errors.map((error) => describeRowError(error).replace(folder.path, ''));
}

async function nameOf(row: string): Promise<string | undefined> {
  const content = await readRows(row);
  expect(content.errors).toEqual([]);
  return valuesOf(content)[0]?.name;
}

const monitor = {
  item_id: 'INV-1',
  name: 'Monitor',
  category: 'monitor',
  quantity: 12,
  location: '서울 3층',
  status: 'available',
  last_updated: '2026-11-02',
};

describe('a spreadsheet as people export it', () => {
  test('may have a byte order mark, CRLF and blank rows', async () => {
    const row = 'INV-1,Monitor,monitor,12,서울 3층,available,2026-11-02';
    const content = await read(`\uFEFF${inventoryHeader}\r\n${row}\r\n\r\n,,,,,,\r\n`);

    expect(valuesOf(content)).toEqual([monitor]);
    expect(content.errors).toEqual([]);
    expect(content.notes).toEqual([]);
  });

  test('may have its columns in any order and case, and without a status', async () => {
    const content = await read(
      'Last Updated,LOCATION,Quantity,Category,Name,Item-ID\n2026-11-02,서울 3층,12,Monitor,Monitor,INV-1',
    );

    const { status, ...withoutStatus } = monitor;
    expect(valuesOf(content)).toEqual([withoutStatus]);
  });

  test('may have blank lines before its header, and names of columns over two lines', async () => {
    const header = inventoryHeader.replace('last_updated', '"Last\nupdated"');
    const content = await read(
      `\n\n${header},"비고\n(참고)"\nINV-1,Monitor,monitor,12,서울 3층,available,2026-11-02,`,
    );

    expect(valuesOf(content)).toEqual([monitor]);
  });

  test.for([
    ['INV-1,27" monitor,monitor,1,Seoul,available,2026-11-02', '27" monitor'],
    ['INV-1,"27"" monitor, curved",monitor,1,Seoul,available,2026-11-02', '27" monitor, curved'],
    ['INV-1,"27" monitor",monitor,1,Seoul,available,2026-11-02', '27" monitor'],
    ['INV-1, "27"" monitor" ,monitor,1,Seoul,available,2026-11-02', '27" monitor'],
    ['INV-1,"""Big"" one",monitor,1,Seoul,available,2026-11-02', '"Big" one'],
    ['INV-1,"two\nlines",monitor,1,Seoul,available,2026-11-02', 'two\nlines'],
    ['INV-1,"two\r\nlines",monitor,1,Seoul,available,2026-11-02', 'two\nlines'],
    ['INV-1,  모니터 ,monitor,1,Seoul,available,2026-11-02', '모니터'],
    [`INV-1,${'모니터'.normalize('NFD')},monitor,1,Seoul,available,2026-11-02`, '모니터'],
    ['INV-1,50% off [A_1],monitor,1,Seoul,available,2026-11-02', '50% off [A_1]'],
  ] as const)('%j has the name %j', async ([row, name]) => {
    expect(await nameOf(row)).toBe(name);
  });

  test.for([';', '\t'])('may have %j between its fields', async (delimiter) => {
    const content = await read(
      [inventoryHeader, 'INV-1,Monitor,monitor,12,서울 3층,available,2026-11-02']
        .join('\n')
        .replaceAll(',', delimiter),
    );

    expect(valuesOf(content)).toEqual([monitor]);
  });

  test.for([
    ['1200', 1200],
    ['"1,200"', 1200],
    ['0', 0],
  ] as const)('may write the quantity %j', async ([quantity, expected]) => {
    const content = await readRows(`INV-1,Monitor,monitor,${quantity},Seoul,available,2026-11-02`);

    expect(valuesOf(content)[0]?.quantity).toBe(expected);
  });

  test.for(['2026-11-02', '2026/11/2', '2026. 11. 2.', '2026.11.02', '2026-11-02 00:00:00'])(
    'may write the date %j',
    async (date) => {
      const content = await readRows(`INV-1,Monitor,monitor,1,Seoul,available,${date}`);

      expect(valuesOf(content)[0]?.last_updated).toBe('2026-11-02');
    },
  );

  test('may write a status in any case and with spaces, and leave it empty', async () => {
    const content = await readRows(
      'INV-1,Monitor,monitor,1,Seoul,In repair,2026-11-02',
      'INV-2,Monitor,monitor,1,Seoul,,2026-11-02',
    );

    expect(valuesOf(content).map(({ status }) => status)).toEqual(['in_repair', 'available']);
  });

  test('may have columns of its own, which are named', async () => {
    const content = await read(
      `${inventoryHeader},비고,Owner\nINV-1,Monitor,monitor,12,서울 3층,available,2026-11-02,x,y`,
    );

    expect(valuesOf(content)).toEqual([monitor]);
    expect(content.notes.join()).toContain('비고, Owner');
  });
});

describe('a file in another encoding', () => {
  // The last syllable of the name is in CP949, but not in EUC-KR.
  const name = Buffer.from('b3ebc6aebacf20b8f0b4cfc5cd208c63', 'hex');
  const location = Buffer.from('bcadbfef20babbbbe72033c3fe20c3a2b0ed', 'hex');

  test('is read as CP949 when it is that, and says so', async () => {
    const content = await read(
      Buffer.concat([
        Buffer.from(`${inventoryHeader}\r\nINV-1,`),
        name,
        Buffer.from(',laptop,1,'),
        location,
        Buffer.from(',available,2026-11-02\r\n'),
      ]),
    );

    expect(valuesOf(content)[0]).toMatchObject({ name: '노트북 모니터 똠', location: '서울 본사 3층 창고' });
    expect(content.notes).toEqual([`${folder.path}/stock.csv was read as CP949 (EUC-KR).`]);
  });

  test.for([
    ['Windows-1252', Buffer.from('INV-1,Kim\x92s caf\xe9,laptop', 'latin1')],
    ['a lone Windows apostrophe', Buffer.from('INV-1,Kim\x92s,laptop', 'latin1')],
    [
      'Shift JIS',
      Buffer.from('INV-1,\x83\x6d\x81\x5b\x83\x67\x83\x70\x83\x5c\x83\x52\x83\x93,laptop', 'latin1'),
    ],
    ['half a character', name.subarray(0, 3)],
  ] as const)('is refused with a hint when it is %s', async ([, bytes]) => {
    await expect(read(bytes)).rejects.toThrow(
      /stock\.csv: found (?:bytes that are neither UTF-8, UTF-16 nor Korean CP949|text in (?:Windows-1252|Shift_JIS) \(.*\)), expected a text file in UTF-8; in Excel, save as "CSV UTF-8"/,
    );
  });
});

describe('a bad row', () => {
  test.for([
    [
      'INV-1,Monitor,monitor,many,Seoul,available,2026-11-02',
      '/stock.csv:2: quantity: found "many", expected a whole number such as 12',
    ],
    [
      'INV-1,Monitor,monitor,-1,Seoul,available,2026-11-02',
      '/stock.csv:2: quantity: found "-1", expected a whole number such as 12',
    ],
    [
      'INV-1,Monitor,monitor,,Seoul,available,2026-11-02',
      '/stock.csv:2: quantity: found nothing, expected a whole number such as 12',
    ],
    [
      'INV-1,Monitor,monitor,9999999999,Seoul,available,2026-11-02',
      '/stock.csv:2: quantity: found "9999999999", expected at most 1000000000',
    ],
    [
      'INV-1,,monitor,1,Seoul,available,2026-11-02',
      '/stock.csv:2: name: found nothing, expected 1 to 200 characters',
    ],
    [
      `INV-1,${'긴'.repeat(201)},monitor,1,Seoul,available,2026-11-02`,
      `/stock.csv:2: name: found "${'긴'.repeat(60)}…", expected 1 to 200 characters`,
    ],
    [
      'INV-1,Monitor,monitor,1,Seoul,lost,2026-11-02',
      '/stock.csv:2: status: found "lost", expected one of available, reserved, in_repair, discontinued',
    ],
    [
      'INV-1,Monitor,monitor,1,Seoul,available,11/2/2026',
      '/stock.csv:2: last_updated: found "11/2/2026", expected a date with the year first, such as 2026-11-30; "dates" in a map file says the order of day, month and year',
    ],
    [
      'INV-1,Monitor,monitor,1,Seoul,available,2026-02-30',
      '/stock.csv:2: last_updated: found "2026-02-30", expected a date with the year first, such as 2026-11-30',
    ],
    [
      'INV 1,Monitor,monitor,1,Seoul,available,2026-11-02',
      '/stock.csv:2: item_id: found "INV 1", expected an id of up to 64 letters, digits, dots, hyphens and underscores, such as INV-001',
    ],
    [
      'status,Monitor,monitor,1,Seoul,available,2026-11-02',
      '/stock.csv:2: item_id: found "status", expected another id: inventory://status is the overview',
    ],
    [
      'INV-1,Monitor,monitor,1',
      '/stock.csv:2: found 4 fields, expected 7 as in the header; a field with a comma needs quotes around it',
    ],
    [
      'INV-1,Monitor, curved,monitor,1,Seoul,available,2026-11-02',
      '/stock.csv:2: found 8 fields, expected 7 as in the header; a field with a comma needs quotes around it',
    ],
    [
      'INV-1,"Monitor,monitor,1,Seoul,available,2026-11-02',
      '/stock.csv:2: found a quote that is never closed, expected a closing quote, and "" for a quote inside of quotes',
    ],
  ] as const)('%j says %j', async ([row, message]) => {
    expect(await errorsOf(row)).toEqual([message]);
  });

  test('tells each of its fields that is wrong, and its first line', async () => {
    const errors = await errorsOf(
      'INV-1,"two\nlines",monitor,1,Seoul,available,2026-11-02',
      'INV-2,"two\nlines",monitor,x,Seoul,lost,2026-11-02',
    );

    expect(errors.map((error) => error.split(' found')[0])).toEqual([
      '/stock.csv:4: quantity:',
      '/stock.csv:4: status:',
    ]);
  });

  test('with an id of an earlier row names that row', async () => {
    const content = await readRows(
      'INV-1,First,monitor,1,Seoul,available,2026-11-02',
      'INV-2,Other,monitor,1,Seoul,available,2026-11-02',
      'INV-1,Second,monitor,1,Seoul,available,2026-11-02',
    );

    expect(valuesOf(content).map(({ name }) => name)).toEqual(['First', 'Other']);
    expect(content.errors).toMatchObject([
      { line: 4, field: 'item_id', found: '"INV-1"', expected: 'an id that line 2 does not have' },
    ]);
  });

  test.for([
    ['to the end of the file', 'INV-3,Third,monitor,3,Seoul,available,2026-11-02'],
    ['to the next quote', 'INV-3,"Third",monitor,3,Seoul,available,2026-11-02'],
    ['into a field that ends well', 'INV-3,Third,monitor,3,Seoul,"available",2026-11-02'],
  ])('with a quote that is open %s spoils no other', async ([, third]) => {
    const content = await readRows(
      'INV-1,"First,monitor,1,Seoul,available,2026-11-02',
      'INV-2,Second,monitor,2,Seoul,available,2026-11-02',
      third!,
    );

    expect(valuesOf(content).map(({ name }) => name)).toEqual(['Second', 'Third']);
    expect(content.errors).toMatchObject([{ line: 2, found: 'a quote that is never closed' }]);
  });
});

describe('a file that can not be used', () => {
  test.for([
    ['', 'found no header, expected a line that names the columns item_id,name,category'],
    ['\n\n', 'found no header'],
    ['id,name\n1,Monitor', 'found no column location among id, name, expected a column that says where'],
    ['id,memo\n1,Monitor', 'found no column name, location among id, memo, expected a line that names'],
    [`${inventoryHeader},Name\n`, 'found the column name twice'],
  ] as const)('as %j says %j', async ([content, message]) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  test.for([
    ['missing.csv', 'missing.csv: found nothing there, expected a file'],
    ['', 'found a folder, expected a file'],
  ] as const)('as %j says %j', async ([name, message]) => {
    const reading = readInventoryFile(`${folder.path}/${name}`);

    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(UnusableFile);
  });
});
