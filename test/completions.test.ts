import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importItems } from '../lambda/inventory/import-items.ts';
import { importPolicies } from '../lambda/policies/import-policies.ts';
import { readPolicies } from '../lambda/policies/policy.ts';
import { item } from './search/sample-data.ts';
import { type SendOptions, startTestServer, type TestServer } from './support/operations.ts';

let operations: TestServer;
beforeAll(async () => {
  operations = await startTestServer();
});
afterAll(() => operations[Symbol.asyncDispose]());

interface Completion {
  readonly values: readonly string[];
  readonly total: number;
  readonly hasMore: boolean;
}

async function complete(ref: object, name: string, value: string, options?: SendOptions, context?: object) {
  const params = { ref, argument: { name, value }, ...(context && { context }) };
  const { result, error } = await operations.ask('completion/complete', params, options);
  if (error) throw new Error(`${error.code} ${error.message}`);
  return result?.completion as Completion;
}

const template = (uri: string) => ({ type: 'ref/resource', uri });
const prompt = (name: string) => ({ type: 'ref/prompt', name });
const policies = template('policy://{doc_id}');

describe('a doc_id', () => {
  test.each([
    ['재', ['remote-work']],
    ['재'.normalize('NFD'), ['remote-work']],
    ['재택', ['remote-work']],
    ['ㅈ', ['expenses', 'onboarding', 'remote-work', 'security', 'vpn']],
    ['재ㅌ', ['remote-work']],
    ['쟅', ['remote-work']],
    ['ㅈㅌㄱㅁ', ['remote-work']],
    ['vpn', ['vpn', 'vpn-en']],
    ['remote', ['remote-work', 'remote-work-en', 'vpn-en']],
    ['REMOTE-WORK-', ['remote-work-en']],
    ['ｖｐｎ-', ['vpn-en']],
    ['nothing begins like this', []],
    ['%', []],
    ['.*', []],
  ])('that begins like "%s"', async (value, values) => {
    expect(await complete(policies, 'doc_id', value)).toEqual({
      values,
      total: values.length,
      hasMore: false,
    });
  });

  test('is one of all when nothing was typed', async () => {
    expect((await complete(policies, 'doc_id', '')).values).toHaveLength(10);
  });

  test.each(['policy_answer', 'summarize_policy'])('is the same in the prompt %s', async (name) => {
    expect((await complete(prompt(name), 'doc_id', '재')).values).toEqual(['remote-work']);
  });
});

test('versions are those of the policy that was chosen, the newest first', async () => {
  const { db } = operations.services;
  const { version, ...vpn } = (await readPolicies(db)).find(({ doc_id }) => doc_id === 'vpn')!;
  await importPolicies(db, [{ ...vpn, body: `${vpn.body}\n\n새 문장입니다.` }]);
  const versions = template('policy://{doc_id}/v/{version}');
  const chosen = (doc_id: string) => ({ arguments: { doc_id } });

  expect((await complete(versions, 'version', '', {}, chosen('vpn'))).values).toEqual(['2', '1']);
  expect((await complete(versions, 'version', '1', {}, chosen('vpn'))).values).toEqual(['1']);
  expect((await complete(versions, 'version', '', {}, chosen('constructor'))).values).toEqual([]);
  expect((await complete(versions, 'version', '')).values).toEqual([]);
});

test.each([
  ['INV-00', 9],
  ['inv-01', 10],
  ['macbook', 2],
])('item ids that begin like "%s", or whose name has such a word', async (value, count) => {
  expect((await complete(template('inventory://{item_id}'), 'item_id', value)).values).toHaveLength(count);
});

test.each([
  [prompt('ticket_summary'), 'ticket_type', 'IN', ['incident']],
  [prompt('ticket_summary'), 'ticket_type', '', ['incident', 'request', 'change']],
  [prompt('ticket_summary'), 'status', 'in', ['in_progress']],
  [prompt('ticket_summary'), 'priority', 'c', ['critical']],
  [prompt('ticket_summary'), 'category', 'la', ['laptop']],
])('%o completes %s "%s"', async (ref, name, value, values) => {
  expect((await complete(ref, name, value)).values).toEqual(values);
});

