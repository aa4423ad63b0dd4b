import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeRowError } from '../../lambda/import/row-error.ts';
import { readPoliciesFolder } from '../../scripts/data/import/files/read-policies.ts';
import { readInventoryFile, readTicketsFile } from '../../scripts/data/import/files/read-table.ts';
import { createFolder, type Folder, valuesOf } from './folder.ts';
import { workbookOf } from './workbook.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

let files = 0;
async function fileOf(content: string | Uint8Array, extension = 'csv'): Promise<string> {
  files += 1;
  return folder.write(`${files}.${extension}`, content);
}

function inOwnPlace(text: string): string {
  return text.replaceAll(folder.path, '').replace(/^\/\d+\.\w+/, 'FILE');
}

function lines(...rows: string[]): string {
  return `${rows.join('\r\n')}\r\n`;
}

test('reads the words of Linear, Asana, monday and a Korean Jira', async () => {
  const file = await fileOf(
    lines(
      'Task ID,Name,Notes,Section/Column,Priority,Created At',
      '120001,Order a longer cable,It does not reach the desk,Working on it,No priority,2026-10-01',
      '120002,메일 수신 불가,외부 메일이 안 들어옵니다,지원 대기 중,가장 높음,2026-10-01',
      '120003,Keyboard keys stick,Since this morning,진행 전,Med,2026-10-01',
      '120004,의자 높이 조절,레버가 빠졌습니다 확인 부탁,중복,가장 낮음,2026-10-01',
    ),
  );
  const content = await readTicketsFile(file, { createdBy: 'mina', timeZone: 'UTC' });

  expect(content.errors).toEqual([]);
  expect(valuesOf(content).map(({ status, priority }) => [status, priority])).toEqual([
    ['in_progress', 'medium'],
    ['in_progress', 'critical'],
    ['open', 'medium'],
    ['closed', 'low'],
  ]);
});

