import type { RowChange } from '../dynamodb/compare-rows.ts';
import { ToolError } from '../errors/tool-error.ts';
import { quote } from '../redaction/quote-input.ts';
import { redactText } from '../redaction/redact.ts';
import type { Language } from '../text/language.ts';
import { messages } from '../text/messages.ts';
import { type ImportedText, importText, UnusableMap } from './import-text.ts';
import { inKorean } from './in-korean.ts';
import { describeUnusableFile, UnusableFile } from './row-error.ts';

// Separate from the definition of the tool, which every start loads.

/** The maximum length of each list; the counts include all entries. */
const mostListed = 50;
const longestReason = 500;

export const nothing: ImportedText = {
  created: [],
  changed: [],
  removed: [],
  unchanged: 0,
  errors: [],
  notes: [],
};

/** Throws INVALID_ARGUMENT with the reason when the file cannot be used. */
export async function importFile(...args: Parameters<typeof importText>) {
  try {
    const done = await importText(...args);
    return { ...done, errors: done.errors.map(inTermsOfTool) };
  } catch (error) {
    if (error instanceof UnusableMap) {
      const { message } = error;
      const wrong = { en: `map: ${message}.`, ko: `map: ${inKorean(message) ?? message}.` };
      throw new ToolError('INVALID_ARGUMENT', wrong, messages.correctTheMap);
    }
    if (!(error instanceof UnusableFile)) throw error;
    const reason = (language: Language) =>
      redactText(inTermsOfTool(describeUnusableFile(error, language))).slice(0, longestReason);
    throw new ToolError(
      'INVALID_ARGUMENT',
      messages.unusableFile({ en: reason('en'), ko: reason('ko') }),
      messages.correctTheFile,
    );
  }
}

const termsOfTool = [
  [/--propose-map writes a file that maps other names/, 'map maps other names'],
  [/--propose-map이 만드는 파일에서/, 'map에서'],
  [/--map 파일의|a map file/, 'map'],
  [/--map 파일로/, 'map으로'],
  [/--created-by/, 'created_by'],
  [/--location/, 'location'],
] as const;

/** Replaces options of the import command by arguments of the tool. */
function inTermsOfTool(reason: string): string {
  return termsOfTool.reduce((text, [option, argument]) => text.replace(option, argument), reason);
}

export function reportOf(
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

/** Redacted, because names of columns and files come from the file. */
function listed(lines: readonly string[]): string[] {
  return lines.slice(0, mostListed).map((line) => redactText(line).slice(0, longestReason));
}

function changesOf({ created, changed }: ImportedText): string[] {
  return [...created.map((id) => `create ${id}`), ...changed.map(describeChange)];
}

function describeChange({ id, fields }: RowChange): string {
  return `change ${id}: ${fields.map(({ field }) => field).join(', ')}`;
}

/** Contains only ids and numbers, because text of the file could imitate the question. */
export function importQuestion(
  { kind, name }: { kind: string; name: string },
  done: ImportedText,
  language: Language,
): string {
  const { created, changed, unchanged, errors } = done;
  const list = changesOf(done).slice(0, 10).join('\n');
  const counts = [created.length, changed.length, unchanged, errors.length] as const;
  return `${messages.importQuestion(kind, quote(name), counts)[language]}\n\n${list}`;
}
