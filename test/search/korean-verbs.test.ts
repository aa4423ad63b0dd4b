import { describe, expect, test } from 'vitest';
import { dictionaryStem, nounOfVerb, verbStem } from '../../lambda/text/korean-verbs.ts';

describe('all forms of a verb have one stem', () => {
  test.each([
    ['바꾸', '바꿔야 바꾸고 바꿉니다 바꾼 바꿀 바꾸는 바꿨어요 바꿔야되나 바꿔주나'],
    ['끊기', '끊겨요 끊깁니다 끊기면 끊겼어요'],
    ['쓰', '쓰고 씁니다 써도 써요 쓸 쓴'],
    ['잃어버리', '잃어버렸어요 잃어버리면 잃었는데 잃어버림 잃어버렸을때'],
    ['켜', '켜야되나 켭니다 켜고 켰는데'],
    ['빌리', '빌려주지 빌릴 빌립니다 빌려'],
    ['누르', '눌러 누르고 눌렀거나 누릅니다'],
    ['돕', '도와줘 돕고'],
    ['춥', '추워요 춥고'],
    ['먹', '먹어도 먹은 먹습니다 먹으면'],
    ['지우', '지워달라고 지워줄 지워주나요 지우면 지워달래요 지운대요 지우자마자 지우느라'],
    ['보내', '보내달라고 보내도돼 보낼건데 보낼텐데 보내고나서 보내지말고 보내겠습니다'],
    ['있', '있으면 있는데 있었어요 있을때 있던데 있나요'],
    ['줄어들', '줄어드나 줄어들면 줄어드는 줄어든'],
    ['돌아가시', '돌아가셨는데 돌아가신 돌아가시면'],
    ['적히', '적혀있으면 적히고 적혔는데'],
  ])('%s', (stem, forms) => {
    const stems = forms.split(' ').map(verbStem);

    expect(new Set(stems)).toEqual(new Set([dictionaryStem(stem)]));
  });
});

test.each(['신고', '재고', '회사', '한도', '휴가', '밤', '돈', '팀', '부서는', '지원은'])(
  '%s is a noun and no form of a verb',
  (noun) => {
    expect(verbStem(noun)).toBeUndefined();
  },
);

test('a noun with 하다, 되다 or 당하다 is that noun', () => {
  const words = [
    '신청했는데',
    '신청하려면',
    '승인됩니다',
    '승인돼요',
    '해킹당한',
    '해지하려면',
    '담당하는',
    '삭제해달라고',
    '결제했는데',
    '변경할까요',
    '여행하면',
  ];

  expect(words.map((word) => nounOfVerb(verbStem(word)!))).toEqual([
    '신청',
    '신청',
    '승인',
    '승인',
    '해킹',
    '해지',
    '담당',
    '삭제',
    '결제',
    '변경',
    '여행',
  ]);
});

test('있 is no past tense and 돌아가시 is not 돌아가', () => {
  expect(verbStem('있으면')).not.toBe(verbStem('이면'));
  expect(verbStem('돌아가신')).not.toBe(verbStem('돌아가면'));
});

test('없어지다 is not 없다', () => {
  expect(verbStem('없어졌어요')).not.toBe(verbStem('없으면'));
});
