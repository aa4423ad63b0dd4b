import type { InventoryItem } from '../../lambda/inventory/item.ts';
import type { Policy } from '../../lambda/policies/policy.ts';

/** Any number of policies, items and queries, identical for the same seed; half of the text is Korean. */
export interface SyntheticData {
  /** Five passages per policy, each of about 300 characters as in the sample policies. */
  policies(passages: number): Policy[];
  items(count: number): InventoryItem[];
  /** One to four words of the text; Korean words often have a particle. */
  policyQueries(count: number): string[];
  inventoryQueries(count: number): string[];
  /** A hundred random code points, including lone surrogates. */
  garbage(count: number): string[];
}

const passagesInPolicy = 5;
const koreanWords =
  '노트북 모니터 키보드 마우스 태블릿 휴대폰 헤드셋 웹캠 도킹스테이션 프린터 공유기 케이블 충전기 무선 유선 애플 삼성 엘지 레노버 델 로지텍 맥북 맥북프로 아이패드 갤럭시 갤럭시탭 씽크패드 그램 판교 부산 서울 본사 회의실 연구소'.split(
    ' ',
  );
const products =
  'macbook pro air ipad iphone galaxy thinkpad gram ultrasharp ultrafine viewfinity magic apple samsung lg lenovo dell hp asus benq logitech keychron jabra sony caldigit epson canon brother iptime netgear belkin ugreen anker wireless wired bluetooth usb-c thunderbolt laser'.split(
    ' ',
  );
const particles = ['', '은', '는', '을', '를', '에서', '으로', '까지', '의'];

export function createSyntheticData(seed: number): SyntheticData {
  const random = randomOf(seed);
  const below = (count: number) => Math.floor(random() * count);
  const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  /** As in natural language, few words are frequent and many are rare. */
  const pickFrequent = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(values.length * random() ** 3)]!;
  const some = <Value>(count: number, make: () => Value): Value[] => Array.from({ length: count }, make);

  const syllables = some(400, () => String.fromCodePoint(0xac00 + below(11_172)));
  const korean = some(4_000, () => some(2 + below(3), () => pickFrequent(syllables)).join(''));
  const letters = [...'etaoinshrdlucmfwypvbgk'];
  const english = some(4_000, () => some(3 + below(7), () => pickFrequent(letters)).join(''));

  const koreanWord = () => pickFrequent(korean) + pick(particles);
  const englishWord = () => pickFrequent(english);
  const sentence = (word: () => string) => `- ${some(6 + below(6), word).join(' ')}.`;

  const kinds = [
    'laptop',
    'monitor',
    'keyboard',
    'mouse',
    'tablet',
    'phone',
    'headset',
    'webcam',
    'dock',
    'cable',
  ];
  const places = [
    'Seoul HQ 3F IT Storage (서울 본사 3층)',
    'Pangyo R&D Center 7F Lab',
    'Busan Office 4F IT Desk',
  ];

  return {
    policies: (passages) =>
      Array.from({ length: passages / passagesInPolicy }, (_, number) => {
        const word = number % 2 === 0 ? koreanWord : englishWord;
        const section = (_: unknown, at: number) =>
          `## ${at + 1}. ${word()} ${word()}\n\n${some(5, () => sentence(word)).join('\n')}`;
        return {
          doc_id: `policy-${number}`,
          title: some(3, word).join(' '),
          tags: some(5, word),
          last_updated: '2026-11-01',
          language: number % 2 === 0 ? 'ko' : 'en',
          version: 1,
          body: Array.from({ length: passagesInPolicy }, section).join('\n\n'),
        };
      }),

    items: (count) =>
      Array.from({ length: count }, (_, number) => ({
        item_id: `INV-${String(number + 1).padStart(5, '0')}`,
        name: `${pick(products)} ${pick(products)} ${englishWord()} ${10 + below(30)}" ${letters[below(22)]}${below(1000)}`,
        category: pick(kinds),
        quantity: below(100),
        location: pick(places),
        status: 'available',
        last_updated: '2026-11-01',
      })),

    policyQueries: (count) =>
      some(count, () => some(1 + below(4), pick([koreanWord, englishWord])).join(' ')),
    inventoryQueries: (count) => {
      const words = [...koreanWords, ...products, ...kinds];
      return some(count, () => some(1 + below(3), () => pick(words)).join(' '));
    },
    garbage: (count) => some(count, () => String.fromCodePoint(...some(100, () => below(0x110000)))),
  };
}

/** Numbers from 0 up to 1 by mulberry32, a small and fast generator with the same results on every machine. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
