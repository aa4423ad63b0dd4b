import { guessName, type Kind, recognizeName } from './column-names.ts';
import { dateOrderOf } from './dates.ts';
import type { Mapping } from './mapping.ts';
import { findPlaceColumns } from './place-columns.ts';
import { UnusableFile } from './row-error.ts';
import { isModel, isOtherPlace } from './source-columns.ts';
import { readHeader } from './table-header.ts';
import type { SourceTable } from './table-record.ts';
import { compact, valueWords } from './value-words.ts';

const required: Readonly<Record<Kind, readonly string[]>> = {
  inventory: ['name', 'category', 'quantity', 'location'],
  tickets: ['ticket_id', 'title'],
  policies: [],
};

/** A column with more distinct values is not a status. */
const mostValues = 40;

/** Proposes a map for all columns and words of a spreadsheet; an empty text is left for people to fill in. */
export function proposeMapping(kind: Kind, { file, records }: SourceTable): Mapping {
  const { at, header: names, rows: headerRows } = readHeader(records, { kind, mapping: {} });
  const header = names?.map((name) => name.replace(/\s+/g, ' ').trim());
  if (!header) throw new UnusableFile(file, 'no header', 'a line that names the columns');
  const rows = records.slice(at + headerRows).flatMap(({ fields }) => (fields ? [fields] : []));

  const claimed = new Set<string>();
  const isPart = (name: string) =>
    !claimed.has('location') || (recognizeName(kind, name) !== undefined && !isOtherPlace({ name }));
  const columns: Record<string, string> = {};
  for (const name of byRank(kind, header)) {
    const field = recognizeName(kind, name)?.field ?? guessName(kind, name);
    const isOpen = field !== undefined && (field === 'location' ? isPart(name) : !claimed.has(field));
    columns[name] = isOpen
      ? field
      : field && isModel({ name, field }) && !claimed.has('model')
        ? 'model'
        : '';
    if (columns[name]) claimed.add(columns[name]);
  }
  const places =
    kind === 'inventory' ? findPlaceColumns(header, records.slice(at + headerRows), {}) : undefined;
  for (const { index } of places?.columns ?? []) columns[header[index]!] = 'place';
  if (places?.sum) columns[places.sum.name] = '';
  if (places) for (const field of ['quantity', 'location']) claimed.add(field);
  const ordered = Object.fromEntries(header.filter(Boolean).map((name) => [name, columns[name]!]));

  const values: Record<string, Record<string, string>> = {};
  for (const [field, words] of Object.entries(valueWords[kind]) as [string, ReadonlyMap<string, string>][]) {
    const index = header.findIndex((name) => columns[name] === field);
    const written = new Set(index < 0 ? [] : rows.map((row) => (row[index] ?? '').trim()).filter(Boolean));
    if (written.size === 0 || written.size > mostValues) continue;
    values[field] = Object.fromEntries([...written].map((word) => [word, words.get(compact(word)) ?? '']));
  }
  const missing = required[kind].filter((field) => !claimed.has(field));
  const dates = dateOrderOf(rows.flat())?.order;
  return {
    columns: ordered as NonNullable<Mapping['columns']>,
    ...(Object.keys(values).length > 0 && { values }),
    ...(missing.length > 0 && { defaults: Object.fromEntries(missing.map((field) => [field, ''])) }),
    ...(dates && { dates }),
  };
}

/** Known names come first, so that a guessed name cannot take their field. */
function byRank(kind: Kind, header: readonly string[]): string[] {
  const rank = (name: string) => recognizeName(kind, name)?.rank ?? 1_000;
  return [...new Set(header)].filter(Boolean).sort((a, b) => rank(a) - rank(b));
}
