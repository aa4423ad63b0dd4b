import { describe, expect, test } from 'vitest';
import { termsOf } from '../../lambda/text/terms.ts';
import { fold, stemOf, wordsOf } from '../../lambda/text/words.ts';

describe('fold makes equal', () => {
  test.each([
    ['case', 'MacBook', 'macbook'],
    ['full width', 'ＶＰＮ', 'VPN'],
    ['decomposed Hangul', '재택근무'.normalize('NFD'), '재택근무'],
    ['half-width Hangul', 'ﾡﾢ', 'ㄱㄲ'],
    ['Unicode spaces', ' a\u00a0\u3000\u2009b\t\nc ', 'a b c'],
    ['what cannot be seen', 'VPN\u200b\u200d\ufeff\u00ad', 'vpn'],
    ['kinds of quote', '27” 27″ ‘x’', '27" 27" \'x\''],
    ['kinds of dash', 'Wi‑Fi Wi–Fi', 'wi-fi wi-fi'],
  ])('%s', (_, one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  test('a folded text and itself folded again', () => {
    const texts = ['İstanbul ﷺ ½ Ⅷ', '맥북\ud800프로', 'e\u0301\u0323', 'ǅ ß ſ'];

    expect(texts.map((text) => fold(fold(text)))).toEqual(texts.map(fold));
  });

  test('but leaves signs that are only signs', () => {
    expect(fold('100% _a_ [b] (c) \\d+')).toBe('100% _a_ [b] (c) \\d+');
  });
});

test('words are runs of letters and digits, apart where Hangul begins or ends', () => {
  expect(wordsOf('사내VPN에서 2단계 인증(2FA), 15일!')).toEqual([
    '사내',
    'vpn',
    '에서',
    '2단계',
    '인증',
    '2fa',
    '15일',
  ]);
});

test('Wi-Fi and wifi are one word, first-day is two', () => {
  expect(wordsOf('Wi-Fi wifi first-day')).toEqual(['wifi', 'wifi', 'first', 'day']);
});

describe('stems', () => {
  test.each([
    ['해외에서', '해외'],
    ['노트북은', '노트북'],
    ['신청하려면', '신청'],
    ['집에서', '집'],
    ['휴가', '휴가'],
    ['회의', '회의'],
    ['연장근로', '연장근로'],
    ['연장근로를', '연장근로'],
    ['와이파이', '와이파이'],
    ['와이파이가', '와이파이'],
    ['정형외과', '정형외과'],
    ['회사로', '회사'],
    ['메일로', '메일'],
    ['본사로', '본사'],
    ['자동차보험', '자동차보험'],
    ['가족이라고', '가족'],
    ['policies', 'polic'],
    ['policy', 'polic'],
    ['expenses', 'expens'],
    ['working', 'work'],
    ['access', 'access'],
    ['vpn', 'vpn'],
  ])('%s has the stem %s', (word, stem) => {
    expect(stemOf(word)).toBe(stem);
  });
});

describe('a word is looked up as', () => {
  test.each([
    ['해외에서', ['해외']],
    ['신청하려면', ['신청']],
    ['승인됩니다', ['승인']],
    ['정산기한', ['정산기한']],
    ['고용보험', ['고용보험']],
    ['헌혈하러', ['헌혈']],
    ['책을', ['책을', '책']],
    ['moving', ['move']],
    ['moves', ['move']],
    ['driving', ['driv']],
    ['drives', ['driv']],
    ['planning', ['plan']],
    ['noted', ['note']],
    ['cares', ['care']],
    ['한도', ['한도']],
    ['speeding', ['speed']],
    ['lost', ['lose']],
    ['stolen', ['steal']],
    ['drove', ['driv']],
    ['police', ['police']],
    ['차가', ['차가', '차']],
    ['분실했어요', ['분실']],
    ['게시하면', ['게시']],
    ['지원받습니다', ['지원']],
  ])('%s', (word, terms) => {
    expect(termsOf(word)).toEqual(expect.arrayContaining(terms));
  });

  test('a noun and a verb, when it may be either', () => {
    expect(termsOf('바꾸고')).toHaveLength(2);
    expect(termsOf('신고')).toEqual(['신고']);
  });
});