describe('what a person writes freely is completed by what exists', () => {
  test.each([
    [
      template('inventory://{item_id}'),
      'item_id',
      '랩탑',
      ['INV-001', 'INV-002', 'INV-003', 'INV-004', 'INV-005'],
    ],
    [template('inventory://{item_id}'), 'item_id', '맥북', ['INV-001', 'INV-002']],
    [template('inventory://{item_id}'), 'item_id', 'thinkp', ['INV-003']],
    [template('inventory://category/{category}/items'), 'category', '모니', ['monitor']],
    [template('inventory://category/{category}/items'), 'category', '노', ['laptop']],
    [template('inventory://category/{category}/items'), 'category', '노ㅌ', ['laptop']],
    [template('inventory://category/{category}/items'), 'category', '놑', ['laptop']],
    [template('inventory://category/{category}/items'), 'category', '노틉', ['laptop']],
    [template('inventory://category/{category}/items'), 'category', 'ㄴㅌㅂ', ['laptop']],
    [template('inventory://category/{category}/items'), 'category', 'ㅋㅋ', []],
    [template('inventory://{item_id}'), 'item_id', 'ㅁㅂ', ['INV-001', 'INV-002']],
  ])('%o %s "%s"', async (ref, name, value, values) => {
    expect((await complete(ref, name, value)).values).toEqual(values);
  });

  test.each([
    [prompt('incident_report'), 'affected_system', 'net', 'network'],
    [prompt('incident_report'), 'affected_system', '모니', '모니터'],
    [prompt('incident_report'), 'affected_system', 'vp', 'VPN'],
    [prompt('incident_report'), 'affected_system', '맥북', 'Apple MacBook Pro 14" M4'],
    [prompt('incident_report'), 'issue', '프린', '부산 프린터 용지 걸림'],
    [prompt('policy_answer'), 'question', '정산', '정산'],
    [prompt('policy_answer'), 'question', '재', '재택근무'],
    [prompt('policy_answer'), 'question', 'vpn', 'VPN'],
  ])('%o %s "%s" offers %s', async (ref, name, value, offered) => {
    const { values } = await complete(ref, name, value, {
      token: await operations.token({ scope: 'read admin' }),
    });

    expect(values.join('\n')).toContain(offered);
  });

  test('of tickets those that the caller may see, of headings those of the chosen policy', async () => {
    const token = await operations.token({ subject: 'mallory', scope: 'read' });

    expect((await complete(prompt('incident_report'), 'issue', '', { token })).values).toEqual([]);
    const ofVpn = await complete(
      prompt('policy_answer'),
      'question',
      '',
      {},
      { arguments: { doc_id: 'vpn' } },
    );
    const ofAll = await complete(prompt('policy_answer'), 'question', '');
    expect(ofVpn.total).toBeGreaterThan(2);
    expect(ofAll.total).toBeGreaterThan(ofVpn.total);
  });
});

describe('a ticket_id', () => {
  const tickets = template('ticket://{ticket_id}');
  const as = async (subject: string, scope = 'read') => ({
    token: await operations.token({ subject, scope }),
  });

  test.each([
    ['alice', 'read', ['TKT-003', 'TKT-001']],
    ['jun', 'read', ['TKT-004', 'TKT-002', 'TKT-001']],
    ['mallory', 'read write', []],
    ['root', 'read admin', ['TKT-005', 'TKT-004', 'TKT-003', 'TKT-002', 'TKT-001']],
  ])('offers %s only the tickets they may see', async (subject, scope, values) => {
    expect((await complete(tickets, 'ticket_id', 'tkt-', await as(subject, scope))).values).toEqual(values);
    expect(
      (await complete(prompt('triage_ticket'), 'ticket_id', '', await as(subject, scope))).values,
    ).toEqual(values);
  });

  test('is found by the words of its title', async () => {
    expect((await complete(tickets, 'ticket_id', '프린', await as('bob'))).values).toEqual(['TKT-003']);
    expect((await complete(tickets, 'ticket_id', '프린', await as('jun'))).values).toEqual([]);
  });
});

test('offers at most 100 values, and says how many there are', async () => {
  const many = Array.from({ length: 120 }, (_, at) =>
    item({ item_id: `BULK-${String(at).padStart(3, '0')}`, category: 'bulk' }),
  );
  await importItems(operations.services.db, many);

  const completion = await complete(template('inventory://{item_id}'), 'item_id', 'bulk-');

  expect(completion.values).toHaveLength(100);
  expect(completion).toMatchObject({ total: 120, hasMore: true });
});

test.each([
  [policies, 'no_such_argument'],
  [policies, 'constructor'],
  [template('policy://index'), 'anything'],
])('%o has nothing to offer for %s', async (ref, name) => {
  expect(await complete(ref, name, '')).toEqual({ values: [], total: 0, hasMore: false });
});

test.each([
  [prompt('no_such_prompt'), 'There is no prompt "no_such_prompt". prompts/list names them all.'],
  [prompt('__proto__'), 'There is no prompt "__proto__". prompts/list names them all.'],
  [
    template('policy://{id}'),
    'There is no resource template "policy://{id}". resources/templates/list names them all.',
  ],
  [
    template('file:///etc/passwd'),
    'There is no resource template "file:///etc/passwd". resources/templates/list names them all.',
  ],
])('refuses %o', async (ref, message) => {
  await expect(complete(ref, 'doc_id', '')).rejects.toThrow(`-32602 ${message}`);
});

test.each([
  [{ ref: policies }, 'argument'],
  [{ ref: policies, argument: { name: 'doc_id', value: 5 } }, 'value'],
  [{ ref: { type: 'ref/tool', name: 'get_policy' }, argument: { name: 'doc_id', value: '' } }, 'ref'],
])('refuses the params %o, naming what is wrong', async (params, field) => {
  expect(await operations.ask('completion/complete', params)).toMatchObject({
    error: { code: -32602, message: expect.stringContaining(field) },
  });
});

test('a 2025 client is offered the same', async () => {
  expect((await complete(policies, 'doc_id', '재', { legacy: true })).values).toEqual(['remote-work']);
});
