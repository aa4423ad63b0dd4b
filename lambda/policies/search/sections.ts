import { fold } from '../../text/words.ts';
import { headingsOf } from './headings.ts';

/** A heading, usually `## `, with the Markdown text up to the next heading. */
export interface Section {
  /** Without Markdown characters. */
  readonly heading: string;
  readonly text: string;
}

/** The sections of a policy's body in order; headings of lower levels belong to their section. */
export function sectionsOf(body: string): Section[] {
  return divide(body).slice(1);
}

/** The text before the first section, without the `# ` title. */
export function introductionOf(body: string): string {
  return divide(body)[0]!.text.replace(/^# .*/, '').trim();
}

/** The introduction with an empty heading, then the sections. */
function divide(body: string): Section[] {
  const lines = body.split(/\r\n?|\n/);
  const headings = headingsOf(outsideOfCode(lines));
  const sections: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }];
  for (const [at, line] of lines.entries()) {
    const heading = headings.get(at);
    if (heading) sections.push({ heading: heading.text, lines: heading.rest ? [heading.rest] : [] });
    else sections.at(-1)!.lines.push(line);
  }
  return sections.map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }));
}

function outsideOfCode(lines: readonly string[]): string[] {
  let fence: string | undefined;
  return lines.map((line) => {
    const mark = line.match(/^ {0,3}(```|~~~)/)?.[1];
    const isCode = fence !== undefined || mark !== undefined;
    if (mark && (!fence || fence === mark)) fence = fence ? undefined : mark;
    return isCode ? '' : line;
  });
}

/**
 * Finds a section by number (`3`, `3.`, `제3조`, `section 3`) or by heading; case, spacing and the heading's number are
 * ignored. Part of a heading is enough when only one heading contains it.
 */
export function findSection(policy: { readonly body: string }, section: string): Section | undefined {
  const sections = sectionsOf(policy.body);
  const target = compact(section);
  if (!target) return undefined;

  const article = target.match(/^제?\d+[조장절]$/)?.[0].replace(/^제?/, '제');
  const inWords = article && sections.find(({ heading }) => compact(heading).startsWith(article));
  if (inWords) return inWords;
  const number = target.match(/^(?:제|section|§)?(\d+)(?:[.)]|조|항|장|절)*$/)?.[1];
  if (number)
    return (
      sections.find(({ heading }) => numberOf(heading) === number) ?? unnumbered(sections)[Number(number) - 1]
    );

  const name = withoutNumber(target);
  const named = sections.find(
    ({ heading }) => compact(heading) === target || withoutNumber(compact(heading)) === name,
  );
  if (named) return named;
  const similar = sections.filter(({ heading }) => name && compact(heading).includes(name));
  return similar.length === 1 ? similar[0] : undefined;
}

/** Sections are numbered by position only when the author did not number any. */
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
