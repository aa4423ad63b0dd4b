import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noteInKorean } from '../../lambda/import/in-korean.ts';
import { describeRowError } from '../../lambda/import/row-error.ts';
import { readTicketsFile } from '../../scripts/data/import/files/read-table.ts';
import { importData } from '../../scripts/data/import/import-data.ts';
import { startTable } from '../support/table.ts';
import { createFolder, type Folder, valuesOf } from './folder.ts';

let folder: Folder;
let files = 0;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function write(...lines: string[]) {
  files += 1;
  return folder.write(`${files}.csv`, lines.join('\r\n'));
}

async function read(...lines: string[]) {
  const content = await readTicketsFile(await write(...lines), { createdBy: 'desk', timeZone: 'Asia/Seoul' });
  const notes = content.notes.map(noteInKorean);
  expect(notes.filter((note) => !/[가-힣]{2}/.test(note.slice(note.indexOf(': '))))).toEqual([]);
  return {
    tickets: valuesOf(content),
    errors: content.errors.map((error) => describeRowError(error)),
    notes: content.notes.join('\n'),
  };
}

describe('answers of a form', () => {
  const head = '타임스탬프,이름,부서,요청 제목,요청 내용,긴급도';
  const printer =
    '2026. 11. 2 오후 3:05:10,김민지,영업팀,프린터가 안 됩니다,3층 프린터에 종이가 걸렸습니다.,높음';
  const screen = '2026. 11. 3 오전 9:00:00,이준호,총무팀,모니터 요청합니다,27인치 모니터가 필요합니다.,보통';

  test('are tickets of the people who filled it in', async () => {
    const { tickets, errors, notes } = await read(head, printer);

    expect(errors).toEqual([]);
    expect(tickets).toMatchObject([
      {
        title: '프린터가 안 됩니다',
        created_by: '김민지',
        priority: 'high',
        created_at: '2026-11-02T06:05:10.000Z',
      },
    ]);
    expect(notes).toContain('ticket_id: made from title, text, author and time, as the file has none');
    expect(notes).toContain('the column 이름 is who filed the ticket, as in forms');
  });

  test('have the same ids in another order and with another status, and equal answers have their own', async () => {
    const idsOf = async (...lines: string[]) =>
      (await read(...lines)).tickets.map(({ ticket_id }) => ticket_id);
    const [first, second] = await idsOf(head, printer, screen);
    const [doubled, copy] = await idsOf(head, screen, screen);

    expect(await idsOf(`${head},상태`, `${screen},완료`, `${printer},진행중`)).toEqual([second, first]);
    expect(doubled).toBe(second);
    expect(copy).not.toBe(second);
    expect(first).toMatch(/^TKT-[1-8]\d{8}$/);
  });

  test('are not doubled by a second import, and what has changed is changed', async () => {
    await using table = await startTable();
    const zone = { timeZone: 'Asia/Seoul' };
    const first = await importData(
      table.db,
      { tickets: await write(`${head},상태`, `${printer},접수`) },
      zone,
    );
    const again = await importData(
      table.db,
      {
        tickets: await write(`${head},상태`, `${screen},접수`, `${printer},완료`),
      },
      zone,
    );

    expect(first.tickets?.created).toHaveLength(1);
    expect(again.tickets?.created).toHaveLength(1);
    expect(again.tickets?.changed.map(({ id }) => id)).toEqual(first.tickets?.created);
  });

  test('without a title have the beginning of their text, and an address names the author', async () => {
    const { tickets, notes } = await read(
      'Timestamp,Name,Email Address,문의 내용',
      `2026-11-02 15:05,Kim,kim@example.com,노트북 배터리가 부풀었습니다`,
    );

    expect(tickets).toMatchObject([
      {
        title: '노트북 배터리가 부풀었습니다',
        body: '노트북 배터리가 부풀었습니다',
        created_by: 'kim@example.com',
      },
    ]);
    expect(notes).toContain('title: the beginning of the text, as the file has none');
  });

  test('with a column that may be the id are refused', async () => {
    await expect(
      read('등록 관리 번호,제목,내용', 'R1,프린터가 안 됩니다,종이가 걸렸습니다.'),
    ).rejects.toThrow('found no column ticket_id among 등록 관리 번호');
  });
});

describe('mails', () => {
  test('of Outlook in Korean are tickets of their senders', async () => {
    const { tickets, errors } = await read(
      '"제목","본문","보낸 사람: (이름)","보낸 사람: (주소)","보낸 사람: (종류)","받는 사람: (이름)","중요도"',
      '"VPN 접속 문의","재택에서 VPN 접속이 안 됩니다.\n확인 부탁드립니다.","김민지","minji@example.com","SMTP","헬프데스크","높음"',
    );

    expect(errors).toEqual([]);
    expect(tickets).toMatchObject([
      {
        title: 'VPN 접속 문의',
        body: '재택에서 VPN 접속이 안 됩니다.\n확인 부탁드립니다.',
        created_by: 'minji@example.com',
        priority: 'high',
      },
    ]);
  });

  test('of a mailbox have the address of their sender', async () => {
    const { tickets, notes } = await read(
      'Date,From,To,Subject,Body',
      '2026-11-02 09:00:00 +0900,"Minji Kim <minji@example.com>",help@example.com,Laptop is slow,It takes ten minutes to start.',
    );

    expect(tickets).toMatchObject([
      { title: 'Laptop is slow', created_by: 'minji@example.com', created_at: '2026-11-02T00:00:00.000Z' },
    ]);
    expect(notes).toContain('created_by: the address in <> without the name before it');
  });
});

test('ids of Asana, Trello and monday become the same number in every import', async () => {
  const head = 'Task ID,Name,Notes';
  const [first, second] = [
    '1208765432109876,Fix the door,It is broken.',
    '5f1c9b2ad34e,Mend the lamp,It is dark here.',
  ];
  const { tickets, errors, notes } = await read(head, first!, second!);
  const again = await read(head, second!, first!.replace('broken', 'repaired'));

  expect(errors).toEqual([]);
  expect(tickets.map(({ ticket_id }) => ticket_id)).toEqual(
    again.tickets.map(({ ticket_id }) => ticket_id).reverse(),
  );
  expect(new Set(tickets.map(({ ticket_id }) => ticket_id)).size).toBe(2);
  expect(notes).toContain('ticket_id: a number made from Task ID, whose ids are too long');
  expect((await read(head, 'DEAD-0012,Fix the door,It is broken.')).tickets[0]?.ticket_id).toBe('TKT-012');
});

test('stock is no list of tickets', async () => {
  await expect(read('자산번호,이름,분류,수량', 'A,의자,가구,1')).rejects.toThrow('found no column ticket_id');
});
