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
