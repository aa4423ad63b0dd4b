import { expect, test } from 'vitest';
import {
  bareInitials,
  initialsOf,
  soundOf,
  spelledLetters,
  typedInEnglish,
  typedInKorean,
} from '../../lambda/text/hangul-letters.ts';

test.each([
  ['qlalfqjsgh', '비밀번호'],
  ['woxor rmsan', '재택 근무'],
  ['dhkdlvkdl', '와이파이'],
  ['rkqt', '값'],
])('%s on an English keyboard is %s', (typed, expected) => {
  expect(typedInKorean(typed)).toBe(expected);
});

test.each([
  ['ㅍㅔㅜ', 'vpn'],
  ['ㅣ메새ㅔ', 'laptop'],
])('%s on a Korean keyboard is %s', (typed, expected) => {
  expect(typedInEnglish(typed)).toBe(expected);
});

test('initial consonants are read in either of their forms, and only when there is nothing else', () => {
  expect(initialsOf('보안교육')).toBe('ㅂㅇㄱㅇ');
  expect(bareInitials('ㅂㅇㄱㅇ')).toBe('ㅂㅇㄱㅇ');
  expect(bareInitials('ㅂㅇㄱㅇ'.normalize('NFKC'))).toBe('ㅂㅇㄱㅇ');
  expect(bareInitials('ㅂㅇ교육')).toBeUndefined();
});

test('the names of letters are letters', () => {
  expect(spelledLetters('브이피엔')).toBe('vpn');
  expect(spelledLetters('유에스비')).toBe('usb');
  expect(spelledLetters('비밀번호')).toBeUndefined();
});

test('a loan word sounds like its original', () => {
  expect(soundOf('글로벌프로텍트')).toBe(soundOf('GlobalProtect'));
  expect(soundOf('어센티케이터')).toBe(soundOf('Authenticator'));
  expect(soundOf('파일볼트')).not.toBe(soundOf('BitLocker'));
});
