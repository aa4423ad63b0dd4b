import * as z from 'zod';
import { changing, defineTool } from '../mcp/definitions/define-tool.ts';
import { confirmationRequest } from '../mcp/definitions/tool-response.ts';
import { brief, choice, mustBe, storedLine, storedText, yesOrNo } from '../schemas/fields.ts';
import { messages } from '../text/messages.ts';
import { consumeElicitation } from '../tickets/consume-elicitation.ts';

/** Fits into a body of 1 MiB, JSON escapes included. */
const longestText = 400_000;
const textRule = mustBe(messages.rules.file(longestText));
const longestMap = 20_000;

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
    location: storedLine(1, 200).optional().describe('Of items without one'),
    created_by: storedLine(1, 255).optional().describe('Of tickets without an author'),
    map: storedText(2, longestMap)
      .optional()
      .describe(
        'JSON for what is not understood, as {"columns":{"코드명":"item_id"},"values":{"status":{"분실":"discontinued"}},"defaults":{"category":"가구"}}',
      ),
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
    // Loaded on demand: the file readers are a large part of the bundle and rarely needed.
    const { importFile, importQuestion, nothing, reportOf } = await import('../import/report-import.ts');
    const { canElicit, confirmation } = clientInput;
    if (confirmation && confirmation.action !== 'accept') {
      await consumeElicitation(db, confirmation.id, new Date());
      return reportOf('declined', messages.declined[language], nothing);
    }
    const preview = await importFile(db, file, { dryRun: true, language });
    const { created, changed, unchanged, errors } = preview;
    if (created.length + changed.length === 0) {
      return errors.length > 0 && unchanged === 0
        ? reportOf('refused', messages.importRefused[language], preview)
        : reportOf('imported', messages.importUnchanged[language], preview);
    }
    if (!confirm && !confirmation) {
      if (canElicit)
        return confirmationRequest(importQuestion(file, preview, language), messages.importFile[language]);
      return reportOf('preview', messages.importPreview[language], preview);
    }
    if (confirmation) await consumeElicitation(db, confirmation.id, new Date());
    const onProgress = (done: number, of: number) => void progress(done, of, `${done} of ${of} rows`);
    const imported = await importFile(db, file, { dryRun: false, language, onProgress });
    return reportOf('imported', messages.imported[language], imported);
  },
});
