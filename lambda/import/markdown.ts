/** A line of a Markdown text; `isText` is false in code blocks and comments, which contain no headings. */
interface MarkdownLine {
  readonly text: string;
  readonly isText: boolean;
}

export function markdownLines(body: string): MarkdownLine[] {
  let fence: string | undefined;
  let comment: string | undefined;
  return body.split('\n').map((text) => {
    if (comment) {
      if (text.includes(comment)) comment = undefined;
      return { text, isText: false };
    }
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1];
    if (fence) {
      if (mark?.startsWith(fence) && text.trim() === mark) fence = undefined;
      return { text, isText: false };
    }
    fence = mark;
    const [, opening] = /^ {0,3}(<!--|%%)/.exec(text) ?? [];
    if (opening) {
      const closing = opening === '<!--' ? '-->' : '%%';
      if (!text.trimStart().slice(opening.length).includes(closing)) comment = closing;
    }
    return { text, isText: !fence && !opening };
  });
}

/** Converts underlined and HTML headings to `#` headings, from which sections are made. */
export function withHashHeadings(body: string): { body: string; converted: number; fromHtml: number } {
  const lines = markdownLines(body);
  const written: string[] = [];
  let converted = 0;
  let fromHtml = 0;
  for (const [at, { text, isText }] of lines.entries()) {
    const underline = isText ? /^ {0,3}(=+|-+)[ \t]*$/.exec(text)?.[1] : undefined;
    const heading = lines[at - 1];
    const before = lines[at - 2];
    const isAlone = !before?.isText || before.text.trim() === '' || /^ {0,3}#/.test(before.text);
    if (underline && heading?.isText && isAlone && isParagraph(heading.text)) {
      written[written.length - 1] = `${underline.startsWith('=') ? '#' : '##'} ${heading.text.trim()}`;
      converted += 1;
      continue;
    }
    const plain = isText ? withoutHtml(text) : text;
    if (plain !== text) fromHtml += 1;
    written.push(plain);
  }
  return { body: written.join('\n'), converted, fromHtml };
}

/** Cleans headings from Confluence, Google Docs and pandoc: `<h2 id="1">…</h2>` or `# **1\\. Aim** {#aim}`. */
function withoutHtml(line: string): string {
  const [, level, inner] = /^\s*<h([1-6])\b[^>]*>(.*?)<\/h\1>\s*$/i.exec(line) ?? [];
  const heading = level ? `${'#'.repeat(Number(level))} ${inner}` : line;
  if (!/^ {0,3}#{1,6}[ \t]/.test(heading)) return line;
  if (
    !/<\/?[a-z][^>]*>|&(?:nbsp|amp);|\{[#.][^{}]+\}\s*$|\\[.()_&#-]|\[\^\w+\]|^#+ +\*\*[^*]+\*\*$/i.test(
      heading,
    )
  )
    return heading;
  return heading
    .replace(/<\/?(?:a|span|b|strong|i|em|u|font|br)\b[^>]*>/gi, '')
    .replace(/\{[#.][^{}]+\}\s*$/, '')
    .replace(/\[\^\w+\]/g, '')
    .replace(/\\([.()_&#-])/g, '$1')
    .replace(/^(\s*#+\s+)\*\*([^*]+)\*\*\s*$/, '$1$2')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&amp;/gi, '&')
    .replace(/(?<=\S)[ \t]{2,}/g, ' ')
    .trimEnd();
}

function isParagraph(text: string): boolean {
  return /^ {0,3}(?![-*+>#|=]|\d+[.)]\s)\S/.test(text);
}

/** The first `# ` heading, without the syntax of links and emphasis. */
export function firstHeading(body: string): string | undefined {
  const line = markdownLines(body).find(({ text, isText }) => isText && /^ {0,3}#[ \t]+\S/.test(text));
  const heading = line && /^ {0,3}#[ \t]+(.+?)[ \t]*#*[ \t]*$/.exec(line.text)?.[1];
  return heading
    ?.replace(/!?\[\[(?:[^\]|]*\|)?([^\]|]+)\]\]/g, '$1')
    .replace(/\[([^\][]+)\]\([^)(]*\)/g, '$1')
    .replace(/\*\*|__|`/g, '');
}

export interface Property {
  readonly name: string;
  readonly value: string;
  readonly inTable: boolean;
}

/**
 * Properties of a page in Notion and Confluence: lines `Name: value` or table rows directly after the first heading.
 */
export function propertiesOf(body: string): Property[] {
  const lines = body.split('\n');
  const heading = lines.findIndex((line) => line.trim() !== '');
  if (heading < 0 || !/^# /.test(lines[heading]!)) return [];
  const properties: Property[] = [];
  for (const line of lines.slice(heading + 1)) {
    const row = propertyRow.exec(line);
    const [, name, value] = row ?? propertyLine.exec(line) ?? [];
    if (name) properties.push({ name: name.trim(), value: value!.trim(), inTable: row !== null });
    else if (!isRule(line) && (line.trim() !== '' || properties.length > 0)) break;
  }
  return properties;
}

const propertyLine = /^([\p{L}\p{N}][\p{L}\p{N} _/()-]{0,30}): +(\S.*)$/u;
const propertyRow = /^\| *\**([\p{L}\p{N}][\p{L}\p{N} _/()-]{0,30}?)\** *\| *(\S[^|]*?) *\|\s*$/u;

/** The empty header that converters add to a table, and the line below a header. */
function isRule(line: string): boolean {
  return /^\|[\s|:-]*\|\s*$/.test(line);
}
