/** The keys of a Korean keyboard by their Latin letters; capitals only where Shift gives another letter. */
const keys = new Map(
  [...'qwertyuiopasdfghjklzxcvbnmQWERTOP'].map((key, at) => [
    key,
    'ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ'[at]!,
  ]),
);
const initials = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const vowels = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅗㅏㅗㅐㅗㅣㅛㅜㅜㅓㅜㅔㅜㅣㅠㅡㅡㅣㅣ'.match(
  /ㅗ[ㅏㅐㅣ]|ㅜ[ㅓㅔㅣ]|ㅡㅣ|./g,
)!;
const finals = [
  '',
  ...'ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(
    ' ',
  ),
];

const syllable = new RegExp(
  `([${initials}])(${vowels.toSorted((a, b) => b.length - a.length).join('|')})` +
    `((?:${finals.toSorted((a, b) => b.length - a.length).join('|')}))(?![ㅏ-ㅣ])`,
  'gu',
);

/** Converts `qlalfqjsgh` to `비밀번호`: text typed in English mode by mistake. */
export function typedInKorean(text: string): string {
  return [...text]
    .map((key) => keys.get(key) ?? keys.get(key.toLowerCase()) ?? key)
    .join('')
    .replace(syllable, (_, initial: string, vowel: string, final: string) =>
      String.fromCharCode(
        0xac00 + (initials.indexOf(initial) * 21 + vowels.indexOf(vowel)) * 28 + finals.indexOf(final),
      ),
    );
}

const latin = new Map([...keys].map(([key, letter]) => [letter, key]));

/** Converts `ㅍㅔㅜ` to `vpn`: text typed in Korean mode by mistake. */
export function typedInEnglish(text: string): string {
  return [...text.normalize('NFC')]
    .flatMap((letter) => {
      const code = letter.charCodeAt(0) - 0xac00;
      if (code < 0 || code >= 11_172) return [letter];
      const vowel = Math.floor(code / 28);
      return [initials[Math.floor(vowel / 21)]!, vowels[vowel % 21]!, finals[code % 28]!].join('').split('');
    })
    .map((letter) => latin.get(letter) ?? letter)
    .join('');
}

/** The initial consonants of the syllables, which people type as an abbreviation: `보안교육` → `ㅂㅇㄱㅇ`. */
export function initialsOf(text: string): string {
  return [...text]
    .map((letter) => {
      const code = letter.charCodeAt(0) - 0xac00;
      return code >= 0 && code < 11_172 ? initials[Math.floor(code / 588)]! : letter;
    })
    .join('');
}

/** The consonants of a word that consists only of consonants, including conjoining ones (a result of NFKC). */
export function bareInitials(word: string): string | undefined {
  if (!/^[\u1100-\u1112ㄱ-ㅎ]{2,}$/u.test(word)) return undefined;
  return [...word]
    .map((letter) => (letter < '\u1200' ? initials[letter.charCodeAt(0) - 0x1100]! : letter))
    .join('');
}

const letterNames = new Map(
  `에이 비 씨 시 디 이 에프 지 쥐 에이치 에치 아이 제이 케이 엘 엠 엔 오 피 큐 알 아르 에스 티 유 브이 더블유 더블류 엑스 와이 제트`
    .split(' ')
    .map((name, at) => [name, 'abccdefgghhijklmnopqrrstuvwwxyz'[at]!]),
);
const letterName = [...letterNames.keys()].sort((a, b) => b.length - a.length).join('|');
const spelled = new RegExp(`^((?:${letterName})*?)([일이삼사오육칠팔구]?십[일이삼사오육칠팔구]?)?$`, 'u');

/** Converts spelled-out letters: `브이피엔` → `vpn`, `에스이십오` → `s25`. */
export function spelledLetters(word: string): string | undefined {
  const [, letters = '', number = ''] = spelled.exec(word) ?? [];
  if (word.length < 2 || (letters.length < 2 && !number)) return undefined;
  return letters.replace(new RegExp(letterName, 'gu'), (name) => letterNames.get(name)!) + digits(number);
}

function digits(number: string): string {
  if (!number) return '';
  const [tens = '', ones = ''] = number.split('십');
  return String(
    (tens ? '일이삼사오육칠팔구'.indexOf(tens) + 1 : 1) * 10 +
      '일이삼사오육칠팔구'.indexOf(ones) +
      (ones ? 1 : 0),
  );
}

const classes: Readonly<Record<string, string>> = {
  ...byClass('K', 'ᄀᄁᄏᆨᆩᆿcgkq'),
  ...byClass('T', 'ᄃᄄᄐᆮᇀdt'),
  ...byClass('P', 'ᄇᄈᄑᆸᇁbpfv'),
  ...byClass('L', 'ᄅᆯlr'),
  ...byClass('M', 'ᄆᆷm'),
  ...byClass('N', 'ᄂᆫᆼn'),
  ...byClass('S', 'ᄉᄊᄌᄍᄎᆺᆻᆽᆾszxj'),
};

function byClass(name: string, letters: string): Record<string, string> {
  return Object.fromEntries([...letters].map((letter) => [letter, name]));
}

/** The consonants by sound, so that `글로벌프로텍트` and `GlobalProtect` are equal. */
export function soundOf(word: string): string {
  return [
    ...word
      .toLowerCase()
      .replace(/ch|sh|th/g, 's')
      .replace(/ph/g, 'p')
      .replace(/r(?![aeiouy])/g, '')
      .normalize('NFD'),
  ]
    .map((letter) => classes[letter] ?? '')
    .join('')
    .replace(/(.)\1+/g, '$1');
}
