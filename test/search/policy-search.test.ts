import { describe, expect, test } from 'vitest';
import { createPolicySearch } from '../../lambda/policies/search/policy-search.ts';
import { policy, samplePolicies } from './sample-data.ts';

const sample = createPolicySearch(samplePolicies());

describe('the score', () => {
  const text = (doc_id: string, overrides: Parameters<typeof policy>[0]) =>
    policy({ doc_id, body: 'Nothing.', ...overrides });
  const other = text('other', { title: 'Other' });
  const scores = (...policies: Parameters<typeof createPolicySearch>[0]) =>
    createPolicySearch([...policies, other])
      .find('parking')
      .hits.map(({ doc_id, score }) => [doc_id, score]);

  test('puts a title before a tag before the text', () => {
    const found = scores(
      text('in-text', { body: 'There is parking.' }),
      text('in-tag', { tags: ['parking'] }),
      text('in-title', { title: 'Parking' }),
    );

    expect(found.map(([doc_id]) => doc_id)).toEqual(['in-title', 'in-tag', 'in-text']);
  });

  test('is five eighths of 3 for the title and 2 for a tag, and 5 for the best passage of all', () => {
    expect(scores(text('found', { title: 'Parking' }))).toEqual([['found', 6.88]]);
    expect(scores(text('found', { title: 'Parking', tags: ['parking', 'parking lot'] }))).toEqual([
      ['found', 8.13],
    ]);
  });

  test('is five eighths of 0.5 for each sentence of the text, up to 3', () => {
    expect(scores(text('found', { body: 'parking. '.repeat(4) }))).toEqual([['found', 6.25]]);
    expect(scores(text('found', { body: 'parking. '.repeat(6) }))).toEqual([['found', 6.88]]);
    expect(scores(text('found', { body: 'parking. '.repeat(60) }))).toEqual([['found', 6.88]]);
  });

  test('is between 0 and 10 with two decimals, and never rises down the list', () => {
    const { hits } = sample.find('해외에서 VPN 접속 신청');

    expect(hits.length).toBeGreaterThan(3);
    for (const [at, { score }] of hits.entries()) {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(hits[at - 1]?.score ?? 10);
      expect(Math.round(score * 100) / 100).toBe(score);
    }
  });

  test('is the same for equal policies, which are then in the order of their ids', () => {
    const same = { title: 'Parking', body: 'Park here.' };

    expect(scores(policy({ ...same, doc_id: 'b' }), policy({ ...same, doc_id: 'a' }))).toEqual([
      ['a', 7.19],
      ['b', 7.19],
    ]);
  });
});

test('a hit has its best section and a snippet from it', () => {
  expect(sample.find('해외에서 근무할 수 있나요?').hits[0]).toMatchObject({
    doc_id: 'remote-work',
    title: '재택근무 정책',
    section: '6. 해외 근무',
    snippet: expect.stringMatching(/^해외 근무는 /),
  });
});

