import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInventory } from '../../lambda/inventory/item.ts';
import { readPolicies } from '../../lambda/policies/policy.ts';
import { call, callForError, clientVersions, type TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let operations: TestServer;
let client: TestClient;
const admin = { subject: 'root', scope: 'read write admin' };
beforeAll(async () => {
  operations = await startTestServer({ LIMIT_IMPORT_DATA_PER_MINUTE: '1000' });
  client = await operations.connect('v2 2026-07-28', admin);
});
afterAll(() => operations[Symbol.asyncDispose]());

const bring = (args: object, by = client) => call(by, 'import_data', { ...args });
const refusalOf = (args: object, by = client) => callForError(by, 'import_data', { ...args });
const stockOf = (...rows: string[]) => ({
  kind: 'inventory',
  name: 'stock.csv',
  text: ['자산번호,품명,분류,수량,위치,상태', ...rows].join('\r\n'),
});

test.each(clientVersions)('%s gets a preview first, and then what it asked for', async (kind) => {
  const by = await operations.connect(kind, admin);
  const id = `NEW-${clientVersions.indexOf(kind)}`;
  const file = stockOf(`${id},등,기타,3,본사 3층,수리중`, 'INV-9,Bad,other,many,Seoul,');

  const preview = await bring(file, by);
  const before = await readInventory(operations.services.db);
  const imported = await bring({ ...file, confirm: true }, by);

  expect(preview).toMatchObject({ status: 'preview', created: 1, changed: 0, changes: [`create ${id}`] });
  expect(preview).toMatchObject({
    errors: ['stock.csv:3: quantity: found "many", expected a whole number such as 12'],
    notes: expect.arrayContaining(['stock.csv: status: "수리중" was read as in_repair.']),
  });
  expect(before.map(({ item_id }) => item_id)).not.toContain(id);
  expect(imported).toMatchObject({ status: 'imported', created: 1 });
  expect(await call(by, 'lookup_inventory', { query: id })).toMatchObject({
    items: [{ item_id: id, name: '등', quantity: 3, status: 'in_repair' }],
  });
});

test('the next version of a policy is in the very next answer, and again it changes nothing', async () => {
  const file = (day: number) => ({
    kind: 'policy',
    name: 'parking.md',
    text: `---\ntitle: 주차 규정\ntags: [주차, parking]\nlast_updated: 2026-11-0${day}\nauthor: 총무팀\n---\n# 주차 규정\n\n## 1. 등록\n\n${day}일 전에 등록합니다.`,
  });
  await bring({ ...file(1), confirm: true });
  const changed = await bring({ ...file(2), confirm: true });
  const again = await bring(file(2));

  expect(changed).toMatchObject({
    status: 'imported',
    changed: 1,
    changes: ['change parking: body, last_updated'],
  });
  expect(again).toMatchObject({ status: 'imported', message: expect.stringContaining('stored already') });
  expect(await call(client, 'get_policy', { doc_id: 'parking' })).toMatchObject({
    version: 2,
    author: '총무팀',
    body: expect.stringContaining('2일 전에'),
  });
});

test.each(['accept', 'decline', 'cancel'] as const)(
  'a person who is asked sees ids and numbers, and on %s it is done or not',
  async (action) => {
    const questions: string[] = [];
    const by = await operations.connectModern({ capabilities: { elicitation: { form: {} } } }, admin);
    by.setRequestHandler('elicitation/create', async ({ params }) => {
      questions.push(params.message);
      return action === 'accept' ? { action, content: {} } : { action };
    });

    const done = await bring(stockOf(`ASK-${action},Lamp,other,1,Seoul,`), by as unknown as TestClient);

    expect(questions).toEqual([
      `Import the inventory file "stock.csv"?\n\nCreate 1, change 0, leave 0, leave out 0 with errors.\n\ncreate ASK-${action}`,
    ]);
    expect(done).toMatchObject({ status: action === 'accept' ? 'imported' : 'declined' });
    const ids = (await readInventory(operations.services.db)).map(({ item_id }) => item_id);
    expect(ids.includes(`ASK-${action}`)).toBe(action === 'accept');
  },
);

describe('tickets', () => {
  const file = {
    kind: 'tickets',
    name: 'jira.csv',
    text: 'Issue key,Summary,Description,Status,Reporter\nHELP-901,Printer is broken,Smoke comes out of it,To Do,alice\nHELP-902,New laptop please,She starts on Monday,Done,\n',
  };

  test('without an author are errors, and with created_by they are of that person', async () => {
    const preview = await bring(file);
    const imported = await bring({ ...file, created_by: 'minji', confirm: true });
    const again = await bring({ ...file, created_by: 'minji' });

    expect(preview).toMatchObject({
      status: 'preview',
      changes: ['create TKT-901'],
      errors: [expect.stringContaining('jira.csv:3: created_by:')],
    });
    expect(imported).toMatchObject({ status: 'imported', created: 2, errors: [] });
    expect(again).toMatchObject({ status: 'imported', message: expect.stringContaining('stored already') });
    expect(await call(client, 'get_ticket', { ticket_id: 'TKT-902' })).toMatchObject({
      ticket: { status: 'resolved', created_by: expect.stringContaining('minji') },
    });
  });

  test('that were filed here are not overwritten', async () => {
    const { ticket } = (await call(client, 'create_ticket', {
      title: 'A ticket of a person',
      body: 'It was filed in this table.',
      confirm: true,
    })) as { ticket: { ticket_id: string } };
    const text = `ticket_id,title,body,created_by\n${ticket.ticket_id},Another title,Another text for it,eve\n`;

    expect(await bring({ ...file, text, confirm: true })).toMatchObject({
      status: 'refused',
      errors: [expect.stringContaining('a ticket that was filed in this table')],
    });
  });
});

test('synonyms replace those before, after a preview, and serve the very next search', async () => {
  const file = { kind: 'synonyms', name: 'synonyms.csv', text: '단어,뜻\n꿀단지,재택근무\n혼자\n' };
  const before = await call(client, 'search_policy', { query: '꿀단지' });
  const preview = await bring(file);
  const imported = await bring({ ...file, confirm: true });
  const after = await call(client, 'search_policy', { query: '꿀단지' });
  const again = await bring(file);

  expect(before).toMatchObject({ total: 0 });
  expect(preview).toMatchObject({
    status: 'preview',
    changes: ['change synonyms: groups'],
    notes: ['0 groups are replaced by 1.'],
    errors: [expect.stringContaining('synonyms.csv:3: found 혼자')],
  });
  expect(imported).toMatchObject({ status: 'imported', changed: 1 });
  expect((after as { results: { doc_id: string }[] }).results[0]!.doc_id).toBe('remote-work');
  expect(again).toMatchObject({ status: 'imported', unchanged: 1 });
});

describe('stock without a column of places', () => {
  const file = {
    kind: 'inventory',
    name: 'stock.csv',
    text: '코드명,물건,구분,현 수량\nMAP-1,의자,가구,3\n',
  };
  const map = JSON.stringify({ columns: { 코드명: 'item_id', 물건: 'name', '현 수량': 'quantity' } });

  test('is refused in terms of the tool, and imported with a location and a map', async () => {
    const unmapped = await refusalOf(file);
    const noPlace = await refusalOf({ ...file, map });
    const imported = await bring({ ...file, map, location: '본사 2층', confirm: true });

    expect(unmapped).toMatchObject({
      message: expect.stringContaining('(map maps other names to them'),
      hint: expect.stringContaining('say in map what its columns mean'),
    });
    expect(noPlace.message).toContain('or location with the place of all');
    expect(imported).toMatchObject({ status: 'imported', created: 1, errors: [] });
    expect(await call(client, 'lookup_inventory', { query: '의자', location: '본사 2층' })).toMatchObject({
      items: [{ item_id: 'MAP-1', name: '의자', category: '가구', quantity: 3 }],
    });
  });

  test('takes a whole map file as well', async () => {
    const whole = JSON.stringify({ inventory: { ...JSON.parse(map), defaults: { location: '창고' } } });

    expect(await bring({ ...file, map: whole })).toMatchObject({ errors: [], changed: 1 });
  });

  test.each([
    ['{"columns":', 'map: found no JSON'],
    ['{"columns":{"a":"colour"}}', 'map: inventory.columns.a: Invalid option: expected one of'],
    ['{"colums":{}}', 'map: inventory: Unrecognized key: "colums"'],
  ])('is refused with the map %s', async (bad, message) => {
    expect(await refusalOf({ ...file, map: bad })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(message),
    });
  });
});

