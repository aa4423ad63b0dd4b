import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact, redactText } from '../../lambda/redaction/redact.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const table = page.slice(page.indexOf('## What is redacted'), page.indexOf('## Supply chain'));

interface Example {
  readonly kind: string;
  readonly text: string;
  readonly hidden: readonly string[];
  readonly labels: readonly string[];
}

/** Letters and digits of a key: both cases and a digit are always there. */
function keyOf(length: number): string {
  return `aZ3${randomBytes(length)
    .toString('base64url')
    .replace(/[-_]/g, 'x')
    .slice(0, length - 3)}`;
}

const examples: Example[] = table
  .split('\n')
  .filter((line) => /^\| (?!what|---)/.test(line))
  .flatMap((line) => {
    const [kind = '', cell = '', shown = ''] = line.slice(2).split(' | ');
    const labels = [...shown.matchAll(/\[[a-z-]+\]/g)].map(([label]) => label);
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, example]) => {
      const hidden: string[] = [];
      const text = example!.replace(/‹([^›]+)›/g, (_, part: string) => {
        // Amazon's keys have capitals and digits only.
        const key = /^\d{2}$/.test(part) ? keyOf(Number(part)) : part;
        hidden.push(kind.startsWith('AWS') ? key.toUpperCase() : key);
        return hidden.at(-1)!;
      });
      return { kind, text, hidden, labels };
    });
  });

test('the published table has examples of every kind', () => {
  expect(examples.length).toBeGreaterThan(70);
  for (const { hidden, labels } of examples) {
    expect(hidden.length).toBeGreaterThan(0);
    expect(labels.length).toBeGreaterThan(0);
  }
});

test.each(examples)('$kind: $text', ({ text, hidden, labels }) => {
  const redacted = redactText(text, 1_000);

  for (const part of hidden) expect(redacted).not.toContain(part);
  expect(labels.some((label) => redacted.includes(label))).toBe(true);
});

/** What may stand beside a secret: no letter or digit directly, as that would make it another word. */
const surroundings = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.lorem({ maxCount: 8 }),
  fc.constantFrom(
    '안녕하세요 노트북이 고장났습니다.',
    '{"title":"',
    'a,b;c\t',
    '</b> <i>',
    '((',
    '2026-11-27 09:00 ',
  ),
);
const separator = fc.constantFrom(' ', '\n', '\t', ' - ', ', ', '; ');

describe('a secret in any surroundings', () => {
  test.each(examples)('$kind: $text', ({ text, hidden }) => {
    fc.assert(
      fc.property(surroundings, separator, separator, surroundings, (before, open, close, after) => {
        // What stands there by chance is no leak.
        fc.pre(hidden.every((part) => !before.includes(part) && !after.includes(part)));
        const redacted = redactText(`${before}${open}${text}${close}${after}`, 2_000);
        for (const part of hidden) if (redacted.includes(part)) throw new Error(redacted);
      }),
      { numRuns: 40, seed: 20261127 },
    );
  });
});

const encodings: [string, (text: string) => string][] = [
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['all percent-encoded', (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&')],
  ['in wide letters', (text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
  ['with \\u escapes', (text) => text.replace(/[@=:-]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)],
  ['with HTML escapes', (text) => text.replace(/[@=:-]/g, (c) => `&#${c.charCodeAt(0)};`)],
  ['with zero-width characters', (text) => [...text].join('\u200b')],
];

test.each(encodings)('a secret %s is found', (_, encode) => {
  for (const { text, hidden } of examples.filter(({ text }) => !/^[<&]|%/.test(text))) {
    const redacted = redactText(`x ${encode(text)} y`, 4_000);

    for (const part of hidden) {
      expect(redacted).not.toContain(part);
      expect(redacted).not.toContain(encode(part));
    }
  }
});

test('what is redacted stays as it is when it is redacted again', () => {
  for (const { text } of examples) {
    const once = redactText(text, 1_000);
    expect(redactText(once, 1_000)).toBe(once);
  }
});

test('the server’s own sentences are left as they are', () => {
  const sentences = globSync('lambda/**/*.ts', { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(['`])([A-Z][^'`\n]{15,}[.!?])\1/g)].map(
      ([, , text]) => text!,
    ),
  );

  expect(sentences.length).toBeGreaterThan(100);
  expect(sentences.filter((text) => redactText(text, 5_000) !== text)).toEqual([]);
  for (const own of [
    'Sign in and send an access token as "Authorization: Bearer …".',
    'The token is not an access token.',
    'The Authorization header is not `Bearer <token>`.',
    'request token is still in progress',
  ]) {
    expect(redactText(own)).toBe(own);
  }
});

test('the sample policies lose nothing but addresses and numbers of people', () => {
  const lines = globSync('scripts/data/sample-data/policies/*.md', { cwd: root }).flatMap((file) =>
    readFileSync(join(root, file), 'utf8').split('\n'),
  );

  expect(lines.length).toBeGreaterThan(300);
  const changed = lines.filter(
    (line) => redactText(line, 5_000).replace(/\[(?:email|phone)\]/g, '') !== line,
  );
  expect(changed.filter((line) => !/@|\d{3,4}-\d{4}/.test(line))).toEqual([]);
});

test.each([
  'pass',
  'db_pass',
  'dbPass',
  'userPw',
  'x-api-key',
  'apiKey',
  '인증코드',
  'API 키',
  'OTP',
  'sessionId',
])('a value named %s is hidden', (name) => {
  expect(redact({ [name]: 'abc' })).toEqual({ [name]: '[masked]' });
});

test.each(['passenger', 'compass', 'passport', 'author', 'opinion', 'spin', 'keyboard'])(
  'a value named %s is shown',
  (name) => {
    expect(redact({ [name]: 'abc' })).toEqual({ [name]: 'abc' });
  },
);
