import { isTableNoun } from './table-nouns.ts';

/** Nouns that look like a verb with an ending: 신고 (report) is not a form of 신다. */
const nouns = new Set(
  `최고 참고 부서 부스 사기 보기 경기 용기 시기 사면 서면 측면 표면 반면 장면 지도 제도 정도 속도 각도 가지 방지 유지 회사 필요 주요 수요
  중요 문화 지금 조금 방금 오늘 내일 시간 공간 월간 순간 중간 개인 신분 최신 상자 일자 문자 숫자 글자 모자 남자 여자 효자 밤 봄
  힘 꿈 잠 춤 몸 곰 감 점 섬 금 팀 담 땀 품 홈 틈 셈 침 음 님 남 달 물 불 말 팔 글 길 돌 술 굴 칼 털 풀 쌀 절 별 벌
  골 룰 콜 돈 눈 손 문 반 번 년 분 선 판 편 관 권 건 군 면 원 인 잔 천 칸 턴 톤 바 라 카 까 마 다 아 파 열`.split(
    /\s+/,
  ),
);

/**
 * The stem of a verb, equal for all its forms: `바꿔야`, `바꾸고` and `바꿉니다`. It is in decomposed letters, with contractions
 * undone and a final weak vowel dropped, so use it only for comparison.
 */
export function verbStem(word: string): string | undefined {
  if (isNoun(word) || withParticle.test(word) || isNounWithParticle(word)) return undefined;
  const noun = withHada.exec(word)?.[1];
  if (noun) return `${noun}하`.normalize('NFD').slice(0, -1);
  const letters = expanded(word);
  const stem = ending.exec(letters)?.[1];
  return stem && canonical(withoutAuxiliary(stem));
}

function isNoun(word: string): boolean {
  return nouns.has(word) || isTableNoun(word);
}

/** `부서는` is a noun with a particle, not a form of 부수다. */
function isNounWithParticle(word: string): boolean {
  return word.length > 2 && /[은는이가을를도의]$/u.test(word) && isNoun(word.slice(0, -1));
}

/** Nouns with 하다 such as `분실했어요` and `게시하면`, which look like the polite form of another verb (분다). */
const withHada = /^([가-힣]+[실시신])[하해했되돼됐된될됩](?!$)/u;

/** A word with a particle, such as `해외에서`, is not a verb form. */
const withParticle = /.(?:에서|에게|한테|으로|까지|부터|처럼|에는|에도|이랑)$/u;

/** Converts a dictionary stem without `다` (`잃어버리`) to the form of {@link verbStem}. */
export function dictionaryStem(stem: string): string {
  return canonical(withoutAuxiliary(expanded(stem)));
}

/** The term of a verb stem; the prefix separates it from nouns. */
export function verbTerm(stem: string): string {
  return `~${stem}`;
}

/** The term of a verb, written as for {@link dictionaryStem}. */
export function dictionaryTerm(stem: string): string {
  return verbTerm(dictionaryStem(stem));
}

/** The noun of a verb with 하다, 되다 or 당하다, as in `신청하면`, `승인됩니다` and `해킹당했다`. */
export function nounOfVerb(stem: string): string | undefined {
  const noun = contracted(verbalNoun.exec(stem)?.[1] ?? '').normalize('NFC');
  return noun.length >= 2 && /^[가-힣]+$/u.test(noun) ? noun : undefined;
}

/** 지원받다 contains the noun 지원, but 돌려받다 is a verb of its own. */
const verbalNoun = new RegExp('^(.*?)(?:(?<=.{4})당ᄒ|ᄒ|되|시키|(?<=.{4})(?<![ᅥᅦ])받)$'.normalize('NFD'), 'u');

/** Decomposes a word and undoes contractions: 꿔 to 꾸 and 어, 겨 to 기 and 어, 해 to 하 and 어. */
function expanded(word: string): string {
  return (
    word
      // Only before endings, so that 해킹하다 and 이해하다 stay unchanged.
      .replace(/해(?=$|[야서도요라주드달줄줘놓두보버])/gu, '하어')
      .replaceAll('했', '하었')
      // The final consonant of 있 is not a past tense.
      .replaceAll('있', '잇')
      .normalize('NFD')
      .replace(/[ᅧᅯᅪᅫ]/gu, (vowel) => contractions[vowel]!)
      // 돌아가시다 (to die) must not become 돌아가다 (to return).
      .replace(died!, notReturned!)
  );
}

