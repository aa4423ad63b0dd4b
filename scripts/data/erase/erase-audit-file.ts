import { readFile, stat, utimes } from 'node:fs/promises';
import { type AuditLine, recordIn } from '../../../lambda/observability/audit-line.ts';
import { replaceFile } from '../../local/write-atomically.ts';
import { type Person, withoutNames } from './person.ts';

/**
 * Replaces the person in a local file of audit records and removes their inputs and results; time, tool and outcome
 * stay. Returns the number of records (0 for a missing file) and writes nothing in a dry run.
 */
export async function eraseFromAuditFile(
  path: string,
  person: Person,
  callerIds: ReadonlySet<string>,
  { dryRun }: { readonly dryRun: boolean },
): Promise<number> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  let count = 0;
  const lines = text.split('\n').map((line) => {
    const record = recordIn(line);
    if (!record) return line;
    const isOwn = concernsPerson(record, person, callerIds);
    const rest = isOwn ? withoutContent(record, person) : record;
    const replaced = withoutNames(JSON.stringify(rest), person);
    if (!isOwn && replaced === JSON.stringify(record)) return line;
    count += 1;
    return replaced;
  });
  if (count > 0 && !dryRun) {
    // Rotation uses the modification time to decide when the file becomes the part of a day.
    const { mtime } = await stat(path);
    await replaceFile(path, lines.join('\n'));
    await utimes(path, mtime, mtime);
  }
  return count;
}

function concernsPerson(
  { sub, iss, caller_id }: AuditLine,
  person: Person,
  callerIds: ReadonlySet<string>,
): boolean {
  if (typeof caller_id === 'string' && callerIds.has(caller_id)) return true;
  return sub === person.subject && (person.issuer === undefined || iss === person.issuer);
}

function withoutContent(
  { input, result, missed_words, ...record }: AuditLine,
  { pseudonym }: Person,
): AuditLine {
  return { ...record, sub: pseudonym, caller_id: pseudonym };
}