describe('stock as other systems export it', () => {
  const readStock = async (content: string | Uint8Array, extension?: string) =>
    readInventoryFile(await fileOf(content, extension));

  test('a training file: bare quotes, CRLF, the words in_stock and maintenance, a price', async () => {
    const content = await readStock(
      lines(
        'item_id,name,category,quantity,location,status,unit_price,last_updated',
        'LAP-001,Nimbus 14" laptop,laptop,8,HQ-Floor3,in_stock,1890000,2026-09-01',
        'MON-002,Vista 27" monitor,monitor,3,HQ-Floor3,low_stock,420000,2026-09-02',
        'PRN-003,Inkwell printer,printer,0,창고 B,out_of_stock,310000,2026-09-02',
        'DOC-004,"Harbor dock, USB-C",dock,2,창고 B,maintenance,250000,2026-09-03',
        'TAB-005,Slate tablet,tablet,4,판교,reserved,700000,2026-09-03',
      ),
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content).map(({ name, status, unit_price }) => [name, status, unit_price])).toEqual([
      ['Nimbus 14" laptop', 'available', 1_890_000],
      ['Vista 27" monitor', 'available', 420_000],
      ['Inkwell printer', 'available', 310_000],
      ['Harbor dock, USB-C', 'in_repair', 250_000],
      ['Slate tablet', 'reserved', 700_000],
    ]);
    expect(content.notes.map(inOwnPlace)).toEqual([
      'FILE: status: "in_stock" was read as available.',
      'FILE: status: "low_stock" was read as available.',
      'FILE: status: "out_of_stock" was read as available.',
      'FILE: status: "maintenance" was read as in_repair.',
    ]);
  });

  test('Korean Excel in CP949: title rows, Korean names and words, a total, a date in Korean', async () => {
    const content = await readStock(
      iconv.encode(
        lines(
          '전산 장비 재고 현황,,,,,,,',
          '기준: 2026년 11월 1일,,,,,,,',
          '',
          '자산번호,품명,분류,수량(대),보관장소,상태,단가(원),최종 수정일,비고',
          'A-001,노트북 그램 16,노트북,"1,200",서울 본사 3층,사용 가능,"1,890,000",2026년 11월 2일,',
          'A-002,"모니터 27""",모니터,5,부산 4층 창고,수리중,\\420000,2026. 10. 5.,액정',
          'A-003,빔프로젝터,기타,0,창고,폐기,,2026-01-05,',
          '합계,,,"1,205",,,,,',
        ),
        'cp949',
      ),
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)[0]).toEqual({
      item_id: 'A-001',
      name: '노트북 그램 16',
      category: '노트북',
      quantity: 1200,
      location: '서울 본사 3층',
      status: 'available',
      last_updated: '2026-11-02',
      unit_price: 1_890_000,
      currency: 'KRW',
    });
    expect(valuesOf(content).map(({ status, currency }) => [status, currency])).toEqual([
      ['available', 'KRW'],
      ['in_repair', 'KRW'],
      ['discontinued', undefined],
    ]);
    expect(content.notes.map(inOwnPlace)).toEqual([
      'FILE was read as CP949 (EUC-KR).',
      'FILE: columns understood: 자산번호 as item_id, 품명 as name, 분류 as category, 수량(대) as quantity, 보관장소 as location, 상태 as status, 단가(원) as unit_price, 최종 수정일 as last_updated.',
      'FILE: columns left out, as they mean nothing here: 비고.',
      'FILE: currency: KRW, as the column 단가(원) says.',
      'FILE: line 1 before the header was left out: "전산 장비 재고 현황".',
      'FILE: line 2 before the header was left out: "기준: 2026년 11월 1일".',
      'FILE: line 8 was left out as a total: "합계 1,205".',
      'FILE: status: "사용 가능" was read as available.',
      'FILE: status: "수리중" was read as in_repair.',
      'FILE: status: "폐기" was read as discontinued.',
    ]);
  });

  test('Excel with sep=; and the last empty cells left out', async () => {
    const content = await readStock(
      lines(
        'sep=;',
        'item_id;name;category;quantity;location;last_updated;status;note',
        'A2;LG monitor;monitor;4;Seoul, 3F;2026-03-05',
        'A3;Dock;dock;1;Busan;2026-03-06;in use;lent',
      ),
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content).map(({ location, status }) => [location, status])).toEqual([
      ['Seoul, 3F', 'available'],
      ['Busan', 'reserved'],
    ]);
    expect(content.notes.join()).toContain('the last cells that a row lacks count as empty');
  });

  test('Excel as Unicode text: UTF-16 with tabs', async () => {
    const text = lines('Asset Tag\tModel\tCategory\tQty\tLocation', '00017\t키보드\t주변기기\t3\t서울');
    const content = await readStock(iconv.encode(text, 'utf-16le', { addBOM: true }), 'txt');

    expect(valuesOf(content)).toEqual([
      { item_id: '00017', name: '키보드', category: '주변기기', quantity: 3, location: '서울' },
    ]);
    expect(content.notes[0]).toContain('was read as UTF-16');
  });

  test('PostgreSQL: COPY text with tabs, nothing as \\N, a time with a short zone', async () => {
    const content = await readStock(
      'item_id\tname\tcategory\tquantity\tlocation\tdepartment\tupdated_at\nP-1\tRouter\tnetwork\t2\tLab\t\\N\t2026-11-11 09:42:00.123+09\n',
    );

    expect(valuesOf(content)).toEqual([
      {
        item_id: 'P-1',
        name: 'Router',
        category: 'network',
        quantity: 2,
        location: 'Lab',
        department: undefined,
        last_updated: '2026-11-11',
      },
    ]);
  });

  test('a workbook: the sheet with the best header, dates, numbers, no value of the last cells', async () => {
    const content = await readStock(
      workbookOf({
        표지: [['재고 보고서'], ['작성: 총무팀']],
        재고: [
          ['2026년 11월 재고'],
          [null],
          ['품번', '품목명', '카테고리', '재고수량', '위치', '구매가', '통화', '부서', '갱신일', '상태'],
          [
            1001,
            '모니터 암',
            '액세서리',
            12,
            '본사 3층',
            55_000.1 + 0.2,
            'KRW',
            '총무팀',
            new Date('2026-11-02'),
            '정상',
          ],
          ['1002', '의자 <메시>', '가구', 3, '본사 5층', null, null, null, new Date('2026-11-03T15:04:05Z')],
          ['총계', null, null, 15],
        ],
        메모: [['지난달 재고'], ['품번'], ['1001']],
      }),
      'xlsx',
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toEqual([
      {
        item_id: '1001',
        name: '모니터 암',
        category: '액세서리',
        quantity: 12,
        location: '본사 3층',
        unit_price: 55_000.3,
        currency: 'KRW',
        department: '총무팀',
        last_updated: '2026-11-02',
        status: 'available',
      },
      expect.objectContaining({
        item_id: '1002',
        name: '의자 <메시>',
        last_updated: '2026-11-03',
        status: 'available',
      }),
    ]);
    expect(content.notes.map(inOwnPlace)).toEqual(
      expect.arrayContaining([
        'FILE: sheets not read: 표지, 메모.',
        'FILE: line 6 was left out as a total: "총계 15".',
      ]),
    );
  });

  test.each([
    [
      'old Excel',
      Buffer.from('d0cf11e0a1b11ae100000000', 'hex'),
      'a workbook of old Excel (.xls), or one with a password',
    ],
    [
      'a ZIP file of anything',
      Buffer.from('PK\x03\x04\x14\x00', 'latin1'),
      "a workbook that can't be opened",
    ],
    ['a PDF', Buffer.from('%PDF-1.7\n%\xe2\xe3', 'latin1'), 'a PDF'],
    [
      'Chinese Excel in GBK',
      iconv.encode('编号,名称\r\n1,笔记本电脑\r\n', 'gbk'),
      'text in GBK (simplified Chinese)',
    ],
    ['Japanese in EUC-JP', iconv.encode('番号,名称\n1,ノート\n', 'euc-jp'), 'text in EUC-JP (Japanese)'],
    [
      'Japanese in Shift JIS',
      iconv.encode('番号,名称\n1,ノートパソコン\n', 'shift_jis'),
      'text in Shift_JIS (Japanese)',
    ],
    [
      'Chinese in Big5',
      iconv.encode('編號,名稱\n1,筆記型電腦\n', 'big5'),
      'text in Big5 (traditional Chinese)',
    ],
  ])('refuses %s and says why', async (_, content, reason) => {
    await expect(readStock(content)).rejects.toThrow(`found ${reason}`);
  });

  test('refuses dates that could be two, unless the map says which', async () => {
    const text = lines('item_id,name,category,quantity,location,last_updated', 'A,B,c,1,D,03/04/2026');
    const file = await fileOf(text);

    expect(
      (await readInventoryFile(file)).errors.map((error) => describeRowError(error)).map(inOwnPlace),
    ).toEqual([
      'FILE:2: last_updated: found "03/04/2026", expected a date with the year first, such as 2026-11-30; "dates" in a map file says the order of day, month and year',
    ]);
    const { rows } = await readInventoryFile(file, { dates: 'day-month-year' });
    expect(rows[0]?.value.last_updated).toBe('2026-04-03');
  });

  test('refuses a row that an end of line has broken, and spoils no other', async () => {
    const content = await readStock(
      lines(
        'item_id,name,category,quantity,location,status',
        'A,Monitor,monitor,1,서울',
        '3층,available',
        'B,Dock,dock,1,Busan',
      ),
    );

    expect(valuesOf(content).map(({ item_id }) => item_id)).toEqual(['B']);
    expect(content.errors).toMatchObject([{ line: 2 }]);
  });

  test.each([
    ['1,290,000', 1_290_000, undefined],
    ['₩1,290,000', 1_290_000, 'KRW'],
    ['1290000 원', 1_290_000, 'KRW'],
    ['KRW 1290000', 1_290_000, 'KRW'],
    ['$1,299.50', 1_299.5, 'USD'],
    ['€99', 99, 'EUR'],
    ['120만원', 1_200_000, 'KRW'],
    ['15만 5천원', 155_000, 'KRW'],
    ['1.2억', 120_000_000, 'KRW'],
  ])('reads the price %s', async (price, amount, currency) => {
    const content = await readStock(
      lines('item_id,name,category,quantity,location,price', `A,B,c,1,D,"${price}"`),
    );

    expect(valuesOf(content)[0]).toMatchObject({ unit_price: amount, ...(currency && { currency }) });
  });

  test.each(['1.299,00', '¥1000', '약 120만원', 'free', '1,29'])('refuses the price %s', async (price) => {
    const content = await readStock(
      lines('item_id,name,category,quantity,location,price', `A,B,c,1,D,"${price}"`),
    );

    expect(content.errors).toMatchObject([{ field: 'unit_price', found: `"${price}"` }]);
  });
});