const [died, notReturned] = ['돌아가시', '돌아가싀'].map((word) => word.normalize('NFD'));

const contractions: Readonly<Record<string, string>> = { ᅧ: 'ᅵᅥ', ᅯ: 'ᅮᅥ', ᅪ: 'ᅩᅡ', ᅫ: 'ᅬᅥ' };

/** Restores syllables in nouns that `expanded` split wrongly, such as 결 in 결제하다. */
function contracted(letters: string): string {
  return Object.entries(contractions).reduce((text, [one, two]) => text.replaceAll(two, one), letters);
}

function canonical(stem: string): string {
  return stem
    .replace(/(?<=[ᅡ-ᅵ].*[ᅡ-ᅵ])ᆯ$/u, '')
    .replace(/(?<=.)[ᅡᅥᅳ]$/u, '')
    .replace(/ᄋ[ᅮᅩ]$/u, 'ᆸ')
    .replace(/ᆯᄅ$/u, 'ᄅ');
}

/** Drops auxiliary verbs, as in `적어 놓다`, `빌려 주다` and `끊어지다`: the first verb has the meaning. */
function withoutAuxiliary(stem: string): string {
  return whole.test(stem) ? stem : stem.replace(auxiliary, '');
}

/** Verbs that only look as if they had an auxiliary: `넘어지다` is not `넘다`. */
const whole = new RegExp('(?:넘어|떨어|쓰러|헤어|부러|자빠|없어)지$'.normalize('NFD'), 'u');

const auxiliary = new RegExp(
  '(?<=.)(?:ᄋ?[ᅥᅡ]|(?<=ᅢ))(?:주|드리|보|버리|놓|노|두|(?<=..)지)$'.normalize('NFD'),
  'u',
);

/**
 * Endings of verbs. A leading single consonant closes the last syllable of the stem; `어` also stands for 아 and the
 * vowel of a contraction; `(으)` is optional; `*` stands for any further syllables.
 */
const endings = `
  어 어요 어서* 어야* 어도* 어라* ㅆ* (으)시면* (으)시나* (으)시는* (으)실* (으)신 (으)십니* (으)셔* (으)셨* (으)세요* ㅂ니* 습니* ㅂ시다
  는* 고 고는 고도 고서 고요 고싶* (으)면* (으)려고* (으)려면* (으)려는* 으러 (으)며 (으)면서 (으)므로 (으)니 (으)니까* (으)라고*
  지 지요 지만 지않* 지마* 지못* 지는 죠 게 게요 게되* 기 기가 기는 기도 기를 기에 기만 기전* 기위* 기로
  거나 거든* 도록* 든지 더라* 겠* 던* 다 다가* 다는 다고* 자마* 느라* 든가* 고나* 고있* 지말* 게하* 달라* 달래* 도되* 서요 어있* 자 자고 네 네요 나 나요 냐* 구요 군요 잖아* (으)ㄴ (으)ㄴ가* (으)ㄴ데*
  (으)ㄴ지* (으)ㄴ거* (으)ㄴ다* (으)ㄴ대* 대요 (으)ㄹ건* (으)ㄹ텐* (으)ㄹ뻔* (으)ㄹ (으)ㄹ까* (으)ㄹ지* (으)ㄹ수* (으)ㄹ때* (으)ㄹ게* (으)ㄹ래* (으)ㄹ거* (으)ㄹ려고* (으)ㄹ려면*
  (으)ㅁ 음 요 서 도 야* 어달라* 어달래* 어줄* 어주* 어드리*
`;
const coda: Readonly<Record<string, string>> = { ㄴ: 'ᆫ', ㄹ: 'ᆯ', ㅁ: 'ᆷ', ㅂ: 'ᆸ', ㅆ: 'ᆻ' };

const optional = '(?:으)?'.normalize('NFD');

const ending = new RegExp(
  `^(.+?)(?:${endings
    .trim()
    .split(/\s+/)
    .map((text) =>
      expanded(text.replace('(으)', '?'))
        .replace('?', optional)
        .replace(/[ㄴㄹㅁㅂㅆ]/u, (letter) => coda[letter]!)
        .replace(/^ᆻ/u, '(?:ᄋ?[ᅥᅡ])?ᆻ')
        .replace(/^어/u, 'ᄋ?[ᅥᅡ]')
        .replace('*', '(?![\u11a8-\u11c2]).*'),
    )
    .join('|')})$`,
  'u',
);
