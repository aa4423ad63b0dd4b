import { describe, expect, test } from 'vitest';
import { lightTerms, questionWords } from '../../lambda/text/korean-grammar.ts';
import { dictionaryStem, verbTerm } from '../../lambda/text/korean-verbs.ts';
import { findGroups, keyOf, packGroups } from '../../lambda/text/packed-groups.ts';
import table from '../../lambda/text/synonyms.json' with { type: 'json' };
import { createSynonyms } from '../../lambda/text/synonyms.ts';
import { termsOf } from '../../lambda/text/terms.ts';
import { wordsOf } from '../../lambda/text/words.ts';
import { sampleItems } from './sample-data.ts';

const groups = Object.values(table).flat();
const lookUp = (text: string, own: readonly string[] = []) =>
  createSynonyms(own)
    .lookUp(wordsOf(text).map((word) => ({ text: word, terms: termsOf(word) })))
    .map((synonym) => synonym.text);

test('there are enough groups, and each is at least two ways to say something', () => {
  expect(groups.length).toBeGreaterThanOrEqual(600);
  expect(groups.filter((group) => group.split(' ').filter((word) => word !== '>').length < 2)).toEqual([]);
});

test('a group is words with single spaces, no word twice', () => {
  const wrong = groups.filter((group) => {
    const words = group.split(' ');
    return (
      new Set(words).size < words.length || words.some((word) => !/^(?:>|[\p{L}\p{N}_'&-]+)$/u.test(word))
    );
  });

  expect(wrong).toEqual([]);
});

test('no group is there twice', () => {
  expect(new Set(groups).size).toBe(groups.length);
});

test('no way to say it is nothing but words that stand in every question', () => {
  const empty = groups
    .flatMap((group) => group.split(' > ', 1)[0]!.split(' '))
    .filter((entry) => {
      const words = entry.replace(/-$/, '').split('_');
      const telling = words.filter((word) => !questionWords.has(word.toLowerCase()));
      const [only = ''] = telling;
      const isLightVerb = entry.endsWith('-') && lightTerms.has(verbTerm(dictionaryStem(only)));
      return words.length > 1 && (telling.length === 0 || (telling.length === 1 && isLightVerb));
    });

  expect(empty).toEqual([]);
});

describe('looks up', () => {
  test.each([
    ['법카로', '법인카드'],
    ['관두면', '퇴사'],
    ['집에서 일해도', '재택근무'],
    ['2단계 인증', 'MFA'],
    ['sick leave', '병가'],
    ['고양이는', '반려동물'],
  ])('%s as %s', (text, expected) => {
    expect(lookUp(text)).toContain(expected);
  });
});

test('what stands to the right of > is looked for and does not look for the others', () => {
  expect(lookUp('아이패드')).toContain('tablet');
  expect(lookUp('tablet')).not.toContain('아이패드');
});

test("a company's own groups are added", () => {
  expect(lookUp('꿀단지', ['꿀단지 복지포인트'])).toContain('복지포인트');
});

test('members of every object are no words', () => {
  expect(lookUp('constructor')).toEqual([]);
  expect(lookUp('__proto__')).toEqual([]);
});

test('every category and brand of the sample stock is known in Korean', () => {
  const names = sampleItems().flatMap((item) => [item.category, item.name.split(' ', 1)[0]!]);
  const unknown = [...new Set(names)].filter(
    (name) => !lookUp(name).some((text) => /[가-힣]/.test(text ?? '')),
  );

  expect(unknown).toEqual([]);
});

test('packed groups are found by the keys of all their entries, in their order, and by nothing else', () => {
  const packed = packGroups(groups);
  const expected = new Map<string, string[]>();
  for (const group of groups) {
    for (const key of new Set(group.split(' > ', 1)[0]!.split(' ').map(keyOf))) {
      expected.set(key, [...(expected.get(key) ?? []), group]);
    }
  }

  const wrong = [...expected].filter(
    ([key, found]) => findGroups(packed, key).join('\n') !== found.join('\n'),
  );
  expect(wrong).toEqual([]);
  for (const key of [
    '',
    '\0',
    'a',
    '가',
    '힣힣',
    '\uffff',
    ...[...expected.keys()].map((known) => `${known}~`),
  ]) {
    if (!expected.has(key)) expect(findGroups(packed, key), key).toEqual([]);
  }
});

test('no groups are packed and searched like any', () => {
  expect(findGroups(packGroups([]), 'laptop')).toEqual([]);
  expect(findGroups(packGroups(['laptop 노트북']), '노트북')).toEqual(['laptop 노트북']);
});