describe('refuses', () => {
  test.each([
    [
      'a file without our columns',
      { ...stockOf(), text: 'a,b\n1,2' },
      'text: stock.csv: found no column name, quantity, location',
    ],
    ['an empty text', { ...stockOf(), text: '' }, 'text: must be the text of the file'],
    [
      'a text beyond the limit',
      { ...stockOf(), text: 'x'.repeat(400_001) },
      'text: must be the text of the file',
    ],
    [
      'a kind that is none',
      { ...stockOf(), kind: 'users' },
      'kind: must be one of inventory, policy, tickets, synonyms',
    ],
    [
      'tickets without a column of tickets',
      { ...stockOf(), kind: 'tickets' },
      'found no column ticket_id, title',
    ],
    [
      'synonyms without a group',
      { kind: 'synonyms', name: 's.csv', text: '비번\n' },
      'found no row with synonyms',
    ],
  ])('%s', async (_, args, message) => {
    expect(await refusalOf(args)).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['a nested one', 'title: {a: b}'],
    ['a block', 'title: |\n  Parking'],
    ['an anchor', 'title: &a Parking'],
    ['a name twice', 'title: A\ntitle: B'],
    ['no end', 'title: A\n# Parking'],
  ])('front matter that is not plain, such as %s, and writes nothing', async (_, yaml) => {
    const before = await readPolicies(operations.services.db);
    const end = yaml.includes('# Parking') ? '' : '\n---\n';
    const file = { kind: 'policy', name: 'broken.md', text: `---\n${yaml}${end}\nText`, confirm: true };

    expect(await bring(file)).toMatchObject({
      status: 'refused',
      errors: [expect.stringMatching(/^broken\.md:\d/)],
    });
    expect(await readPolicies(operations.services.db)).toEqual(before);
  });

  test('every caller without the admin scope', async () => {
    const by = await operations.connect('v1', { subject: 'dana', scope: 'read write' });

    expect(await refusalOf(stockOf('A,B,c,1,D,'), by)).toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});

test('reports its progress to a client that asks for it', async () => {
  const rows = Array.from({ length: 60 }, (_, number) => `PRG-${number},모니터,모니터,1,본사 3층,사용 가능`);
  const updates: { progress: number; total?: number | undefined }[] = [];
  const modern = await operations.connectModern({}, admin);

  const { structuredContent } = await modern.callTool(
    { name: 'import_data', arguments: { ...stockOf(...rows), confirm: true } },
    { onprogress: (progress) => void updates.push(progress) },
  );

  expect(structuredContent).toMatchObject({ status: 'imported', created: 60 });
  expect(updates.length).toBeGreaterThan(0);
  expect(updates.at(-1)).toMatchObject({ progress: 60, total: 60 });
});

interface Answer {
  readonly isError?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the assertions are what checks it
  readonly structuredContent: any;
  readonly content: readonly { readonly text: string }[];
}

test.each(clientVersions)(
  '%s reads errors, notes and refusals in Korean when its person does',
  async (kind) => {
    const by = await operations.connect(kind, admin);
    const inKorean = async (args: Record<string, unknown>) => {
      const request = { name: 'import_data', arguments: args, _meta: { locale: 'ko-KR' } };
      const { isError, structuredContent, content } = (await by.callTool(request)) as Answer;
      return isError ? JSON.parse(content[0]!.text).error : structuredContent;
    };
    const id = `KO-${clientVersions.indexOf(kind)}`;
    const preview = await inKorean(
      stockOf(`${id},등,기타,many,본사,`, `${id}b,등,기타,１２대,본사,수리중`, '소모품,,,,,'),
    );
    const refused = await inKorean({ kind: 'inventory', name: 'stock.csv', text: '품명,수량\n의자,3' });

    expect(preview).toMatchObject({ status: 'preview', created: 1 });
    expect(preview.errors).toEqual(['stock.csv:2: quantity: 있는 것은 "many", 필요한 것은 12 같은 정수']);
    expect(preview.notes).toContain('stock.csv: status: "수리중"을(를) in_repair(으)로 읽었습니다.');
    expect(preview.notes).toContain('stock.csv: 4번째 줄은 행 사이의 제목이라서 제외했습니다: "소모품".');
    expect(refused.message).toContain('text: 읽을 수 없는 파일입니다. stock.csv: 있는 것은 열 location 없음');
    expect(refused.hint).toMatch(/^아무것도 저장하지 않았습니다. 파일을 고치거나/);
  },
);