describe('tickets as other systems export them', () => {
  const seoul = { timeZone: 'Asia/Seoul', createdBy: 'helpdesk' };
  const readTickets = async (content: string | Uint8Array, options: object = seoul) =>
    readTicketsFile(await fileOf(content), options);

  test('training lines without an author, with Korean words and Python times', async () => {
    const content = await readTickets(
      [
        {
          ticket_id: 'TKT-001',
          title: '모니터가 켜지지 않음',
          body: '아침부터 화면이 검게 나옵니다.',
          priority: '긴급',
          status: 'open',
          created_at: '2026-09-01T09:30:00',
        },
        {
          ticket_id: 'TKT-002',
          title: 'Printer jams again',
          body: 'Tray two, every tenth page.',
          priority: 'medium',
          status: '완료',
          created_at: '2026-09-02T10:00:00.123456',
        },
      ]
        .map((row) => JSON.stringify(row))
        .join('\n'),
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toMatchObject([
      {
        priority: 'critical',
        status: 'open',
        created_by: 'helpdesk',
        created_at: '2026-09-01T00:30:00.000Z',
      },
      { priority: 'medium', status: 'resolved', created_at: '2026-09-02T01:00:00.123Z' },
    ]);
    expect(content.notes.map(inOwnPlace)).toEqual([
      'FILE: priority: "긴급" was read as critical.',
      'FILE: created_at: a time without a zone was read as one of Asia/Seoul (2 times).',
      'FILE: created_by: helpdesk for a ticket without an author (2 times).',
      'FILE: status: "완료" was read as resolved.',
    ]);
  });

  test('Jira: keys, repeated columns, its times, Done and Highest', async () => {
    const content = await readTickets(
      lines(
        'Summary,Issue key,Issue id,Issue Type,Status,Priority,Assignee,Reporter,Creator,Created,Updated,Description,Comment,Comment',
        'VPN drops,HELP-12,10012,Bug,Done,Highest,jun,minji,bot,11/Nov/26 9:42 AM,2026-11-12T18:00:00.000+0900,"Every five\nminutes, at home.",a,b',
        'New badge please,HELP-7,10007,Task,To Do,Lowest,,minji,bot,2026-11-11T09:42:00.000+0900,2026-11-11T09:42:00.000+0900,The old one is lost.,,',
      ),
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toEqual([
      {
        ticket_id: 'TKT-012',
        title: 'VPN drops',
        body: 'Every five\nminutes, at home.',
        priority: 'critical',
        status: 'resolved',
        created_by: 'minji',
        assigned_to: 'jun',
        created_at: '2026-11-11T00:42:00.000Z',
        updated_at: '2026-11-12T09:00:00.000Z',
        version: 1,
      },
      expect.objectContaining({ ticket_id: 'TKT-007', status: 'open', priority: 'low', assigned_to: null }),
    ]);
    const notes = content.notes.map(inOwnPlace).join('\n');
    expect(notes).toContain('Issue key as ticket_id');
    expect(notes).toContain(
      'ticket_id: an id that begins with HELP- became TKT- and the same number (2 times).',
    );
    expect(notes).toContain('left out, as they mean nothing here: Issue id, Issue Type, Creator, Comment.');
  });

  test('ServiceNow: INC numbers, numbered words, times without a zone', async () => {
    const content = await readTickets(
      lines(
        '"number","short_description","description","caller_id","priority","state","assigned_to","opened_at","sys_updated_on"',
        '"INC0010023","Mail is slow","Since Monday the inbox takes a minute.","minji","3 - Moderate","In Progress","jun","2026-11-11 09:42:00","2026-11-11 10:00:00"',
        '"INC0010024","Cannot print","The queue stands still on floor 4.","alice","1 - Critical","Closed Complete","","2026-11-11 09:43:00",""',
      ),
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toMatchObject([
      {
        ticket_id: 'TKT-10023',
        priority: 'medium',
        status: 'in_progress',
        created_at: '2026-11-11T00:42:00.000Z',
      },
      { ticket_id: 'TKT-10024', priority: 'critical', status: 'closed', assigned_to: null },
    ]);
  });

  test('Zendesk: bare numbers, Pending and Solved, an offset after a blank', async () => {
    const content = await readTickets(
      lines(
        'ID,Requester,Subject,Status,Priority,Assignee,Created at,Updated at,Group',
        '451,minji,Screen flickers on the dock,Pending,Urgent,jun,2026-11-11 09:42:00 +0900,2026-11-11 10:00:00 UTC,IT',
        '452,alice,Headset without a left side,Solved,-,,2026-11-11 09:43,,IT',
      ),
    );

    expect(valuesOf(content)).toMatchObject([
      {
        ticket_id: 'TKT-451',
        status: 'in_progress',
        priority: 'critical',
        created_at: '2026-11-11T00:42:00.000Z',
      },
      { ticket_id: 'TKT-452', body: 'Headset without a left side', status: 'resolved', priority: 'medium' },
    ]);
    expect(content.notes.join()).toContain('the title stands for a text that is empty');
  });

  test('Freshdesk: its Title is a job and no subject, Waiting on Customer', async () => {
    const content = await readTickets(
      lines(
        'Ticket ID,Subject,Status,Priority,Source,Agent,Created time,Last update time,Full name,Title,Description',
        '88,Laptop battery swells,Waiting on Customer,High,Email,No Agent,2026-11-11 09:42:00,2026-11-11 11:00:00,minji,Designer,It pushes the keyboard up.',
      ),
    );

    expect(valuesOf(content)).toMatchObject([
      {
        ticket_id: 'TKT-088',
        title: 'Laptop battery swells',
        status: 'in_progress',
        created_by: 'minji',
        assigned_to: null,
      },
    ]);
  });

  test('a Korean workbook, times of Excel and of people', async () => {
    const content = await readTickets(
      workbookOf({
        접수: [
          ['접수번호', '제목', '내용', '중요도', '진행상태', '요청자', '담당자', '접수일시', '수정일시'],
          [
            31,
            '회의실 화면 연결 안 됨',
            '5층 회의실 A에서 HDMI가 인식되지 않습니다.',
            '상',
            '처리중',
            'minji',
            '미지정',
            new Date('2026-11-11T09:42:00Z'),
            '2026-11-11 오후 3:05',
          ],
        ],
      }),
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toMatchObject([
      {
        ticket_id: 'TKT-031',
        priority: 'high',
        status: 'in_progress',
        assigned_to: null,
        created_at: '2026-11-11T00:42:00.000Z',
        updated_at: '2026-11-11T06:05:00.000Z',
      },
    ]);
  });

  test('a file without times or authors is refused by name, or has the author that was said', async () => {
    const text = lines('id,subject,description', '5,Door stays open,The lock of the store room.');

    expect(
      (await readTickets(text, {})).errors.map((error) => describeRowError(error)).map(inOwnPlace),
    ).toEqual([
      'FILE:2: created_by: found nothing, expected 1 to 255 characters; --created-by says whose the tickets without an author are',
    ]);
    const content = await readTickets(text, { createdBy: 'minji' });
    expect(valuesOf(content)[0]).toMatchObject({ created_by: 'minji' });
    expect(content.notes.join()).toContain('as old as their first import');
  });

  test.each([
    ['an unknown word', { status: 'Parked' }, 'status: found "Parked", expected one of open'],
    [
      'a bare number for a priority, which systems count both ways',
      { priority: '1' },
      'priority: found "1", expected one of low',
    ],
    [
      'an id without a number',
      { id: 'printer' },
      'ticket_id: found "printer", expected an id with up to nine digits',
    ],
    [
      'a time that could be two',
      { created: '03/04/2026 10:00' },
      'created_at: found "03/04/2026 10:00", expected a time',
    ],
    ['a text that is too long', { description: 'x'.repeat(2_001) }, 'body: found "xxx'],
    [
      'a time before the first',
      { updated: '2026-11-10 00:00' },
      'updated_at: found "2026-11-10 00:00", expected no time before created_at',
    ],
  ])('refuses %s', async (_, input, message) => {
    const row = {
      id: '5',
      subject: 'Door stays open',
      description: 'The lock of the store room.',
      created: '2026-11-11 09:42',
      ...input,
    };
    const content = await readTickets(lines(Object.keys(row).join(','), Object.values(row).join(',')));

    expect(
      content.errors
        .map((error) => describeRowError(error))
        .map(inOwnPlace)
        .join(),
    ).toContain(message);
  });
});

describe('policies as other systems export them', () => {
  async function readPolicy(name: string, text: string) {
    await using own = await createFolder();
    await own.write(name, text);
    const content = await readPoliciesFolder(own.path);
    const local = (note: string) => note.replaceAll(`${own.path}/`, '').replaceAll(own.path, 'DIR');
    return { ...content, policy: content.rows[0]?.value, notes: content.notes.map(local) };
  }

  test('Notion: an id behind the name, properties under the title', async () => {
    const { policy, notes } = await readPolicy(
      '재택근무 규정 1a2b3c4d5e6f7890abcdef1234567890.md',
      '# 재택근무 규정\n\n담당자: 김민지\n태그: 재택, 근무\n최종 편집 일시: 2026년 11월 11일 오전 9:42\n\n주 2일까지 할 수 있습니다.\n',
    );

    expect(policy).toMatchObject({
      doc_id: 'jaetaekgeunmu-gyujeong',
      title: '재택근무 규정',
      author: '김민지',
      tags: ['재택', '근무'],
      last_updated: '2026-11-11',
      language: 'ko',
    });
    expect(notes.join('\n')).toContain("the doc_id jaetaekgeunmu-gyujeong is from the file's name");
    expect(notes.join('\n')).toContain(
      'fields understood: 담당자 as author, 태그 as tags, 최종 편집 일시 as last_updated.',
    );
  });

  test('Obsidian: no heading, tags with #, nothing as null, a comment in a code block', async () => {
    const { policy } = await readPolicy(
      '출장 규정.md',
      '---\ntags: "#출장 #여비"\naliases: null\nauthor: ~\ncreated: 2026-03-05\n---\n\n%%\n# 초안\n%%\n```bash\n# install the agent\n```\n7일 전에 신청합니다.\n',
    );

    expect(policy).toMatchObject({
      doc_id: 'chuljang-gyujeong',
      title: '출장 규정',
      tags: ['출장', '여비'],
      last_updated: '2026-03-05',
    });
  });

  test('Confluence: underlined headings, an id that is a number, a blank line first', async () => {
    const { policy, notes } = await readPolicy(
      'Travel+Policy_98765432.md',
      '\n---\nid: 98765432\nauthors:\n  - Kim\n  - Lee\nlabels: [travel, hr]\nlast_modified: 2026-11-11T09:42:00.000Z\n---\nTravel Policy\n=============\n\nApply\n-----\n\nSeven days before.\n\n---\n\nThe end.\n',
    );

    expect(policy).toMatchObject({
      doc_id: 'travel-policy',
      title: 'Travel Policy',
      author: 'Kim, Lee',
      tags: ['travel', 'hr'],
      last_updated: '2026-11-11',
      body: '# Travel Policy\n\n## Apply\n\nSeven days before.\n\n---\n\nThe end.',
    });
    expect(notes.join('\n')).toContain('underlined headings became # and ## headings: 2.');
    expect(notes.join('\n')).toContain('left out, as it means nothing here: id.');
  });

  test('SharePoint: its names of fields, a comment before the title', async () => {
    const { policy } = await readPolicy(
      'Leave.md',
      '---\nTitle: Annual leave\nModified: 2026-11-11T00:42:00Z\nAuthor: Lee\nDepartment: HR\n---\n<!--\n# template note\n-->\n# Leave\n\nAsk two weeks before.\n',
    );

    expect(policy).toMatchObject({
      title: 'Annual leave',
      last_updated: '2026-11-11',
      author: 'Lee',
      department: 'HR',
    });
  });

  test('a note without any date is of the day of its import, and every other file is named', async () => {
    await using own = await createFolder();
    await own.write('휴가.md', '휴가는 2주 전에 신청합니다.');
    for (const name of ['img/plan.png', '.obsidian/app.json', 'rules.docx', '규정.hwp'])
      await own.write(name, 'x');
    const { rows, notes } = await readPoliciesFolder(own.path);

    expect(rows[0]?.value).toMatchObject({ doc_id: 'hyuga', title: '휴가' });
    expect(rows[0]?.value).not.toHaveProperty('last_updated', expect.anything());
    expect(notes.slice(-2)).toEqual([
      `${own.path}: not read, as they are no Markdown (.md) and no text (.txt): .obsidian/, img/plan.png, rules.docx, 규정.hwp.`,
      `${own.path}: to be saved as text (.txt, UTF-8) by their program first: rules.docx, 규정.hwp.`,
    ]);
  });
});
