import { readdirSync, readFileSync } from 'node:fs';
import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';

const folder = new URL('../scripts/data/sample-data/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const repeated = (ids: readonly string[]) => ids.filter((id, index) => ids.indexOf(id) !== index);

const isoDate = z.iso.date().startsWith('2026-');
const person = z.enum(['alice', 'bob', 'minji', 'jun']);

describe('the inventory', () => {
  const item = z.strictObject({
    item_id: z.string().regex(/^INV-0\d\d$/),
    name: z.string().min(3),
    category: z.string().regex(/^[a-z]+$/),
    quantity: z.string().regex(/^\d+$/).transform(Number),
    location: z.string().regex(/Seoul|Pangyo|Busan/),
    status: z.enum(['available', 'reserved', 'in_repair', 'discontinued']),
    last_updated: isoDate.refine((date) => date < '2026-11-20'),
  });
  const items = z.array(item).parse(parseCsv(read('inventory.csv'), { columns: true }));

  test('has 35 items with their own ids and names, in 12 categories', () => {
    expect(items).toHaveLength(35);
    expect(repeated(items.map((item) => item.item_id))).toEqual([]);
    expect(repeated(items.map((item) => item.name))).toEqual([]);
    expect(new Set(items.map((item) => item.category)).size).toBe(12);
  });

  test('has stock on both sides of the low-stock mark of 10, at it, and none', () => {
    const quantities = items.map((item) => item.quantity);

    expect(quantities).toEqual(expect.arrayContaining([0, 9, 10]));
    expect(quantities.filter((quantity) => quantity > 10).length).toBeGreaterThan(5);
  });

  test('offers nothing that is not there', () => {
    const offered = items.filter((item) => item.status === 'available');

    expect(offered.filter((item) => item.quantity === 0)).toEqual([]);
  });

  test('keeps inches and commas through CSV quoting', () => {
    expect(items.map((item) => item.name)).toContain('Dell UltraSharp 27" 4K, U2725QE');
  });
});

describe('the policies', () => {
  const frontMatter = z.strictObject({
    doc_id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/),
    title: z.string().min(5),
    tags: z.array(z.string().min(2)).min(3),
    last_updated: isoDate,
    department: z.string().min(2),
    language: z.enum(['ko', 'en']),
  });

  function readPolicy(docId: string) {
    const text = read(`policies/${docId}.md`);
    const [, head = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
    return { text, head, body, ...frontMatter.parse(parseYaml(head)) };
  }

  const files = readdirSync(new URL('policies/', folder)).sort();
  const topics = ['expenses', 'onboarding', 'remote-work', 'security', 'vpn'];

  test('are five topics, each in Korean and in English', () => {
    expect(files).toEqual(topics.flatMap((topic) => [`${topic}-en.md`, `${topic}.md`]));
  });

  test.for(topics.flatMap((topic) => [topic, `${topic}-en`]))('%s has valid front matter', (docId) => {
    const policy = readPolicy(docId);

    expect(policy.doc_id).toBe(docId);
    expect(policy.language).toBe(docId.endsWith('-en') ? 'en' : 'ko');
    expect(policy.head).toMatch(/^last_updated: 2026-\d\d-\d\d$/m);
    expect(policy.body.trim().startsWith(`# ${policy.title}\n`)).toBe(true);
  });

  test.for(topics.flatMap((topic) => [topic, `${topic}-en`]))('%s has 40 to 70 lines', (docId) => {
    const lines = readPolicy(docId).text.trimEnd().split('\n').length;

    expect(lines).toBeGreaterThanOrEqual(40);
    expect(lines).toBeLessThanOrEqual(70);
  });

  test.for(topics)('%s says the same in both languages, rule by rule', (topic) => {
    const korean = readPolicy(topic);
    const english = readPolicy(`${topic}-en`);

    expect(korean.last_updated).toBe(english.last_updated);
    expect(numbersPerLine(korean.body).filter(Boolean).length).toBeGreaterThan(20);
    expect(numbersPerLine(korean.body)).toEqual(numbersPerLine(english.body));
  });

  test.for(topics)('%s numbers its sections from 1', (topic) => {
    const sections = [...readPolicy(topic).body.matchAll(/^## (\d+)\. \S/gm)].map((match) =>
      Number(match[1]),
    );

    expect(sections.length).toBeGreaterThanOrEqual(5);
    expect(sections).toEqual(sections.map((_, index) => index + 1));
  });

  test.for([
    { fact: '(ERP, 코드 저장소, 데이터베이스, 사내 위키)에 접속할 때', in: ['remote-work', 'vpn'] },
    { fact: '메일, 메신저, 화상 회의는 집에서 VPN 없이 쓸 수 있습니다', in: ['remote-work', 'vpn'] },
    { fact: '해외에서는 모든 업무에 VPN을', in: ['remote-work', 'vpn'] },
    { fact: '승인된 기간에만', in: ['remote-work', 'vpn'] },
    { fact: '연속 5번 틀리면 계정이 30분 동안 잠깁니다', in: ['security', 'vpn'] },
    { fact: '내선 1004', in: ['security', 'vpn'] },
    { fact: '14자 이상', in: ['security', 'onboarding'] },
    { fact: '입사 후 7일 안에 받', in: ['security', 'onboarding'] },
    { fact: '개인 노트북이나 PC로는 업무를 할 수 없습니다', in: ['security', 'remote-work'] },
    { fact: '월 50,000원', in: ['expenses', 'remote-work'] },
    { fact: '입사 후 4주가 지나면', in: ['onboarding', 'remote-work'] },
    { fact: '10:00부터 16:00까지', in: ['onboarding', 'remote-work'] },
    { fact: '하루 근무는 8시간', in: ['onboarding', 'remote-work'] },
    { fact: '마지막 근무일 18:00', in: ['onboarding', 'vpn'] },
  ])('$in agree: $fact', ({ fact, in: docIds }) => {
    const silent = docIds.filter((docId) => !readPolicy(docId).body.includes(fact));

    expect(silent).toEqual([]);
  });

  /** The numbers of each line, in order of size: the two languages put them in different orders. */
  function numbersPerLine(body: string): string[] {
    return body.split('\n').map((line) => (line.match(/\d[\d,.:]*\d|\d/g) ?? []).sort().join(' '));
  }
});

describe('the tickets', () => {
  const ticket = z.strictObject({
    ticket_id: z.string(),
    title: z.string().min(5).max(200),
    body: z.string().min(10).max(2000),
    priority: z.enum(['low', 'medium', 'high', 'critical']),
    status: z.enum(['open', 'in_progress', 'resolved', 'closed']),
    created_by: person,
    assigned_to: person.nullable(),
    created_at: z.iso.datetime().startsWith('2026-11-'),
    updated_at: z.iso.datetime().startsWith('2026-11-'),
  });
  const tickets = read('tickets.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => ticket.parse(JSON.parse(line)));

  test('are five, numbered as they came in, and the first is from alice', () => {
    expect(tickets.map((ticket) => ticket.ticket_id)).toEqual([1, 2, 3, 4, 5].map((n) => `TKT-00${n}`));
    expect(tickets.map((ticket) => ticket.created_at)).toEqual(tickets.map((t) => t.created_at).sort());
    expect(tickets[0]?.created_by).toBe('alice');
  });

  test('change after they are created, and only a new one has no assignee', () => {
    expect(tickets.filter((ticket) => ticket.updated_at < ticket.created_at)).toEqual([]);
    expect(tickets.filter((ticket) => !ticket.assigned_to && ticket.status !== 'open')).toEqual([]);
  });
});
