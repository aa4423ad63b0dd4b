import type { TableRecord } from './table-record.ts';

/** The maximum number of lines in a field; an open quote beyond that is an error. */
const mostLines = 50;

/** All records that are not blank. A stray quote affects only its own line. */
export function readRecords(text: string): TableRecord[] {
  const lines = text.split('\n');
  const hint = /^"?sep=(.)"?[,;\t]*$/i.exec(lines[0]!);
  if (hint) lines[0] = '';
  const delimiter = hint?.[1] ?? delimiterOf(lines);
  const widths = widthsOf(lines, delimiter);
  const records: TableRecord[] = [];
  for (let at = 0; at < lines.length; ) {
    const { fields, length } = readRecord(lines, at, delimiter, widths);
    if (!fields || !isRule(fields)) records.push({ line: at + 1, fields });
    at += length;
  }
  return records;
}

/** A blank row, or the line below a header that databases and Markdown write: `----|:---:`. */
function isRule(fields: readonly string[]): boolean {
  return (
    fields.every((field) => field === '') || fields.every((field) => /^(?::?-{2,}:?(?:\+-+)*)?$/.test(field))
  );
}

/** Adds lines while a quote is open; if the result does not fit, only the first line is an error. */
function readRecord(lines: readonly string[], at: number, delimiter: string, widths: ReadonlySet<number>) {
  for (let length = 1; length <= mostLines && at + length <= lines.length; length += 1) {
    const text = lines.slice(at, at + length).join('\n');
    const fields = parseRecord(text, delimiter);
    if (!fields) continue;
    const fits = (widths.size === 0 || widths.has(fields.length)) && !hasStrayQuote(fields, text);
    if (length > 1 && !fits) break;
    return { fields: fields.map((field) => withoutQuotes(field.trim(), text)), length };
  }
  return { fields: undefined, length: 1 };
}

/**
 * The fields of one record, or undefined while a quote is open. Own code, because parsers from packages are too large
 * for the bundle or do not report an open quote.
 */
function parseRecord(text: string, delimiter: string): string[] | undefined {
  const fields: string[] = [];
  for (let at = 0; ; at += 1) {
    while (text[at] === ' ') at += 1;
    const quoted = text[at] === '"' ? readQuoted(text, at, delimiter) : undefined;
    if (text[at] === '"' && !quoted) return undefined;
    const start = quoted?.end ?? at;
    at = start;
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at += 1;
    const rest = text.slice(start, at);
    fields.push(quoted ? quoted.field + rest : rest);
    if (text[at] !== delimiter) return fields;
  }
}

/** Returns the text without quotes, or with them if something other than a delimiter follows. */
function readQuoted(text: string, at: number, delimiter: string): { field: string; end: number } | undefined {
  let field = '';
  for (let from = at + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    field += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      let end = quote + 1;
      while (text[end] === ' ') end += 1;
      const isEnd = end >= text.length || text[end] === delimiter || text[end] === '\n';
      return isEnd ? { field, end } : { field: `"${field}"`, end: quote + 1 };
    }
    field += '"';
    from = quote + 2;
  }
}

/** `parseRecord` leaves the quotes when text follows the closing one. */
function hasStrayQuote(fields: readonly string[], text: string): boolean {
  return !text.includes('"""') && fields.some((field) => field.startsWith('"'));
}

/** Programs that do not double quotes write `"27" monitor"`. */
function withoutQuotes(field: string, text: string): string {
  const isQuoted = field.length > 1 && field.startsWith('"') && field.endsWith('"');
  return isQuoted && !text.includes('"""') ? field.slice(1, -1) : field;
}

const sampleLines = 200;

/** Plausible numbers of fields: those of several lines, and that of the longest line, which is usually the header. */
function widthsOf(lines: readonly string[], delimiter: string): Set<number> {
  const counts = new Map<number, number>();
  for (const line of lines.slice(0, sampleLines)) {
    const fields = line.trim() === '' ? undefined : parseRecord(line, delimiter);
    if (fields && !hasStrayQuote(fields, line))
      counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  }
  const longest = Math.max(...counts.keys());
  return new Set(
    [...counts].filter(([width, count]) => count > 1 || width === longest).map(([width]) => width),
  );
}

/**
 * The delimiter that occurs most in a typical line. Excel writes semicolons in some countries, copied cells have tabs,
 * and databases use bars.
 */
function delimiterOf(lines: readonly string[]): string {
  const some = lines.filter((line) => line.trim() !== '').slice(0, sampleLines);
  const fits = [',', ';', '\t', '|'].map((delimiter) => {
    const counts = some.map((line) => line.split(delimiter).length).sort((a, b) => a - b);
    return { delimiter, usual: counts[counts.length >> 1] ?? 0, most: counts.at(-1) ?? 0 };
  });
  return fits.reduce((a, b) => (b.usual > a.usual || (b.usual === a.usual && b.most > a.most) ? b : a))
    .delimiter;
}
