import type { DynamoDB } from '../dynamodb/client.ts';
import { readCompanySynonyms, writeCompanySynonyms } from '../dynamodb/company-synonyms.ts';
import type { ImportDiff } from '../dynamodb/compare-rows.ts';
import { importItems } from '../inventory/import-items.ts';
import { storeInventorySnapshot } from '../inventory/search/store-inventory-snapshot.ts';
import { importPolicies } from '../policies/import-policies.ts';
import { storePolicySnapshot } from '../policies/search/policy-snapshot.ts';
import type { Language } from '../text/language.ts';
import type { Kind } from './column-names.ts';
import { readRecords } from './csv-records.ts';
import { fromFileName } from './file-name.ts';
import { importTickets } from './import-tickets.ts';
import { noteInKorean } from './in-korean.ts';
import { readInventoryRows } from './inventory-rows.ts';
import { type Mapping, parseMappings } from './mapping.ts';
import { readPlainFrontMatter } from './plain-front-matter.ts';
import { readPolicyText } from './policy-text.ts';
import { describeRowError, type RowError } from './row-error.ts';
import { readSynonymRows } from './synonym-rows.ts';
import { readTicketText } from './ticket-rows.ts';
import { withoutWrites } from './without-writes.ts';

export interface ImportedText extends ImportDiff {
  /** Sentences about rows that were left out; `notes` has sentences about assumptions. */
  readonly errors: readonly string[];
  readonly notes: readonly string[];
}

export interface TextFile {
  readonly kind: 'inventory' | 'policy' | 'tickets' | 'synonyms';
  readonly name: string;
  readonly text: string;
  /** The author of tickets without one. */
  readonly created_by?: string | undefined;
  /** The location of items without one. */
  readonly location?: string | undefined;
  /** JSON: the part of a map file for this kind, or a whole map file. */
  readonly map?: string | undefined;
}

interface Outcome extends ImportDiff {
  readonly errors: readonly RowError[];
  readonly notes: readonly string[];
}

interface ImportContext {
  readonly dryRun: boolean;
  readonly onProgress: (done: number, of: number) => void;
}

/** Imports the text of one file; a dry run writes nothing. Throws UnusableFile when no row can be read. */
export async function importText(
  db: DynamoDB,
  file: TextFile,
  {
    dryRun,
    language,
    onProgress = () => undefined,
  }: { readonly language: Language } & Pick<ImportContext, 'dryRun'> & Partial<ImportContext>,
): Promise<ImportedText> {
  const table = dryRun ? withoutWrites(db) : db;
  const text = file.text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const { errors, notes, ...diff } = await importers[file.kind](
    table,
    { ...file, text },
    { dryRun, onProgress },
  );
  return {
    ...diff,
    errors: errors.map((error) => describeRowError(error, language)),
    notes: language === 'ko' ? notes.map(noteInKorean) : notes,
  };
}

type Import = (table: DynamoDB, file: TextFile, context: ImportContext) => Promise<Outcome>;

const importers: Readonly<Record<TextFile['kind'], Import>> = {
  async inventory(table, { name, text, location, map }, { onProgress }) {
    const mapping = mappingOf('inventory', map);
    const defaults = { ...mapping.defaults, ...(location !== undefined && { location }) };
    const source = { file: name, records: readRecords(text) };
    const { rows, errors, notes } = readInventoryRows(source, { ...mapping, defaults });
    const items = rows.map(({ value }) => value);
    const diff = await importItems(table, items, (done) => onProgress(done, rows.length));
    await storeInventorySnapshot(table);
    return { ...diff, notes, errors };
  },

  async policy(table, { name, text, map }) {
    const markdown = readPlainFrontMatter(text, name);
    if ('found' in markdown) return { ...nothing, notes: [], errors: [markdown] };
    const { row, errors, notes } = readPolicyText({
      file: name,
      markdown,
      byName: fromFileName(name),
      mapping: mappingOf('policies', map),
    });
    const diff = row ? await importPolicies(table, [row.value]) : nothing;
    if (row) await storePolicySnapshot(table);
    return { ...diff, notes, errors };
  },

  async tickets(table, { name, text, created_by: createdBy, map }, { dryRun, onProgress }) {
    const mapping = mappingOf('tickets', map);
    const { rows, errors, notes } = readTicketText(name, text, { createdBy, mapping, timeZone: 'UTC' });
    const progress = (done: number) => onProgress(done, rows.length);
    const diff = await importTickets(table, rows, { dryRun, onProgress: progress });
    return { ...diff, notes, errors: [...errors, ...diff.errors] };
  },

  async synonyms(table, { name, text }) {
    const { groups, errors } = readSynonymRows(name, text);
    const before = await readCompanySynonyms(table);
    const left = {
      notes: [`${before.length} groups are replaced by ${groups.length}.`],
      errors,
    };
    if (JSON.stringify(groups) === JSON.stringify(before))
      return { ...nothing, ...left, unchanged: groups.length };
    await writeCompanySynonyms(table, groups);
    // The synonyms have changed both stamps.
    await storeInventorySnapshot(table);
    await storePolicySnapshot(table);
    const fields = [{ field: 'groups', before: before.length, after: groups.length }];
    return { ...nothing, ...left, changed: [{ id: 'synonyms', fields }] };
  },
};

/** Throws UnusableMap, which describes the error in the map. */
function mappingOf(kind: Kind, map: string | undefined): Mapping {
  if (map === undefined) return {};
  try {
    const isWhole = /^\s*\{\s*"(?:inventory|tickets|policies)"\s*:/.test(map);
    return parseMappings(isWhole ? map : `{"${kind}":${map}}`)[kind] ?? {};
  } catch (error) {
    throw new UnusableMap((error as Error).message, { cause: error });
  }
}

/** The message is in English; in-korean.ts has its translation. */
export class UnusableMap extends Error {}

const nothing = { created: [], changed: [], removed: [], unchanged: 0 };
