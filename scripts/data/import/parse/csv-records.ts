import { parse } from 'csv-parse/sync';

/** One row of a spreadsheet; `line` is where it begins. Without `fields`, a quote opens in it that nothing closes. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[] | undefined;
}

/** A field goes on over this many lines at most; after them, an open quote counts as a mistake. */
const mostLines = 50;

/** Every record that isn't blank. A stray quote spoils its own line only, whatever comes after it. */
export function readRecords(text: string): CsvRecord[] {
  const lines = text.split('\n');
  const delimiter = delimiterOf(text);
  const records: CsvRecord[] = [];
  for (let at = 0; at < lines.length; ) {
    const header = records[0]?.fields;
    const { fields, length } = readRecord(lines, at, delimiter, header?.length);
    if (!fields || fields.some((field) => field !== '')) records.push({ line: at + 1, fields });
    at += length;
  }
  return records;
}

/** A record takes further lines in while a quote is open; when that leads nowhere, its first line alone is bad. */
function readRecord(lines: readonly string[], at: number, delimiter: string, width: number | undefined) {
  for (let length = 1; length <= mostLines && at + length <= lines.length; length += 1) {
    const text = lines.slice(at, at + length).join('\n');
    const fields = parseRecord(text, delimiter);
    if (!fields) continue;
    const fits = fields.length === (width ?? fields.length) && !hasStrayQuote(fields, text);
    if (length > 1 && !fits) break;
    return { fields: fields.map((field) => withoutQuotes(field.trim(), text)), length };
  }
  return { fields: undefined, length: 1 };
}

/** Undefined while a quote is open. */
function parseRecord(text: string, delimiter: string): string[] | undefined {
  try {
    const options = {
      delimiter,
      record_delimiter: '\n',
      relax_quotes: true,
      relax_column_count: true,
      ltrim: true,
    };
    return parse(text, options)[0] ?? [];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED') return undefined;
    throw error;
  }
}

/** The parser keeps the quotes of a field that goes on after its closing quote. */
function hasStrayQuote(fields: readonly string[], text: string): boolean {
  return !text.includes('"""') && fields.some((field) => field.startsWith('"'));
}

/** `"27" monitor"` is what a program writes that does not know of doubled quotes. */
function withoutQuotes(field: string, text: string): string {
  const isQuoted = field.length > 1 && field.startsWith('"') && field.endsWith('"');
  return isQuoted && !text.includes('"""') ? field.slice(1, -1) : field;
}

/** Some countries' Excel writes semicolons, and a copied range has tabs. */
function delimiterOf(text: string): string {
  const header = text.trimStart().split('\n', 1)[0]!;
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((most, delimiter) => (count(delimiter) > count(most) ? delimiter : most));
}
