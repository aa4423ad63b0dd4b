export interface Heading {
  /** Without Markdown characters. */
  readonly text: string;
  /** Text after the heading on the same line, as in `제5조(휴가) 사원은 …`. */
  readonly rest: string;
}

type Read = (line: string, at: number) => Heading | undefined;

/**
 * Finds section headings, by line number: `## ` lines, or else the first other kind of heading in the text. `lines`
 * must be empty inside code blocks.
 */
export function headingsOf(lines: readonly string[]): ReadonlyMap<number, Heading> {
  const main = found(lines, hashes(2));
  if (main.size > 0) {
    const articles = found(lines, (line, at) => article(line.replace(/^ {0,3}#{3,6}[ \t]+/, ''), at));
    // Then the ## headings are chapters, and the articles in them are the sections.
    const areChapters = articles.size > 2 && ![...main.values()].some(({ text }) => article(text, 0));
    return areChapters ? new Map([...main, ...articles]) : main;
  }
  const candidates = [3, 4, 5, 6].map((level) => found(lines, hashes(level)));
  candidates.push(withoutTitle(lines, found(lines, hashes(1))));
  candidates.push(...[article, question, bold].map((read) => found(lines, read)));
  candidates.push(inOrder(lines));
  return candidates.find(({ size }) => size > 1) ?? new Map();
}

function found(lines: readonly string[], read: Read): Map<number, Heading> {
  return new Map(
    lines.flatMap((line, at) => {
      const heading = read(line, at);
      return heading ? [[at, heading] as const] : [];
    }),
  );
}

function hashes(level: number): Read {
  const mark = new RegExp(`^ {0,3}#{${level}}[ \\t](.*)$`);
  return (line) => {
    const text = mark
      .exec(line)?.[1]
      ?.trim()
      .replace(/[ \t]+#+$|^#+$/, '');
    return text === undefined ? undefined : { text: text.trim(), rest: '' };
  };
}

function withoutTitle(lines: readonly string[], headings: Map<number, Heading>): Map<number, Heading> {
  headings.delete(lines.findIndex((line) => line.trim() !== ''));
  return headings;
}

/** Matches `제5조(휴가) ① …`, `**제5조 (휴가)**` and `Article 5 (Leave)`, but not a reference such as `제5조에 따라`. */
const articleLine =
  /^ {0,3}(?:\*\*|__)?((?:제 ?\d+ ?조(?: ?의 ?\d+)?|(?:Article|Section) \d+\.?) ?(?:[(（[【][^)）\]】]{1,40}[)）\]】]|(?<= )[^\s.,()]{1,15}(?: [^\s.,()]{1,15}){0,3}(?=(?:\*\*|__)?$)))(?:\*\*|__)?:?\s*(.*)$/u;
const article = lineReader(articleLine);

/** Matches `Q. 휴가는 며칠인가요?` and `질문 3: …`. */
const question = lineReader(
  /^ {0,3}(?:\*\*|__)?((?:Q ?\d{0,3}|질문 ?\d{0,3}) ?[.:)] ?.{2,120}?)(?:\*\*|__)?()$/u,
);

/** Matches a line that is entirely bold. */
const bold = lineReader(/^ {0,3}(?:\*\*|__)([^*_]{2,80}?):?(?:\*\*|__):?()\s*$/u);

function lineReader(pattern: RegExp): Read {
  return (line) => {
    const [, text, rest = ''] = pattern.exec(line) ?? [];
    return text === undefined ? undefined : { text: text.trim(), rest };
  };
}

const numbered = /^ {0,3}(\d{1,2})[.)] ([^.!?。|]{1,50})$/u;

/** Matches `1. 목적` and following numbers, if each has its own text; items of a list follow each other directly. */
function inOrder(lines: readonly string[]): Map<number, Heading> {
  const headings = found(lines, (line, at) => {
    const next = lines.slice(at + 1).find((one) => one.trim() !== '');
    const hasText = next !== undefined && !numbered.test(next);
    const isApart = at === 0 || lines[at - 1]!.trim() === '';
    return hasText && isApart && numbered.test(line) ? { text: line.trim(), rest: '' } : undefined;
  });
  const numbers = [...headings.values()].map(({ text }) => Number.parseInt(text, 10));
  return numbers.length > 2 && numbers.every((number, at) => number === at + 1) ? headings : new Map();
}
