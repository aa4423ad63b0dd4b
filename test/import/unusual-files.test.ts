import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inKorean, noteInKorean } from '../../lambda/import/in-korean.ts';
import { describeRowError } from '../../lambda/import/row-error.ts';
import { readPoliciesFolder } from '../../scripts/data/import/files/read-policies.ts';
import { readInventoryFile, readTicketsFile } from '../../scripts/data/import/files/read-table.ts';
import { createFolder, type Folder, valuesOf } from './folder.ts';
import { workbookOf } from './workbook.ts';

let folder: Folder;
let files = 0;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function fileOf(content: string | Uint8Array): Promise<string> {
  files += 1;
  return folder.write(`${files}.csv`, content);
}

const head = '자산번호,품명,분류,수량,위치';

describe('stock', () => {
  test.each([
    [
      'comments',
      [head, '# 1차 실사', 'A-1,의자,가구,3,본사'],
      { item_id: 'A-1' },
      'line 2 was left out as a comment',
    ],
    [
      'notes after the table',
      [head, 'A-1,의자,가구,3,본사', '※ 실사 기준', '작성자: 김,검토자: 이,,,'],
      { quantity: 3 },
      'line 4 was left out as a note after the table: "작성자: 김 검토자: 이"',
    ],
    [
      'no category',
      ['순번,비품명,규격,수량,비치장소', '1,파쇄기,PS-100,2,2층'],
      { item_id: 'paswaegi-ps-100', name: '파쇄기 PS-100', category: '기타' },
      'category: the file has none, so each item is in 기타',
    ],
    [
      'texts that Excel is made to keep',
      [head, '="00012",의자,가구,\'12,본사'],
      { item_id: '00012', quantity: 12 },
      '자산번호 as item_id',
    ],
    [
      'Korean and full-width ids',
      [head, '전산－００1,의자,가구,１2개,본사'],
      { item_id: 'jeonsan-001', quantity: 12 },
      'item_id: other letters became Roman ones',
    ],
    [
      'numbers of SAP',
      [
        'Material Number,Material Description,Material Group,Unrestricted,Plant',
        '0010,Toner,INK,"1,250.000",Seoul',
      ],
      { item_id: '0010', name: 'Toner', category: 'ink', quantity: 1_250, location: 'Seoul' },
      'Unrestricted as quantity',
    ],
    [
      'a status with what it means',
      [
        'Asset Tag,Name,Category,Location,Default Location,Status',
        'A-1,Mac,laptop,,Busan,Ready to Deploy (Deployed)',
      ],
      { location: 'Busan', status: 'reserved' },
      'location: Default Location stands for one that is empty',
    ],
    [
      'an order of dates that one row tells',
      [`${head},수정일`, 'A-1,의자,가구,3,본사,03/04/2026', 'A-2,책상,가구,1,본사,3/25/2026'],
      { last_updated: '2026-03-04' },
      'dates such as 3/25/2026 were read as month-day-year',
    ],
    [
      'a weekday after its date',
      [`${head},최종수정일시`, 'A-1,의자,가구,3,본사,2026.3.5(목) 오후 15:05'],
      { last_updated: '2026-03-05' },
      '최종수정일시 as last_updated',
    ],
    [
      'a date with a short year in Korean',
      [`${head},수정일`, 'A-1,의자,가구,3,본사,26. 3. 5. 오후 3:05'],
      { last_updated: '2026-03-05' },
      '수정일 as last_updated',
    ],
    [
      'two rows that lack as many cells as a broken one would',
      [`${head},상태,수정일,단가,부서`, 'A-1,의자,가구,3,본사', 'A-2,책상,가구,1,본사'],
      { item_id: 'A-1' },
      'the last cells that a row lacks count as empty (2 times)',
    ],
  ])('with %s', async (_, lines, item, note) => {
    const content = await readInventoryFile(await fileOf(lines.join('\r\n')));

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)[0]).toMatchObject(item);
    expect(content.notes.join('\n')).toContain(note);
    expect(
      content.notes.map(noteInKorean).filter((line) => !/[가-힣]{2}/.test(line.slice(line.indexOf(': ')))),
    ).toEqual([]);
  });

  test('is refused without a category when a column may be one', async () => {
    const file = await fileOf('자산번호,품명,장비 분류명,수량,위치\nA-1,의자,가구,3,본사');

    await expect(readInventoryFile(file)).rejects.toThrow('found no column category among');
  });

  describe('in sheets with one header', () => {
    const names = head.split(',');
    const workbookWith = (id: string) =>
      workbookOf({
        '10월': [names, ['A-1', '의자', '가구', 3, '본사']],
        '11월': [names, [id, '책상', '가구', 1, '본사']],
        안내: [['작성 요령']],
      });

    test('is read whole when no id is in two of them', async () => {
      const content = await readInventoryFile(await fileOf(workbookWith('B-1')));

      expect(content.errors).toEqual([]);
      expect(valuesOf(content).map(({ item_id }) => item_id)).toEqual(['A-1', 'B-1']);
      expect(content.notes.join()).toContain('sheets read as one: 10월, 11월.');
    });

    test('with an id in two of them is read by the one that a map names', async () => {
      const file = await fileOf(workbookWith('A-1'));
      const content = await readInventoryFile(file, { sheet: '11월' });

      await expect(readInventoryFile(file)).rejects.toThrow(
        'found the same ids in the sheets 10월, 11월, expected the name of one of them as "sheet" in a map file',
      );
      expect(valuesOf(content)).toMatchObject([{ item_id: 'A-1', name: '책상' }]);
      expect(content.notes.join()).toContain('sheets not read: 10월, 안내.');
    });
  });

  test.each([
    ['26-3-5', '"dates" in a map file says the order'],
    ['31/31/2026', '"dates" in a map file says the order'],
  ])('with the date %s is refused with what to do', async (date, hint) => {
    const content = await readInventoryFile(await fileOf(`${head},수정일\nA-1,의자,가구,3,본사,${date}`));

    expect(content.errors.map((error) => describeRowError(error)).join()).toContain(hint);
  });

  test('with dates that contradict each other keeps refusing the unclear one', async () => {
    const rows = ['13/01/2026', '01/13/2026', '01/02/2026'].map(
      (date, at) => `A-${at},의자,가구,3,본사,${date}`,
    );
    const content = await readInventoryFile(await fileOf([`${head},수정일`, ...rows].join('\n')));

    expect(valuesOf(content).map(({ last_updated }) => last_updated)).toEqual(['2026-01-13', '2026-01-13']);
    expect(content.errors).toMatchObject([{ line: 4, field: 'last_updated' }]);
  });
});

