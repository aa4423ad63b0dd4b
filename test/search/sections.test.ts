import { describe, expect, test } from 'vitest';
import { findSection, introductionOf, sectionsOf } from '../../lambda/policies/search/sections.ts';

const body = `# 재택근무 정책

들어가는 말입니다.

## 1. 대상과 일수

- 주 2일까지
- 화요일 제외

### 예외

임신 중이면 3일까지.

## 2. 신청과 승인 ##

\`\`\`
## 제목이 아님
\`\`\`

##3. 이것도 아님

## 3. 장비와 보안
VPN을 켭니다.
`;

test('a section is a heading with all that follows up to the next one', () => {
  expect(sectionsOf(body)).toEqual([
    { heading: '1. 대상과 일수', text: '- 주 2일까지\n- 화요일 제외\n\n### 예외\n\n임신 중이면 3일까지.' },
    { heading: '2. 신청과 승인', text: '```\n## 제목이 아님\n```\n\n##3. 이것도 아님' },
    { heading: '3. 장비와 보안', text: 'VPN을 켭니다.' },
  ]);
});

test('Windows line ends make no difference', () => {
  expect(sectionsOf(body.replaceAll('\n', '\r\n'))).toEqual(sectionsOf(body));
});

test('the introduction is what stands before the sections, without the title', () => {
  expect(introductionOf(body)).toBe('들어가는 말입니다.');
  expect(introductionOf('Only text.')).toBe('Only text.');
  expect(introductionOf('')).toBe('');
});

describe('a text without ## headings has as sections', () => {
  test.each([
    [
      'articles',
      '제1조(목적) 이 규칙은\n제2조 (휴가) ① 15일\n② 제1조에 따라\n제3조의2(경조) 5일',
      '제1조(목적)|제2조 (휴가)|제3조의2(경조)',
    ],
    [
      'articles without brackets',
      '제1조 목적\n이 규칙은\n제2조 휴가의 종류\n15일',
      '제1조 목적|제2조 휴가의 종류',
    ],
    [
      'English articles',
      'Article 1 (Scope)\nall\nArticle 2 (Leave) 15 days',
      'Article 1 (Scope)|Article 2 (Leave)',
    ],
    ['deeper headings', '# T\n\n### A\na\n#### A1\n### B\nb', 'A|B'],
    ['first-level headings after the title', '# T\nintro\n# A\na\n# B\nb', 'A|B'],
    ['bold lines', '**휴가**\n15일\n\n**경비:**\n3만원', '휴가|경비'],
    ['questions', '# FAQ\nQ. 며칠?\nA. 15일\n\n**Q2: 얼마?**\nA. 3만원', 'Q. 며칠?|Q2: 얼마?'],
    [
      'numbered lines with text under each',
      '1. 목적\n좋다.\n\n2. 범위\n모두\n\n3. 기간\n- a',
      '1. 목적|2. 범위|3. 기간',
    ],
    [
      'chapters and the articles in them',
      '## 제1장 총칙\n제1조(목적) a\n제2조(범위) b\n## 제2장 휴가\n제3조(연차) c',
      '제1장 총칙|제1조(목적)|제2조(범위)|제2장 휴가|제3조(연차)',
    ],
    [
      'chapters and the headings of articles in them',
      '## 제1장 총칙\n### 제1조(목적)\na\n### **제2조(범위)**\nb\n#### 해설\nc\n## 제2장 휴가\n### 제3조 연차\nd',
      '제1장 총칙|제1조(목적)|제2조(범위)|제2장 휴가|제3조 연차',
    ],
    [
      'chapters and English articles in them',
      '## Chapter 1\n### Article 1 (Purpose)\na\n### Article 2 (Scope)\nb\n### Article 3 (Leave)\nc',
      'Chapter 1|Article 1 (Purpose)|Article 2 (Scope)|Article 3 (Leave)',
    ],
  ])('%s', (_, text, headings) => {
    expect(sectionsOf(text).map(({ heading }) => heading)).toEqual(headings.split('|'));
  });

  test.each([
    ['a list', '1. 하나\n2. 둘\n3. 셋'],
    ['references to articles', '제1조에 따라 한다.\n제2조에 따른다.'],
    ['a bold line alone', '**주의**\n글'],
    ['code', '```\n### A\n### B\n```'],
  ])('nothing: %s', (_, text) => {
    expect(sectionsOf(text)).toEqual([]);
  });

  test('the rest of the line as its text, and no word is lost', () => {
    expect(sectionsOf('머리말\n제1조(목적) 이 규칙은\n좋다.\n제2조(휴가)\n15일')).toEqual([
      { heading: '제1조(목적)', text: '이 규칙은\n좋다.' },
      { heading: '제2조(휴가)', text: '15일' },
    ]);
    expect(introductionOf('머리말\n제1조(목적) 이 규칙은\n제2조(휴가)\n15일')).toBe('머리말');
  });
});

test('an article is found by its number where a chapter has the same one', () => {
  const chapters = { body: '## 제1장 총칙\n## 제1조(목적)\na\n## 제2장 휴가\n## 제2조(연차)\nb' };

  expect(findSection(chapters, '제2조')?.heading).toBe('제2조(연차)');
  expect(findSection(chapters, '제2장')?.heading).toBe('제2장 휴가');
});

describe('a section is found by', () => {
  test.each([
    ['its number', '3'],
    ['its number with a full stop', '3.'],
    ['its number in words of a law', '제 3 조'],
    ['its number in English', 'Section 3'],
    ['its number in full width', '３'],
    ['its heading', '3. 장비와 보안'],
    ['its heading without spaces', '3.장비와보안'],
    ['its heading without the number', '장비와 보안'],
    ['its heading decomposed', '장비와 보안'.normalize('NFD')],
    ['its heading with the marks', '## 3. 장비와 보안'],
    ['a part that no other heading has', '보안'],
  ])('%s', (_, section) => {
    expect(findSection({ body }, section)?.heading).toBe('3. 장비와 보안');
  });

  test('its place, when headings have no numbers', () => {
    const unnumbered = { body: '## Scope\na\n## VPN Access\nb' };

    expect(findSection(unnumbered, '2')?.text).toBe('b');
    expect(findSection(unnumbered, 'vpn  ACCESS')?.text).toBe('b');
  });
});

test.each(['4', '0', '', '.', '과', '없음', '[', '## '])('there is no section %j', (section) => {
  expect(findSection({ body }, section)).toBeUndefined();
});
