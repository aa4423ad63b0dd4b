/** The sentences of a Markdown text without its syntax; a list item or heading is one even without a full stop. */
export function sentencesOf(markdown: string): string[] {
  return blocksOf(markdown.replace(htmlComment, ''))
    .flatMap((block) => withoutMarks(block).split(/(?<=[.!?。！？])\s+/))
    .filter(Boolean);
}

/** Paragraphs joined to one line each, list items, headings and table rows. */
function blocksOf(markdown: string): string[] {
  const blocks = [''];
  let columns: string[] | undefined;
  const lines = markdown.split('\n');
  for (const [at, line] of lines.entries()) {
    const text = line.trim();
    if (!text.startsWith('|')) columns = undefined;
    else if (columns) {
      blocks.push(rowWithNames(cellsOf(text), columns));
      continue;
    } else if (tableRule.test(lines[at + 1]?.trim() ?? '')) {
      columns = cellsOf(text);
      // A table without rows has only its column names.
      if (lines[at + 2]?.trim().startsWith('|')) continue;
    }
    if (!text || blockStart.test(text)) blocks.push(text);
    else blocks.push(`${blocks.pop()} ${text}`);
  }
  return blocks;
}

const htmlComment = /<!--[\s\S]*?-->|%%[^%\n]*%%/g;

const blockStart =
  /^(?:[-*+>] |[•▪◦·○●■□※]|\||#|```|~~~|\d{1,3}[.)] |\(\d{1,2}\) |[①-⑳]|[가나다라마바사아자차카타파하][.)] )/;
const tableRule = /^\|[|:\- ]*-[|:\- ]*$/;

function cellsOf(row: string): string[] {
  return row
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** A table row as a sentence: each value with the name of its column. */
function rowWithNames(cells: readonly string[], columns: readonly string[]): string {
  if (cells.every((cell) => /^[:\- ]*$/.test(cell))) return '';
  const [first = '', ...others] = cells.map((cell, at) => {
    const name = columns[at] ?? '';
    return cell && name && at > 0 ? `${name} ${cell}` : cell;
  });
  return `${first}: ${others.filter(Boolean).join(', ')}`;
}

function withoutMarks(block: string): string {
  return block
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:[-*+>]|#{1,6}|\d{1,3}[.)]|[가나다라마바사아자차카타파하][.)])\s+(?:\[[ xX]\]\s+)?/, '')
    .replace(/^[|:\- ]+$/, '')
    .replace(/^```.*|^~~~.*/, '')
    .replace(wikiLink, (_, page: string, shown?: string) => shown ?? page)
    .replace(/\s*\|\s*/g, ' ')
    .replace(/!?\[([^\][]{0,200})\]\([^)(]{0,500}\)/g, '$1')
    .replace(htmlTag, ' ')
    .replace(/&(?:nbsp|#160);/gi, ' ')
    .replace(/ {2,}/g, ' ')
    .replace(/\*\*|__|~~|`/g, '')
    .replace(/(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gu, '')
    .trim();
}

/** Matches `[[page#heading|shown]]` of Obsidian and MediaWiki. */
const wikiLink = /!?\[\[([^\][|]{1,200})(?:\|([^\][]{1,200}))?\]\]/g;
/** Only known tags, so that a placeholder such as `<name>` stays. */
const htmlTag =
  /<\/?(?:a|b|br|code|del|details|div|em|figure|font|hr|i|img|ins|kbd|li|mark|ol|p|pre|s|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|h[1-6])(?:\s[^<>]{0,500})?\/?>/gi;
