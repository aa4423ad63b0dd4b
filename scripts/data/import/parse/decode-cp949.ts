/**
 * Reads what Korean Windows and its Excel write, or returns undefined when the bytes are something else.
 * Node's own 'euc-kr' lacks the 8,822 rarer syllables that CP949 has, such as 똠 and 펲.
 */
export function decodeCp949(bytes: Uint8Array): string | undefined {
  table ??= buildTable();
  const text: string[] = [];
  let pairs = 0;
  let rarePairs = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      text.push(String.fromCharCode(lead));
      continue;
    }
    at += 1;
    const trail = bytes[at] ?? 0;
    const character = table.get(pair(lead, trail));
    if (!character) return undefined;
    text.push(character);
    pairs += 1;
    if (lead > 0xc8 || isExtension(lead, trail)) rarePairs += 1;
  }
  // Chinese, Japanese and French bytes can happen to be valid pairs, but then they are rare syllables and Hanja.
  return rarePairs > pairs / 10 ? undefined : text.join('');
}

let table: ReadonlyMap<number, string> | undefined;

/** EUC-KR, and then, where its bytes leave room, all syllables that it lacks in the order of Unicode. */
function buildTable(): Map<number, string> {
  const characters = new Map<number, string>([
    [pair(0xa2, 0xe6), '€'],
    [pair(0xa2, 0xe7), '®'],
  ]);
  const eucKr = new TextDecoder('euc-kr');
  for (const [lead, trail] of allPairs()) {
    const character = eucKr.decode(Uint8Array.of(lead, trail));
    if (!isExtension(lead, trail) && /^[^\uFFFD\p{Co}]$/u.test(character)) {
      characters.set(pair(lead, trail), character);
    }
  }

  const known = new Set(characters.values());
  let next = '가'.codePointAt(0)!;
  for (const [lead, trail] of allPairs()) {
    if (!isExtension(lead, trail)) continue;
    while (known.has(String.fromCodePoint(next))) next += 1;
    if (next > '힣'.codePointAt(0)!) break;
    characters.set(pair(lead, trail), String.fromCodePoint(next));
    next += 1;
  }
  return characters;
}

function* allPairs(): Generator<[lead: number, trail: number]> {
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x41; trail <= 0xfe; trail += 1) yield [lead, trail];
  }
}

/** Whether the pair is outside of EUC-KR. Trails are letters or high bytes, so that no comma or quote is ever one. */
function isExtension(lead: number, trail: number): boolean {
  const isTrail = trail >= 0x81 || (trail >= 0x61 && trail <= 0x7a) || (trail >= 0x41 && trail <= 0x5a);
  return isTrail && (lead <= 0xa0 || trail <= 0xa0);
}

function pair(lead: number, trail: number): number {
  return lead * 256 + trail;
}
