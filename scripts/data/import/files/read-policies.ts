import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { refuseRepeatedIds } from '../../../../lambda/import/check-row.ts';
import { fromFileName } from '../../../../lambda/import/file-name.ts';
import type { Mapping } from '../../../../lambda/import/mapping.ts';
import { type ReadPolicy, readPolicyText } from '../../../../lambda/import/policy-text.ts';
import {
  type FileContent,
  type RowError,
  type SourceRow,
  UnusableFile,
} from '../../../../lambda/import/row-error.ts';
import type { PolicyText } from '../../../../lambda/policies/import-policies.ts';
import { readFrontMatter } from './front-matter.ts';
import { readText, unreadable } from './read-text.ts';

/**
 * Reads every Markdown or text file of a folder, including subfolders. Throws {@link UnusableFile} if there is none.
 */
export async function readPoliciesFolder(
  folder: string,
  mapping: Mapping = {},
): Promise<FileContent<PolicyText>> {
  const { markdown, others } = await filesOf(folder);
  const rows: SourceRow<PolicyText>[] = [];
  const errors: RowError[] = [];
  const notes: string[] = [];
  for (const file of markdown) {
    const read = await readPolicyFile(file, mapping);
    if (read.row) rows.push(read.row);
    errors.push(...read.errors);
    notes.push(...read.notes);
  }
  if (others.length > 0)
    notes.push(
      `${folder}: not read, as they are no Markdown (.md) and no text (.txt): ${others.join(', ')}.`,
    );
  const documents = others.filter((name) => /\.(?:docx?|hwpx?|pdf|odt|rtf|pages|html?)$/i.test(name));
  if (documents.length > 0)
    notes.push(
      `${folder}: to be saved as text (.txt, UTF-8) by their program first: ${documents.join(', ')}.`,
    );
  const unique = refuseRepeatedIds(rows, 'doc_id');
  return { rows: unique.rows, errors: [...errors, ...unique.errors], notes };
}

/** Sorted by name, so that the order is the same on every machine. Hidden folders are only counted. */
async function filesOf(folder: string): Promise<{ markdown: string[]; others: string[] }> {
  const expected =
    'a folder with one Markdown file (.md) or text (.txt) for each policy; Word and Hangul save as text';
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error, expected);
  });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort();
  const hidden = (name: string) => /^(?:.*?[/\\])?\.[^/\\]+[/\\]?/.exec(name)?.[0];
  const isMarkdown = (name: string) => /\.(md|mdx|markdown|mdown|mkd|txt)$/i.test(name) && !hidden(name);
  const markdown = names.filter(isMarkdown);
  const others = new Set(names.filter((name) => !isMarkdown(name)).map((name) => hidden(name) ?? name));
  if (markdown.length === 0) {
    const found =
      others.size > 0 ? `no .md or .txt file among ${[...others].join(', ')}` : 'no .md or .txt file';
    throw new UnusableFile(folder, found, expected);
  }
  return { markdown: markdown.map((name) => join(folder, name)), others: [...others] };
}

async function readPolicyFile(file: string, mapping: Mapping): Promise<ReadPolicy> {
  try {
    const { text, notes } = await readText(file);
    const markdown = readFrontMatter(text, file);
    if ('found' in markdown) return { errors: [markdown], notes };
    const read = readPolicyText({ file, markdown, byName: fromFileName(file), mapping });
    return { ...read, notes: [...notes, ...read.notes] };
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    const { found, expected } = error;
    return { errors: [{ file, line: 1, found, expected }], notes: [] }; // One bad file does not affect the others.
  }
}
