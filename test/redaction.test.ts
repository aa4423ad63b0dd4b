import { describe, expect, test } from 'vitest';
import { redact, redactText } from '../lambda/redaction/redact.ts';
import { redactByPatterns, redactSecrets } from '../lambda/redaction/redact-text.ts';
import { cpuMilliseconds } from './support/cpu-time.ts';
import { secrets } from './support/secrets.ts';

describe('a secret in free text', () => {
  test.each(secrets)('$kind: $text', ({ text, hidden }) => {
    const masked = redactText(`Hello, ${text} and thanks`);

    for (const part of hidden) expect(masked).not.toContain(part);
    expect(masked).toMatch(/^Hello, .*\[[a-z-]+\]/);
  });

  test.each(secrets)('$kind, between Korean words: $text', ({ text, hidden }) => {
    const masked = redactText(`안녕하세요 ${text}입니다`);

    for (const part of hidden) expect(masked).not.toContain(part);
    expect(masked).toMatch(/^안녕하세요/);
  });

  test.each(secrets)('$kind, as a whole line of several: $text', ({ text, hidden }) => {
    const masked = redactText(`First line\n${text}\nlast line`);

    for (const part of hidden) expect(masked).not.toContain(part);
  });
});

test.each([
  'TKT-001',
  'TKT-1234567',
  'INV-001',
  'inventory://INV-001',
  'policy://remote-work/v/3',
  'remote-work',
  '2026-11-22T10:15:30.123Z',
  '2026-11-22 10:15:30+09:00',
  '22-11-2026',
  '20261122',
  '1761234567890',
  '09:00~18:00 (KST, UTC+9)',
  'v1.22.333',
  '192.168.100.200',
  '10 x 24 = 240 pieces',
  '₩1,234,567 or 1.234.567 or $12.99',
  '3.14159265358979',
  '550e8400-e29b-41d4-a716-446655440000',
  '12345678-0101-2345-6789-012345678901',
  'a1b2c3d4e5f60212345678abcdef0123456789ab',
  '1234 5678 9012 3456',
  '1234567890123456',
  '1234-5678-9012-3456',
  'CVE-2026-12345',
  'ISO 27001:2022',
  '991301-1234567',
  '비밀번호 변경 요청',
  '비밀번호가 틀려요',
  'Basic information for the bearer of this badge',
  'The key question: why does the keyboard cost 120?',
  'tokens: 512',
  "Kim's laptop: please update the driver; delete old ones",
  "'; DROP TABLE tickets; --",
  '<b>bold</b> & `code` $x {{y}} #{z} 👩‍👩‍👧 مرحبا',
])('harmless text stays: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

describe('a value', () => {
  test('is masked by the names in it, however deep', () => {
    const value = {
      password: 'x',
      nested: [{ apiKey: 1, 'client-secret': ['x', { y: 'z' }], name: 'Kim' }],
      headers: new Map<string, unknown>([
        ['Authorization', 'x'],
        ['accept', '*/*'],
      ]),
      비밀번호: 'x',
      pw: 'x',
    };

    expect(redact(value)).toEqual({
      password: '[masked]',
      nested: [{ apiKey: '[masked]', 'client-secret': '[masked]', name: 'Kim' }],
      headers: { Authorization: '[masked]', accept: '*/*' },
      비밀번호: '[masked]',
      pw: '[masked]',
    });
  });

  test('is masked by what it says: in texts, names, sets, errors, URLs and numbers', () => {
    const value = {
      list: ['kim@corp.com', new Set(['010-1234-5678'])],
      'kim@corp.com': true,
      error: new TypeError('no user kim@corp.com'),
      url: new URL('https://kim:hunter2@db.corp.com/'),
      card: 4111111111111111,
      big: 4111111111111111n,
      quantity: 12,
    };

    expect(redact(value)).toEqual({
      list: ['[email]', ['[phone]']],
      '[email]': true,
      error: 'TypeError: no user [email]',
      url: 'https://[login]@db.corp.com/',
      card: '[card]',
      big: '[card]',
      quantity: 12,
    });
  });

  test('keeps what JSON has, and says of the rest what it is', () => {
    const when = new Date('2026-11-22T00:00:00Z');
    const value = [null, undefined, true, 0, when, Buffer.from('secret'), () => 0, Symbol('s')];

    expect(redact(value)).toEqual([
      null,
      undefined,
      true,
      0,
      when.toISOString(),
      '[binary]',
      '[function]',
      '[symbol]',
    ]);
  });

  test('that goes round in circles, or on and on, ends', () => {
    const circle: Record<string, unknown> = {};
    circle.circle = circle;
    let deep: unknown = 'bottom';
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`field${at}`, at]));

    expect(JSON.stringify(redact(circle)).length).toBeLessThan(200);
    expect(JSON.stringify(redact(deep)).length).toBeLessThan(200);
    expect(Object.keys(redact(wide) as object)).toHaveLength(30);
  });

  test('cannot reach a prototype by a name', () => {
    const masked = redact(JSON.parse('{"__proto__":{"polluted":true},"constructor":"x"}')) as object;

    expect(Object.getPrototypeOf(masked)).toBe(Object.prototype);
    expect(JSON.stringify(masked)).toBe('{"__proto__":{"polluted":true},"constructor":"x"}');
  });
});

