import { fold } from '../../text/words.ts';

/** A `## ` heading with the Markdown under it, up to the next one. */
export interface Section {
  /** Without the marks. */
  readonly heading: string;
  readonly text: string;
}

/** The sections of a policy's body in order; lists, tables and `### ` headings belong to the section they are in. */
export function sectionsOf(body: string): Section[] {
  return divide(body).slice(1);
}

/** What stands before the first section, without the `# ` title. */
export function introductionOf(body: string): string {
  return divide(body)[0]!.text.replace(/^# .*/, '').trim();
}

/** The introduction under an empty heading, then the sections. */
function divide(body: string): Section[] {
  const sections: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }];
  let fence: string | undefined;
  for (const line of body.split(/\r\n?|\n/)) {
    const mark = line.match(/^ {0,3}(```|~~~)/)?.[1];
    if (mark && (!fence || fence === mark)) fence = fence ? undefined : mark;
    const heading = fence ? undefined : headingOf(line);
    if (heading === undefined) sections.at(-1)!.lines.push(line);
    else sections.push({ heading, lines: [] });
  }
  return sections.map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }));
}

function headingOf(line: string): string | undefined {
  if (!/^ {0,3}##[ \t]/.test(line)) return undefined;
  return line
    .trim()
    .slice(2)
    .replace(/[ \t]#+$/, '')
    .trim();
}

/**
 * The section with this number (`3`, `3.`, `제3조`, `section 3`) or heading, with or without its number, in any spacing
 * and case; part of a heading does when no other heading has it.
 */
export function findSection(policy: { readonly body: string }, section: string): Section | undefined {
  const sections = sectionsOf(policy.body);
  const wanted = compact(section);
  if (!wanted) return undefined;

  const number = wanted.match(/^(?:제|section|§)?(\d+)(?:[.)]|조|항|장|절)*$/)?.[1];
  if (number)
    return (
      sections.find(({ heading }) => numberOf(heading) === number) ?? unnumbered(sections)[Number(number) - 1]
    );

  const name = withoutNumber(wanted);
  const named = sections.find(
    ({ heading }) => compact(heading) === wanted || withoutNumber(compact(heading)) === name,
  );
  if (named) return named;
  const similar = sections.filter(({ heading }) => name && compact(heading).includes(name));
  return similar.length === 1 ? similar[0] : undefined;
}

/** Headings are counted only where the author didn't number them. */
function unnumbered(sections: readonly Section[]): readonly Section[] {
  return sections.some(({ heading }) => numberOf(heading)) ? [] : sections;
}

function numberOf(heading: string): string | undefined {
  return compact(heading).match(/^제?(\d+)(?:[.):]|조|항|장|절)/)?.[1];
}

function withoutNumber(compactHeading: string): string {
  return compactHeading.replace(/^제?\d+(?:[.):]|조|항|장|절)+/, '');
}

function compact(text: string): string {
  return fold(text).replaceAll(' ', '').replace(/^#+/, '');
}
