import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { auditLines } from '../../../lambda/observability/read-audit-files.ts';
import { type Outcome, parseRecord, type StoredRecord, ticketsOf } from './parse-record.ts';

/** Filters for records; a missing filter matches all. */
export interface Selection {
  /** Epoch milliseconds. */
  readonly after?: number;
  readonly sub?: string;
  readonly outcome?: Outcome;
  readonly ticket?: string;
  /** A kind of suspicion, or `any`. */
  readonly suspicion?: string;
}

/**
 * Reads records line by line from a file and its parts, a .gz file of S3, or stdin for `-`; throws if the file does not
 * exist.
 */
export async function readRecords(
  file: string,
  selection: Selection,
  resolve: (record: StoredRecord) => StoredRecord,
): Promise<{ records: readonly StoredRecord[]; unreadable: number }> {
  const records: StoredRecord[] = [];
  let unreadable = 0;
  try {
    for await (const line of linesOf(file, selection)) {
      if (line.trim() === '') continue;
      const record = parseRecord(line);
      if (record === undefined) unreadable += 1;
      if (record === undefined || record === 'other') continue;
      const resolved = resolve(record);
      if (matches(resolved, selection)) records.push(resolved);
    }
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, file);
  }
  return { records, unreadable };
}

function linesOf(file: string, { after = 0 }: Selection): AsyncIterable<string> {
  if (file === '-') return createInterface({ input: process.stdin });
  if (file.endsWith('.gz')) return createInterface({ input: unpacked(file) });
  return auditLines(file, { since: after });
}

function unpacked(file: string): NodeJS.ReadableStream {
  const gunzip = createGunzip();
  return createReadStream(file)
    .once('error', (error) => gunzip.destroy(error))
    .pipe(gunzip);
}

function matches(record: StoredRecord, { after, sub, outcome, ticket, suspicion }: Selection): boolean {
  if (after !== undefined && Date.parse(record.time) < after) return false;
  if (suspicion !== undefined && record.suspicion !== suspicion)
    if (suspicion !== 'any' || record.suspicion === undefined) return false;
  const names = [record.sub, `${record.iss}#${record.sub}`, record.caller_id];
  if (sub !== undefined && !names.includes(sub)) return false;
  if (ticket !== undefined && !ticketsOf(record).includes(ticket)) return false;
  return outcome === undefined || record.outcome === outcome;
}

function explain(error: NodeJS.ErrnoException, file: string): Error {
  if (error.code !== 'ENOENT') return error;
  return new Error(`There is no ${file}. The local server creates it with its first request: npm start`);
}