describe('tickets', () => {
  const ofSeoul = { createdBy: 'helpdesk', timeZone: 'Asia/Seoul' };
  const line =
    '{"ticket_id":"TKT-501","title":"프린터가 멈췄습니다","body":"3층 프린터가 종이를 씹습니다."}\n';

  test.each([
    ['UTF-16', iconv.encode(`\ufeff${line}`, 'utf-16le')],
    ['CP949', iconv.encode(line, 'cp949')],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${line}`)],
  ])('as JSON Lines in %s', async (_, bytes) => {
    const content = await readTicketsFile(await fileOf(bytes), ofSeoul);

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toMatchObject([{ ticket_id: 'TKT-501', title: '프린터가 멈췄습니다' }]);
  });

  test.each([
    [
      'Jira in Korean',
      [
        '키,요약,보고자,담당자,우선순위,상태,생성일,업데이트일,설명',
        'HELP-31,노트북 지급 요청,김민지,할당되지 않음,중간,해야 할 일,26/3/5 9:42 오전,26/3/5 3:05 오후,신규 입사자에게 지급 바랍니다.',
      ],
      {
        ticket_id: 'TKT-031',
        assigned_to: null,
        status: 'open',
        created_at: '2026-03-05T00:42:00.000Z',
        updated_at: '2026-03-05T06:05:00.000Z',
      },
    ],
    [
      'Redmine in Korean',
      ['#,상태,우선순위,제목,저자,담당자,설명', '881,진행,즉시,메일 발송 지연,김민지,이준,용지 걸림'],
      {
        ticket_id: 'TKT-881',
        priority: 'critical',
        created_by: '김민지',
        body: '메일 발송 지연\n\n용지 걸림',
      },
    ],
    [
      'a database of Notion',
      ['Name,ID,Status,Created time', 'New badge,TASK-5,Not started,"March 5, 2026 9:42 AM"'],
      { ticket_id: 'TKT-005', title: 'New badge', status: 'open', body: 'New badge\n\n(no description)' },
    ],
    [
      'numbers by year',
      ['접수번호,제목,내용', 'SR-2026-0012,모니터 교체,27인치로 바꿔 주세요.'],
      { ticket_id: 'TKT-20260012' },
    ],
  ])('of %s', async (_, lines, ticket) => {
    const content = await readTicketsFile(await fileOf(lines.join('\n')), ofSeoul);

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toMatchObject([ticket]);
  });
});

test('policies with headings in HTML have sections and a plain title; TOML is refused by name', async () => {
  await using own = await createFolder();
  await own.write(
    'leave.md',
    '# <span id="leave"></span>**연차** &amp; [휴가](x)\n\n<h2 id="1">1. 신청</h2>\n\n7일 전.\n\n## 2. 이월&nbsp; {#carry}\n\n```\n<h2>code</h2>\n```\n',
  );
  await own.write('hugo.md', '+++\ntitle = "Hugo"\n+++\nText.\n');
  await own.write('차량 운행.md'.normalize('NFD'), '하루 전까지 예약합니다.');
  const { rows, errors, notes } = await readPoliciesFolder(own.path);

  expect(rows.map(({ value }) => [value.doc_id, value.title])).toEqual([
    ['leave', '연차 & 휴가'],
    ['charyang-unhaeng', '차량 운행'],
  ]);
  expect(rows[0]!.value.body).toBe(
    '# **연차** & [휴가](x)\n\n## 1. 신청\n\n7일 전.\n\n## 2. 이월\n\n```\n<h2>code</h2>\n```',
  );
  expect(notes.join()).toContain('headings in HTML became # headings: 3');
  expect(errors).toMatchObject([{ line: 1, found: 'front matter in TOML (+++)' }]);
  expect(inKorean(errors[0]!.expected)).toBe('두 --- 줄 사이의 YAML');
});

test('headings of Google Docs and pandoc are plain, and a picture in the text tells no language', async () => {
  await using own = await createFolder();
  const picture = `![][image1]\n\n[image1]: <data:image/png;base64,${'iVBORw0KGgo'.repeat(40)}>`;
  await own.write(
    'rules.md',
    `# **보안 정책** {#보안-정책}\n\n## **1\\. 비밀번호** {#1.-비밀번호}\n\n12자\\.\n\n## 숙박비[^1]\n\n${picture}`,
  );
  const { rows } = await readPoliciesFolder(own.path);

  expect(rows[0]!.value).toMatchObject({ title: '보안 정책', language: 'ko' });
  expect(rows[0]!.value.body).toContain('# 보안 정책\n\n## 1. 비밀번호\n\n12자\\.\n\n## 숙박비\n');
});

test('sums without a label, or with one behind a category, are totals; an item without a name is not', async () => {
  const lines = [
    '품번,구분,품명,수량,창고명',
    'P-1,PC,노트북,10,본사',
    ',PC 소계,,10,',
    ',사무 계,,20,',
    ',,,"1,030",',
    'P-2,PC,,5,본사',
  ];
  const content = await readInventoryFile(await fileOf(lines.join('\n')));

  expect(valuesOf(content).map(({ item_id }) => item_id)).toEqual(['P-1']);
  expect(content.errors).toMatchObject([{ line: 6, field: 'name' }]);
  expect(content.notes.join()).toContain('line 5 was left out as a total: "1,030"');
});

describe('tickets', () => {
  test.each([
    [
      'Jira in Korean',
      [
        '요약,이슈 키,상태,보고자,만듦,업데이트됨',
        'VPN 접속 불가,IT-1,진행 중,김,2026/11/20 9:12 오전,2026/11/21 9:12 오전',
      ],
      { created_at: '2026-11-20T00:12:00.000Z', updated_at: '2026-11-21T00:12:00.000Z' },
    ],
    [
      'GitLab, whose header says the zone',
      ['Title,Issue ID,State,Author,Created At (UTC)', 'Fix login,12,Open,kim,2026-11-20 00:12:00'],
      { ticket_id: 'TKT-012', created_at: '2026-11-20T00:12:00.000Z' },
    ],
    [
      'Dooray',
      [
        '업무 번호,제목,업무 상태,우선순위,등록자,등록일',
        'IT지원/245,배터리 교체,진행 중,없음,김,2026-11-20 09:12',
      ],
      { ticket_id: 'TKT-245', priority: 'medium', status: 'in_progress' },
    ],
    [
      'Jira Service Management',
      ['Key,Summary,Reporter,Status,Priority', 'HELP-7,Reset password,kim,Waiting for approval,P2 - High'],
      { priority: 'high', status: 'in_progress' },
    ],
  ])('of %s', async (_, lines, ticket) => {
    const content = await readTicketsFile(await fileOf(lines.join('\n')), { timeZone: 'Asia/Seoul' });

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toMatchObject([ticket]);
  });

  test('an id of letters and digits mixed is no number', async () => {
    const lines = ['Card ID,Card Name,Reporter', 'abc1f2a9b8,Buy a mouse,kim', 'HELP-12,Buy a desk,kim'];
    const { errors, rows } = await readTicketsFile(await fileOf(lines.join('\n')));

    expect(errors).toMatchObject([{ field: 'ticket_id', found: '"abc1f2a9b8"' }]);
    expect(rows.map(({ value }) => value.ticket_id)).toEqual(['TKT-012']);
  });
});

test.each([
  [
    'a row per device',
    '자산번호,품명,시리얼번호,위치',
    'A-1,노트북,S1,본사|A-2,노트북,S2,본사',
    [true, true],
  ],
  [
    'serials',
    '자산번호,품명,수량,위치,시리얼번호',
    'A-1,노트북,1대,본사,S1|A-2,의자,2,본사,',
    [true, undefined],
  ],
  ['quantities', '자산번호,품명,수량,위치', 'A-1,노트북,1,본사|A-2,노트북,1,본사', [undefined, undefined]],
])('a list with %s tells the devices that never run low', async (_, header, rows, singly) => {
  const content = await readInventoryFile(await fileOf([header, ...rows.split('|')].join('\n')));

  expect(content.errors).toEqual([]);
  expect(valuesOf(content).map((item) => item.listed_singly)).toEqual(singly);
  const note = 'listed one by one, which never counts as low in stock';
  expect(content.notes.join().includes(note)).toBe(singly.includes(true));
});
