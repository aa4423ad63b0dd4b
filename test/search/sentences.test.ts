import { expect, test } from 'vitest';
import { sentencesOf } from '../../lambda/policies/search/sentences.ts';

test('a row of a table is a sentence that names its columns', () => {
  const table =
    '| 직급 | 일비 | 숙박비 |\n|---|--:|:-:|\n| 임원 | 50,000원 | **실비** |\n| 과장 | 25,000원 | |';

  expect(sentencesOf(`기준은 다음과 같다.\n\n${table}\n\n끝.`)).toEqual([
    '기준은 다음과 같다.',
    '임원: 일비 50,000원, 숙박비 실비',
    '과장: 일비 25,000원',
    '끝.',
  ]);
});

test('a table without rows, and one without a line under its header, stay as they are', () => {
  expect(sentencesOf('| 직급 | 일비 |\n|---|---|')).toEqual(['직급 일비']);
  expect(sentencesOf('| a | b |\n| c | d |')).toEqual(['a b', 'c d']);
});

test('the items of Korean documents are sentences of their own', () => {
  expect(sentencesOf('① 하나\n② 둘\n○ 셋\n가. 넷\n나. 다섯\n(1) 여섯')).toEqual([
    '① 하나',
    '② 둘',
    '○ 셋',
    '넷',
    '다섯',
    '(1) 여섯',
  ]);
});

test('what other editors write into Markdown is not shown', () => {
  const text = [
    'Ask <strong>IT</strong><br/>first.&nbsp;<!-- for\nreview --> Then <name>.',
    '- See [[vpn|the VPN page]], [[offices#Busan]] and ![[map.png]] %% draft %%.',
  ];

  expect(sentencesOf(text.join('\n'))).toEqual([
    'Ask IT first.',
    'Then <name>.',
    'See the VPN page, offices#Busan and map.png .',
  ]);
});
