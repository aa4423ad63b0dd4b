import * as z from 'zod';
import type { RowChange } from '../dynamodb/compare-rows.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { ImportedText } from '../import/import-text.ts';
import { changing, defineTool } from '../mcp/definitions/define-tool.ts';
import { confirmationRequest } from '../mcp/definitions/tool-response.ts';
import { quote } from '../redaction/quote-input.ts';
import { redactText } from '../redaction/redact.ts';
import { brief, choice, mustBe, storedLine, yesOrNo } from '../schemas/fields.ts';
import type { Language } from '../text/language.ts';
import { messages } from '../text/messages.ts';
import { consumeElicitation } from '../tickets/consume-elicitation.ts';

/** A body of 1 MiB holds it with all its escapes. */
const longestText = 400_000;
const textRule = mustBe(messages.rules.file(longestText));

/** Of each list; the counts are of all. */
const mostListed = 50;
const longestReason = 500;

export const importData = defineTool({
  name: 'import_data',
  title: 'Import data',
  description:
    'Imports the text of a file: stock or tickets as CSV, one policy as Markdown with front matter, which becomes its next version, or synonyms, a group in each row, which replace those before. ' +
    'Use it when an administrator hands over new data. Without confirm nothing is written: show what would change, then repeat with confirm: true. It removes no item, policy or ticket. For a new ticket use create_ticket.',
  scope: 'admin',
  limit: { perMinute: 10 },
  cache: 'never',
  annotations: { ...changing, destructiveHint: true, idempotentHint: true },

  input: z.strictObject({
    kind: choice(['inventory', 'policy', 'tickets', 'synonyms']).describe('What the file holds'),
    name: storedLine(1, 100).describe('Of the file; a policy without a doc_id gets it from there'),
    text: z
      .string(textRule)
      .min(1, textRule)
      .max(longestText, textRule)
      .describe('The whole file, unchanged'),
    created_by: storedLine(1, 255).optional().describe('Of tickets without an author'),
    confirm: yesOrNo.prefault(false).describe('true only after the person accepted the preview'),
  }),
  output: z.object({
    status: z.enum(['preview', 'imported', 'declined', 'refused']),
    message: z.string(),
    created: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    changes: brief('Up to 50, as in each list', z.array(z.string())),
    errors: brief('Rows left out', z.array(z.string())),
    notes: brief('What was guessed', z.array(z.string())),
  }),

  async run({ confirm, ...file }, { services: { db }, clientInput, progress, language }) {
    const { canElicit, confirmation } = clientInput;
    if (confirmation && confirmation.action !== 'accept') {
      await consumeElicitation(db, confirmation.id, new Date());
      return reportOf('declined', messages.declined[language], nothing);
    }
    const preview = await runImport(db, file, { dryRun: true, language });
    const { created, changed, unchanged, errors } = preview;
    if (created.length + changed.length === 0) {
      return errors.length > 0 && unchanged === 0
        ? reportOf('refused', messages.importRefused[language], preview)
        : reportOf('imported', messages.importUnchanged[language], preview);
    }
    if (!confirm && !confirmation) {
      if (canElicit)
        return confirmationRequest(questionOf(file, preview, language), messages.importFile[language]);
      return reportOf('preview', messages.importPreview[language], preview);
    }
    if (confirmation) await consumeElicitation(db, confirmation.id, new Date());
    const onProgress = (done: number, of: number) => void progress(done, of, `${done} of ${of} rows`);
    const imported = await runImport(db, file, { dryRun: false, language, onProgress });
    return reportOf('imported', messages.imported[language], imported);
  },
});

const nothing: ImportedText = { created: [], changed: [], removed: [], unchanged: 0, errors: [], notes: [] };

/** Loaded when it is called: the readers of files are a tenth of the bundle, and hardly a call needs them. */
async function runImport(...args: Parameters<typeof import('../import/import-text.ts').importText>) {
  const { describeUnusableFile, importText, UnusableFile } = await import('../import/import-text.ts');
  try {
    return await importText(...args);
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    const reason = (language: Language) =>
      redactText(describeUnusableFile(error, language)).slice(0, longestReason);
    throw new ToolError(
      'INVALID_ARGUMENT',
      messages.unusableFile({ en: reason('en'), ko: reason('ko') }),
      messages.correctTheFile,
    );
  }
}

function reportOf(
  status: 'preview' | 'imported' | 'declined' | 'refused',
  message: string,
  done: ImportedText,
) {
  return {
    status,
    message,
    created: done.created.length,
    changed: done.changed.length,
    unchanged: done.unchanged,
    changes: listed(changesOf(done)),
    errors: listed(done.errors),
    notes: listed(done.notes),
  };
}

/** The names of columns and files are the file's own words. */
function listed(lines: readonly string[]): string[] {
  return lines.slice(0, mostListed).map((line) => redactText(line).slice(0, longestReason));
}

function changesOf({ created, changed }: ImportedText): string[] {
  return [...created.map((id) => `create ${id}`), ...changed.map(describeChange)];
}

function describeChange({ id, fields }: RowChange): string {
  return `change ${id}: ${fields.map(({ field }) => field).join(', ')}`;
}

/** Ids and numbers only: text of the file could imitate the question. */
function questionOf(
  { kind, name }: { kind: string; name: string },
  done: ImportedText,
  language: Language,
): string {
  const { created, changed, unchanged, errors } = done;
  const list = changesOf(done).slice(0, 10).join('\n');
  const counts = [created.length, changed.length, unchanged, errors.length] as const;
  return `${messages.importQuestion(kind, quote(name), counts)[language]}\n\n${list}`;
}