describe('a long text', () => {
  test.each(secrets)('never shows the half of a secret, wherever it is cut: $kind', ({ text, hidden }) => {
    for (let before = 130; before < 200; before += 3) {
      const masked = redactText(`${'a '.repeat(before / 2)}${text} ${'b '.repeat(200)}`);

      expect(masked.length).toBeLessThanOrEqual(201);
      for (const part of hidden) expect(masked).not.toContain(part.slice(0, Math.ceil(part.length / 2)));
    }
  });

  test('shows nothing from where its reading ends', () => {
    const masked = redactText(`${'4111111111111111 '.repeat(960)}010-1234-56${'7'.repeat(100)}`, 20_000);

    expect(masked).toMatch(/^(\[card\] )+/);
    expect(masked).not.toContain('010');
  });

  test('is cut between characters', () => {
    expect(redactText('👍'.repeat(200), 5).isWellFormed()).toBe(true);
  });
});

test('a text becomes one line that no terminal obeys', () => {
  expect(redactText('a\r\n{"audit":true}\u2028b\u0085c\x1b[2Jd\x9b1me\u202ef')).toBe(
    'a {"audit":true} b c [2Jd 1me f',
  );
});

const megabyte = 1_048_576;
const hostile = [
  'a',
  '1',
  '1 ',
  '1234 ',
  '4111-',
  '4111 1111 1111 1111 ',
  'eyJ',
  'eyJ-',
  'eyJhbGciOi.',
  'a.',
  'a@',
  'a@b.',
  '://a',
  '?a',
  '&token',
  'pw:"',
  "pw:'\\",
  'password ',
  `pw${' '.repeat(9)}`,
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  'Bearer ',
  '+1 ',
  '+82 10 (0',
  '02-',
  '900101-',
  '12345678-',
  'aB3/',
  '１',
  '비밀번호는 ',
  '\0',
];

test.each(hostile)('the work for a text of %j does not grow faster than its length', (piece) => {
  const textOf = (length: number) => piece.repeat(Math.ceil(length / piece.length));
  const work = (text: string, part: number) =>
    cpuMilliseconds(() => {
      redactText(text);
      redact({ whole: text, parts: Array.from({ length: 30 }, (_, at) => text.slice(at, at + part)) });
    });

  const [short, long] = [work(textOf(megabyte / 8), 4_250), work(textOf(megabyte), 34_000)];

  // Eight times the length: linear work grows by 8, quadratic work by 64.
  expect(long).toBeLessThan(24 * (short + 1));
});

test('the shortest number of each kind is found, among letters and signs only', () => {
  expect(redactText('전화는 공일공 123 4567 입니다')).toContain('[phone]');
  expect(redactText('call +1 234-5678 today')).toContain('[phone]');
  expect(redactText('call 02-123-4567 today')).toContain('[phone]');
  expect(redactText('12 of 34, at 5:06')).toBe('12 of 34, at 5:06');
});

test('short names and ids, which are told apart without the patterns, are what the patterns leave alone', () => {
  const pieces = [
    '0',
    '010',
    '1234',
    '12345678',
    'sk-',
    'AKIA',
    'eyJ',
    'token',
    'password',
    'TKT-',
    'a',
    '_',
    '-',
    '/',
    '가',
  ];
  const texts = pieces.flatMap((a) =>
    pieces.flatMap((b) => pieces.flatMap((c) => pieces.map((d) => a + b + c + d))),
  );

  const differing = texts.filter((text) => redactSecrets(text) !== redactByPatterns(text));

  expect(differing).toEqual([]);
  expect(texts.filter((text) => redactSecrets(text) !== text).length).toBeGreaterThan(300);
});
