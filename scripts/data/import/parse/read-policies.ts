import { readdir } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import * as z from 'zod';
import type { PolicyText } from '../../../../lambda/policies/import-policies.ts';
import { docIdPattern } from '../../../../lambda/policies/policy.ts';
import { checkRow, refuseRepeatedIds } from './check-row.ts';
import { choice, date, text } from './fields.ts';
import { type MarkdownFile, readFrontMatter } from './front-matter.ts';
import { readText, unreadable } from './read-text.ts';
import { type FileContent, type RowError, type SourceRow, UnusableFile } from './row-error.ts';

const tagsExpected = 'up to 50 tags of 1 to 50 characters, as a list or with commas between them';

const policy = z.object({
  doc_id: z
    .string('a doc_id such as remote-work')
    .trim()
    .regex(docIdPattern, 'a doc_id of up to 50 lower-case letters, digits and hyphens, such as remote-work')
    .refine((id) => id !== 'index', 'another doc_id: policy://index is the list of all'),
  title: text(1, 200),
  tags: z.preprocess(
    (tags) => (typeof tags === 'string' ? tags.split(',').filter((tag) => tag.trim()) : (tags ?? [])),
    z
      .array(text(1, 50, tagsExpected), tagsExpected)
      .max(50, tagsExpected)
      .transform((tags) => [...new Set(tags)]),
  ),
  last_updated: date,
  language: choice(['ko', 'en']),
  // At four bytes a character still below the 400 KB that DynamoDB takes as one item.
  body: text(1, 90_000),
}) satisfies z.ZodType<PolicyText>;

/** Reads every Markdown file of a folder and those in it. Throws {@link UnusableFile} when there is none. */
export async function readPoliciesFolder(folder: string): Promise<FileContent<PolicyText>> {
  const rows: SourceRow<PolicyText>[] = [];
  const errors: RowError[] = [];
  const notes: string[] = [];
  for (const file of await markdownFiles(folder)) {
    const read = await readPolicyFile(file);
    if (read.row) rows.push(read.row);
    errors.push(...read.errors);
    notes.push(...read.notes);
  }
  const unique = refuseRepeatedIds(rows, 'doc_id');
  return { rows: unique.rows, errors: [...errors, ...unique.errors], notes };
}

/** In the order of their names, so that every machine reads them alike. */
async function markdownFiles(folder: string): Promise<string[]> {
  const expected = 'a folder with one Markdown file (.md) for each policy';
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unreadable(folder, error, expected);
  });
  const isHidden = (name: string) => name.split(sep).some((part) => part.startsWith('.'));
  const files = names.filter((name) => /\.(md|markdown)$/i.test(name) && !isHidden(name));
  if (files.length === 0) throw new UnusableFile(folder, 'no .md file', expected);
  return files.sort().map((name) => join(folder, name));
}

interface ReadPolicy {
  readonly row?: SourceRow<PolicyText>;
  readonly errors: readonly RowError[];
  readonly notes: readonly string[];
}

async function readPolicyFile(file: string): Promise<ReadPolicy> {
  try {
    const { text, notes } = await readText(file);
    const markdown = readFrontMatter(text, file);
    if ('found' in markdown) return { errors: [markdown], notes };

    const row = checkRow(policy, rawPolicy(file, markdown), { file, line: 1 });
    if (Array.isArray(row)) {
      return { errors: row.map((error) => ({ ...error, line: markdown.lineOf(error.field!) })), notes };
    }
    return { row, errors: [], notes: [...notes, ...unknownFields(file, markdown)] };
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    const { found, expected } = error;
    return { errors: [{ file, line: 1, found, expected }], notes: [] }; // the other files are good all the same
  }
}

/** What the front matter leaves out comes from the file's name, its first heading and its language. */
function rawPolicy(file: string, { fields, body }: MarkdownFile): Record<string, unknown> {
  return {
    ...fields,
    doc_id:
      fields.doc_id ||
      basename(file)
        .replace(/\.\w+$/, '')
        .toLowerCase(),
    title: fields.title || /^# +(.+?)[ #]*$/m.exec(body)?.[1],
    language: fields.language || languageOf(body),
    body,
  };
}

/** Korean texts are full of Latin names and words; English ones name few things in Korean. */
function languageOf(text: string): 'ko' | 'en' {
  const count = (letters: RegExp) => text.match(letters)?.length ?? 0;
  return count(/\p{Script=Hangul}/gu) > count(/\p{Letter}/gu) / 5 ? 'ko' : 'en';
}

function unknownFields(file: string, { fields }: MarkdownFile): string[] {
  // A copy of policy://… says its version; the import counts versions itself.
  const unknown = Object.keys(fields).filter((name) => !(name in policy.shape) && name !== 'version');
  return unknown.length > 0 ? [`${file}: left out, as it means nothing here: ${unknown.join(', ')}.`] : [];
}
