import iconv from 'iconv-lite';

export interface DecodedText {
  readonly text: string;
  /** Absent for UTF-8. */
  readonly encoding?: 'UTF-16' | 'CP949 (EUC-KR)';
}

/** Decodes UTF-8, UTF-16, and the encoding of Korean Windows and its Excel; undefined for other encodings. */
export function decodeText(bytes: Buffer): DecodedText | undefined {
  const utf16 = utf16Of(bytes);
  if (utf16) return { text: iconv.decode(bytes, utf16), encoding: 'UTF-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const text = iconv.decode(bytes, 'cp949');
    return isKorean(text) && iconv.encode(text, 'cp949').equals(bytes)
      ? { text, encoding: 'CP949 (EUC-KR)' }
      : undefined;
  }
}

/**
 * Uses the byte order mark, or else the zero bytes beside Latin letters, which every table and Markdown file contains.
 */
function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length % 2 !== 0) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 2_000);
  const zeros = [0, 0];
  for (const [at, byte] of start.entries()) if (byte === 0) zeros[at % 2]! += 1;
  const many = start.length / 8;
  if (zeros[1]! > many && zeros[0] === 0) return 'utf-16le';
  return zeros[0]! > many && zeros[1] === 0 ? 'utf-16be' : undefined;
}

/**
 * Chinese, Japanese and French bytes can be valid CP949 too, but they decode to Hanja and rare syllables. Korean text
 * consists mostly of the syllables below.
 */
function isKorean(text: string): boolean {
  const letters = text.match(/[^\0-\x7f]/gu) ?? [];
  const syllables = letters.filter((letter) => /[가-힣]/.test(letter));
  const usual = syllables.filter((letter) => usualSyllables.has(letter));
  const foreign = letters.filter((letter) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\uFFFD]/u.test(letter),
  );
  return (
    syllables.length > 0 && usual.length >= syllables.length * 0.6 && foreign.length <= letters.length / 5
  );
}

const usualSyllables = new Set(
  '가각간감갑강같개객거건검것게겠격견결경계고곡공과관광교구국군권귀규균그극근금급기긴길김까깨꺼께꼭꾸끄끝나난날남납낮내냉너널넣네넷년노녹논높놓누눈뉴는늘능니님' +
    '다단달담답당대더던데덴도독돈동되된될됨두둘뒤드득든들등디따때또뜻라락란람랍래랙랜량러런럼럽렇레력련렵령례로록론료루류률르른를름리린립링' +
    '마막만많말망매맥맨맵머먹먼멀메면명모목몰못무문물미민밀및바박반받발밝밤방배백뱅버번벌범법베벨변별병보복본볼봄봉부북분불브블비빈빌빠빨' +
    '사산살삼상새색샘생샤서석선설성세센션소속손솔송쇄쇼수숙순술숨슈스슬습승시식신실심십싱쓰씨' +
    '아악안않알암압앙앞애액앱야약양어억언얼업없었에엔여역연열염영예오옥온올옵와완왔왕외요욕용우욱운울웃워원월웨웹위윈유육융은을음응의이익인일임입있' +
    '자작잔잘잠잡장재저적전절점접정제젝조족존종좋좌주준줄중즈즉증지직진질집징짜째쪽찍차착찬찰참창채책처척천철청체초촉총최추축출충취측층치칙친칠침칩' +
    '카칸캐캠커컨컴케켓켜코콘콜콤쿠퀴크큰클키킹타탁탄탈탑태택탭터턴테텍템토톡통퇴투튜트특튼틀티틱틴팀팅' +
    '파판팔패팩퍼펀펌페펙편평폐포폭폰폼표푸품풀풍퓨프플피픽핀필하학한할함합항해핵했행향허헌험헤현협형혜호혹혼홀홈홍화확환활황회획효후훈휴흐흡희히힘웹똠',
);
