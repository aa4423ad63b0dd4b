import { englishStem } from './english-stem.ts';
import { dictionaryTerm } from './korean-verbs.ts';

/**
 * Terms that are too common to distinguish questions and texts; stems of verbs are written as `~` and decomposed
 * letters.
 */
export default [
  ...listOf(
    '쓰 받 주 하 되 자 타 일하 있 없 보 가 오 나오 나가 들어가 들어오 올리 당하 내 들 만들 알 모르 같 다니 나 놓 두 말 넣 해주 싶 원하 필요하 가능하',
  ).map(dictionaryTerm),
  ...listOf(
    '회사 사람 직원 물건 사용 필요 경우 방법 하루 이번 지금 오늘 그냥 혹시 정도 관련 업무 내용 다른 없이 없는 새로 따로 꼭 다시 같이 함께 다음 자꾸 새 총 곳 중 후 뒤 전 안 쪽',
  ),
  ...listOf(
    'company work worker staff need get go take use make people employee us give do before during after',
  ).map(englishStem),
].join(' ');

function listOf(words: string): string[] {
  return words.split(' ');
}