test('every snippet is plain text of at most 300 code points from the section', () => {
  const hits = ['VPN', '비밀번호', 'leave', '노트북 교체'].flatMap((query) => sample.find(query).hits);

  expect(hits.length).toBeGreaterThan(10);
  for (const { snippet, section } of hits) {
    expect(snippet).not.toMatch(/[#*`|]|^- /m);
    expect([...snippet].length).toBeLessThanOrEqual(300);
    expect(snippet.length).toBeGreaterThan(20);
    expect(section).not.toMatch(/#/);
  }
});

test('a Korean query finds the Korean version before the English one, and the other way round', () => {
  const order = (query: string) =>
    sample
      .find(query)
      .hits.map((hit) => hit.doc_id)
      .filter((id) => id.startsWith('vpn'));

  expect(order('VPN 장애')).toEqual(['vpn', 'vpn-en']);
  expect(order('VPN outage')).toEqual(['vpn-en', 'vpn']);
});

test.each([
  ['a mistyped Korean word', '재택근부', 'remote-work'],
  ['a single syllable', '집', 'remote-work'],
  ['decomposed Hangul', '재택근무'.normalize('NFD'), 'remote-work'],
  ['full-width letters', 'ＶＰＮ', 'vpn-en'],
  ['another form of an English word', 'policies on travelling expense', 'expenses-en'],
])('%s is found', (_, query, first) => {
  expect(sample.find(query).hits[0]?.doc_id).toBe(first);
});

test('a policy without text is found by its title, which is then its section', () => {
  const search = createPolicySearch([policy({ title: '주차 안내', language: 'ko', body: '' })]);

  expect(search.find('주차').hits).toMatchObject([{ section: '주차 안내', snippet: '' }]);
});

test('the introduction is a passage under the title', () => {
  const search = createPolicySearch([
    policy({ title: 'Parking', body: '# Parking\n\nAsk Facilities.\n\n## 1. Cars\n\nPark on floor 2.' }),
  ]);

  expect(search.find('facilities').hits).toMatchObject([{ section: 'Parking', snippet: 'Ask Facilities.' }]);
});

test('a word that shares only its beginning is not found', () => {
  expect(sample.find('자동문').hits).toEqual([]);
});

describe('an empty result suggests', () => {
  test('the titles in the language of the query when no word is near', () => {
    expect(sample.find('쀍뷁').suggestion?.en).toMatch(
      /^No policy matches\. There are policies on .*"재택근무 정책"/,
    );
    expect(sample.find('zxqvwk').suggestion?.en).toMatch(/"Remote Work Policy"/);
    expect(sample.find('쀍뷁').suggestion?.en).not.toMatch(/Remote Work/);
  });

  test('nothing but that there are no policies', () => {
    expect(createPolicySearch([]).find('VPN')).toMatchObject({
      hits: [],
      suggestion: { en: 'There are no policies.' },
    });
  });
});

describe('a word that is nowhere is searched as', () => {
  test.each([
    ['the nearest word', 'recipt', 'expenses-en', 'receipt'],
    ['the nearest Korean word', '비빌번호', 'security', '비밀번호'],
    ['the word of its initials', 'ㅂㅇㄱㅇ', 'security', '보안교육'],
    ['the Latin name that sounds like it', '글로벌프로텍트', 'vpn', undefined],
    ['the letters that it names', '브이피엔', 'vpn', undefined],
    ['what the other keyboard would have typed', 'qjqdlszkem', 'expenses', '법인카드'],
    ['what the other keyboard would have typed in English', 'ㅍㅔㅜ', 'vpn-en', 'vpn'],
  ])('%s: %s', (_, query, first, searched) => {
    const { hits, missed } = sample.find(query);

    expect(hits[0]?.doc_id).toBe(first);
    if (searched) expect(missed).toEqual([{ word: query, searched: expect.stringContaining(searched) }]);
  });

  test('nothing else while another word of the query is known', () => {
    expect(sample.find('VPN qjqdlszkem').missed).toEqual([{ word: 'qjqdlszkem' }]);
  });
});

describe('a hit has', () => {
  const body = [
    '## Cars',
    'Parking costs 10 dollars a day.',
    '## Bikes',
    'Bicycle parking is free.',
    '## Lunch',
    'Lunch is at noon.',
  ].join('\n\n');
  const search = createPolicySearch([policy({ title: 'House', body })]);

  test('the two passages that answer best, the best first', () => {
    const [hit] = search.find('how much is parking').hits;

    expect(hit?.passages.map(({ section }) => section)).toEqual(['Cars', 'Bikes']);
    expect(hit?.passages[0]).toEqual({ section: hit?.section, snippet: hit?.snippet });
  });

  test('one passage when no other one has the words', () => {
    expect(search.find('lunch').hits[0]?.passages).toHaveLength(1);
  });
});

test('a word inside another word does not win', () => {
  const search = createPolicySearch([
    policy({ doc_id: 'watching', language: 'ko', body: '모니터링을 매일 합니다. 모니터링 결과를 봅니다.' }),
    policy({ doc_id: 'screens', language: 'ko', body: '의자와 모니터를 빌려 드립니다.' }),
  ]);

  expect(search.find('모니터').hits[0]?.doc_id).toBe('screens');
});

test.each(['와이어가드', '와이어가드 설정'])('%s finds the policy that writes WireGuard', (query) => {
  const search = createPolicySearch([
    policy({ doc_id: 'vpn', language: 'ko', body: 'WireGuard를 설치하고 설정합니다.' }),
    policy({ doc_id: 'desk', language: 'ko', body: '모니터를 설정합니다.' }),
  ]);

  expect(search.find(query).hits[0]?.doc_id).toBe('vpn');
});

test('a policy is found by the words that its owner gives besides its tags', () => {
  const search = createPolicySearch([
    policy({ title: 'House', also: ['hive'] }),
    policy({ doc_id: 'other' }),
  ]);

  expect(search.find('hive').hits.map(({ doc_id }) => doc_id)).toEqual(['a-policy']);
});

test.each([
  ['새 노트북 언제 교체해줘', 'onboarding', '2. 장비'],
  ['what is the hotel limit', 'expenses-en', '5. Travel expenses'],
  ['hotel cap in Busan', 'expenses-en', '5. Travel expenses'],
  ['클로드에 고객 정보 넣어도 돼요', 'security', '6. 피싱과 자료 보호'],
])('%s is answered by %s, %s', (query, doc_id, section) => {
  const [best] = sample.find(query).hits;

  expect(best?.doc_id).toBe(doc_id);
  expect(best?.passages.map((passage) => passage.section)).toContain(section);
});

test('a synonym that is one word is found where the text writes it as two', () => {
  const { find } = createPolicySearch([
    policy({
      doc_id: 'store',
      title: 'Store',
      body: '## 감시 카메라\n영상은 30일 둔다.\n## 보관\n서류는 5년 보관한다.',
    }),
  ]);

  expect(find('CCTV 며칠').hits[0]?.section).toBe('감시 카메라');
});

test('a word that tells nothing does not keep an unknown one from being repaired', () => {
  const { find } = createPolicySearch([
    policy({ doc_id: 'rates', title: 'Rates', body: '비율은 표와 같다.' }),
    policy({ doc_id: 'reimburse', title: 'Refunds', body: '정산서는 총무팀에 낸다.' }),
  ]);

  expect(find('정산셔 같아요').hits.map(({ doc_id }) => doc_id)).toEqual(['reimburse']);
});

describe('a Korean question without spaces is read as with them', () => {
  test.each([
    ['법인카드로현금 뽑아도 되나', '법인카드로 현금 뽑아도 되나'],
    ['노트북도난당했어요 어디 연락', '노트북 도난당했어요 어디 연락'],
    ['계정이잠겼는데 언제 풀려', '계정이 잠겼는데 언제 풀려'],
    ['병가며칠까지 돈 나와', '병가 며칠까지 돈 나와'],
    ['쉬는시간 얼마나 되나요', '쉬는 시간 얼마나 되나요'],
  ])('%s', (typed, written) => {
    const best = ({ hits }: ReturnType<typeof sample.find>) => [hits[0]?.doc_id, hits[0]?.section];

    expect(best(sample.find(typed))).toEqual(best(sample.find(written)));
  });
});

test.each([
  ['안녕하세요 재택근무 며칠까지 되나요? 아시는 분 계신가요? 감사합니다', '재택근무 며칠까지 되나요?'],
  ['hi, does anyone know how often passwords change? thanks', 'how often passwords change'],
])('courtesy changes nothing: %s', (polite, plain) => {
  expect(sample.find(polite).hits[0]!.snippet).toBe(sample.find(plain).hits[0]!.snippet);
});

test.each([
  ['approval', 'Overtime is approved by the team lead.'],
  ['notification', 'The office is notified by mail.'],
  ['reimbursed', 'Reimbursement takes ten days.'],
])('%s finds another word of its root', (query, body) => {
  const { find } = createPolicySearch([policy({ body }), policy({ doc_id: 'other', body: 'Nothing.' })]);

  expect(find(query).hits.map(({ doc_id }) => doc_id)).toEqual(['a-policy']);
});

test('an abbreviation stands in a Korean text for its Korean name', () => {
  const { find } = createPolicySearch([
    policy({ doc_id: 'footage', language: 'ko', body: 'CCTV 영상은 30일 동안 둡니다.' }),
    policy({ doc_id: 'archive', language: 'ko', body: '영상 자료실은 3층입니다.' }),
  ]);

  expect(find('씨씨티비 영상').hits[0]!.doc_id).toBe('footage');
});

describe('an article that says what the policy is for', () => {
  const { find } = createPolicySearch([
    policy({
      language: 'ko',
      title: '근무 규정',
      body: [
        '제1조(목적) 이 규정은 재택근무의 기준을 정하고 재택근무를 하는 사람을 돕는다.',
        '제2조(정의) 재택근무는 집에서 하는 근무를 말한다.',
        '제3조(일수) 재택근무는 한 주에 이틀까지 한다.',
        '제4조(부칙) 2026년 3월 1일부터 시행한다.',
      ].join('\n'),
    }),
  ]);

  test('comes after the one with the rule', () => {
    expect(find('재택근무 하는 날').hits[0]!.section).toBe('제3조(일수)');
    expect(find('재택근무 며칠까지').hits[0]!.section).toBe('제3조(일수)');
  });

  test('is found when the question asks for it', () => {
    expect(find('재택근무 규정의 목적').hits[0]!.section).toBe('제1조(목적)');
    expect(find('재택근무 정의').hits[0]!.section).toBe('제2조(정의)');
  });
});

test('what only the other language says counts as much as a synonym', () => {
  const { find } = createPolicySearch([
    policy({ doc_id: 'learning', body: 'Courses are paid up to KRW 900,000.' }),
    policy({ doc_id: 'housing', language: 'ko', body: '전세 이자를 지원받습니다.' }),
    policy({ doc_id: 'meals', language: 'ko', body: '식대를 지원합니다.' }),
  ]);

  expect(find('교육비 얼마까지 지원돼요?').hits[0]!.doc_id).toBe('learning');
});

test('an amount asks who decides on it', () => {
  const { find } = createPolicySearch([
    policy({ doc_id: 'approval', language: 'ko', body: '3백만원이 넘으면 본부장이 승인한다.' }),
    policy({ doc_id: 'chemicals', language: 'ko', body: '시약은 잠긴 장에 둔다. 시약의 목록을 붙인다.' }),
  ]);

  expect(find('200만원짜리 내가 그냥 사도 돼?').hits[0]!.doc_id).toBe('approval');
});

test('a word that only asks is not repaired', () => {
  const { find } = createPolicySearch([policy({ body: 'Husband and wife may suspend it.' })]);

  expect(find('차리고 싶은데요').missed.map(({ word }) => word)).toEqual(['차리고']);
});

test('leaving a company is no annual leave', () => {
  const { find } = createPolicySearch([
    policy({ doc_id: 'leave', body: 'Everyone has 15 days of annual leave.' }),
    policy({ doc_id: 'resign', body: 'Resignation is announced a month before.' }),
  ]);

  expect(find('I am leaving').hits[0]!.doc_id).toBe('resign');
});

test.each([
  ['업무용 SW 사고 싶어', 'expenses'],
  ['can I use ChatGPT with customer data', 'security-en'],
  ['can I fly business class', 'expenses-en'],
  ['외국에서 VPN 되나', 'vpn'],
  ['자기계발비 있어?', 'expenses'],
])('%s is answered by %s', (query, doc_id) => {
  expect(sample.find(query).hits[0]!.doc_id).toBe(doc_id);
});

describe('a policy in the other language', () => {
  test('gives way to its translation', () => {
    const bodies = {
      en: 'Lockers are on floor 2.',
      ko: '사물함 is the Korean word. Lockers are on floor 2.',
    };
    const scoreOf = (id: string) =>
      createPolicySearch([
        policy({ doc_id: 'lockers-en', language: 'en', body: bodies.en }),
        policy({ doc_id: id, language: 'ko', body: bodies.ko }),
      ])
        .find('사물함')
        .hits.find(({ doc_id }) => doc_id === 'lockers-en')!.score;

    expect(scoreOf('lockers') / scoreOf('keys')).toBeCloseTo(0.7 / 0.9, 1);
  });
});

test('the beginning of a word is no word that asks', () => {
  const { find } = createPolicySearch([
    policy({ doc_id: 'buses', language: 'ko', body: '검진 버스가 5월에 공장으로 옴. 사 드립니다.' }),
  ]);

  expect(find('일찍 나오면').hits).toEqual([]);
  expect(find('회사에서').hits).toEqual([]);
});

test('words with a meaning together may have another word between them', () => {
  const { find } = createPolicySearch([
    policy({ doc_id: 'remote', language: 'ko', body: '재택근무는 한 주에 이틀이다.' }),
    policy({ doc_id: 'house', language: 'ko', body: '집에서 쓰는 의자를 빌려준다.' }),
  ]);

  expect(find('집에서 편하게 일하고 싶어요').hits[0]!.doc_id).toBe('remote');
});

test('words with a meaning together find what only the other language says', () => {
  const { find } = createPolicySearch([
    policy({ doc_id: 'login', language: 'ko', body: '모든 계정에 2단계 인증을 켠다.' }),
    policy({ doc_id: 'site', language: 'ko', title: '현장 안내', body: '현장에서는 조끼를 입는다.' }),
  ]);

  expect(find('two-factor').hits[0]!.doc_id).toBe('login');
});
