import { readdirSync, readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inKorean, noteInKorean } from '../../lambda/import/in-korean.ts';
import { describeRowError, describeUnusableFile, UnusableFile } from '../../lambda/import/row-error.ts';
import { readPoliciesFolder } from '../../scripts/data/import/files/read-policies.ts';
import { readInventoryFile, readTicketsFile } from '../../scripts/data/import/files/read-table.ts';
import { createFolder, type Folder } from './folder.ts';
import { runImport } from './import-process.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const header = 'item_id,name,category,quantity,location,status,last_updated,unit_price,currency';

test('every kind of bad row and every guess is told in Korean', async () => {
  const stock = await readInventoryFile(
    await folder.write(
      'stock.csv',
      [
        '재고 현황',
        `${header},비고`,
        'A 1,,c,eight,D,asap,26-03-02,free,XX,',
        'B,name,c,1,D,in use,46086,₩1000,,',
        'B,name,c,1,D',
        'C,name,c,"1,D',
        '전산 장비',
        '합계,,,1',
        'D,name,c,99999999999,D,available,yesterday,1,KRW,',
      ].join('\n'),
    ),
  );
  const tickets = await readTicketsFile(
    await folder.write(
      'tickets.csv',
      '번호,제목,내용,작성자,담당자,상태,우선순위,버전,작성일시,수정일시\n7,긴 제목입니다,,lee,미배정,진행,asap,x,2026-03-02 10:00,\nx,짧,내용,,,,,,,\n',
    ),
  );
  const errors = [...stock.errors, ...tickets.errors].map((error) => describeRowError(error, 'ko'));
  const notes = [...stock.notes, ...tickets.notes].map(noteInKorean);

  expect(errors.length).toBeGreaterThan(12);
  expect(notes.join('\n')).toContain('인식한 열: 번호 → ticket_id, 제목 → title');
  expect(errors.filter((line) => / found |expected|such as|characters/.test(line))).toEqual([]);
  expect(notes.filter((line) => !/[가-힣]{2}/.test(line.replace(/^.*?: /, '')))).toEqual([]);
  expect(errors.find((line) => line.includes('quantity: '))).toBe(
    `${folder.path}/stock.csv:3: quantity: 있는 것은 "eight", 필요한 것은 12 같은 정수`,
  );
});

test('a file that cannot be used is told in Korean', async () => {
  const files = {
    'zip.csv': 'PK\x03\x04',
    'sjis.csv': iconv.encode('管理番号,品名\nA-1,ノートパソコン\n', 'shift_jis'),
    'columns.csv': '품명,수량\n의자,3\n',
    'empty.csv': '',
  };
  for (const [name, content] of Object.entries(files)) {
    const error: unknown = await readInventoryFile(await folder.write(name, content)).catch(
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(UnusableFile);
    expect(describeUnusableFile(error as UnusableFile, 'ko')).toMatch(
      /: 있는 것은 .*[가-힣].*, 필요한 것은 .*[가-힣]/,
    );
  }
  const array = await folder.write('array.jsonl', '["The printer jams"]');
  expect(await readTicketsFile(array).catch((error) => describeUnusableFile(error, 'ko'))).toBe(
    `${array}: 있는 것은 객체가 아닌 값의 JSON 배열, 필요한 것은 한 줄에 객체 하나인 JSON Lines 또는 객체의 JSON 배열 하나`,
  );
  await expect(readPoliciesFolder(`${folder.path}/none`)).rejects.toThrow('nothing there');
  expect(inKorean('nothing there')).toBe('파일 없음');
  expect(inKorean('2500 rows')).toBe('행 2500개');
  expect(noteInKorean('Nothing was removed, since there are bad rows.')).toBe(
    '잘못된 행이 있어 아무것도 삭제하지 않았습니다.',
  );
});

test('each literal that an error of the readers expects has its Korean', () => {
  const sources = ['../../lambda/import/', '../../scripts/data/import/files/'].flatMap((path) =>
    readdirSync(new URL(path, import.meta.url), { encoding: 'utf8' }).map((name) =>
      readFileSync(new URL(path + name, import.meta.url), 'utf8'),
    ),
  );
  const literals = sources.flatMap((source) => [
    ...source.matchAll(/(?:expected|Expected|found)(?::| =) '((?:[^'\\]|\\.)+)'/g),
  ]);

  expect(literals.length).toBeGreaterThan(12);
  expect(literals.map(([, text]) => text!).filter((text) => !inKorean(text))).toEqual([]);
});

test('the command speaks the language that --lang names', async () => {
  const file = await folder.write('bad.csv', `${header}\nA,n,c,eight,D\nB,n,c,8,D\n`);
  const options = ['--inventory', file, '--dry-run', '--lang', 'ko'];
  const { out, errors, code } = await runImport(options, {
    PATH: process.env.PATH!,
    DATA_DIR: `${folder.path}/data`,
  });

  expect(errors).toContain('있는 것은 "eight", 필요한 것은 12 같은 정수');
  expect(errors).toContain('시험 실행');
  expect(out).toBe('추가  재고  B\n재고: 추가 1, 변경 0, 그대로 0, 오류 1\n');
  expect(code).toBe(1);

  const map = await folder.write('map.json', '{"inventory":{"dates":"american"}}');
  const refused = await runImport(['--inventory', file, '--map', map, '--lang', 'ko'], {
    DATA_DIR: folder.path,
  });
  expect(refused).toMatchObject({
    code: 2,
    errors: expect.stringMatching(/map\.json: inventory\.dates: 다음 중 하나여야 합니다: "day-month-year"/),
  });
});
