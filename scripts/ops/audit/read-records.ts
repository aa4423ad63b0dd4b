import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Outcome, parseRecord, type StoredRecord, ticketsOf } from './parse-record.ts';

/** Which records are wanted; all of them where nothing is said. */
export interface Selection {
  /** Epoch milliseconds. */
  readonly after?: number;
  readonly sub?: string;
  readonly outcome?: Outcome;
  readonly ticket?: string;
}

/** Reads records line by line from a file, or from stdin for `-`; throws when there is no such file. */
export async function readRecords(
  file: string,
  selection: Selection,
): Promise<{ records: readonly StoredRecord[]; unreadable: number }> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const failed = new Promise<never>((_, reject) =>
    input.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, file))),
  );
  return Promise.race([collect(input, selection), failed]);
}

async function collect(input: NodeJS.ReadableStream, selection: Selection) {
  const records: StoredRecord[] = [];
  let unreadable = 0;
  for await (const line of createInterface({ input })) {
    if (line.trim() === '') continue;
    const record = parseRecord(line);
    if (record === undefined) unreadable += 1;
    else if (record !== 'other' && isWanted(record, selection)) records.push(record);
  }
  return { records, unreadable };
}

function isWanted(record: StoredRecord, { after, sub, outcome, ticket }: Selection): boolean {
  if (after !== undefined && Date.parse(record.time) < after) return false;
  const names = [record.sub, `${record.iss}#${record.sub}`, record.caller_id];
  if (sub !== undefined && !names.includes(sub)) return false;
  if (ticket !== undefined && !ticketsOf(record).includes(ticket)) return false;
  return outcome === undefined || record.outcome === outcome;
}

function explain(error: NodeJS.ErrnoException, file: string): Error {
  if (error.code !== 'ENOENT') return error;
  return new Error(`There is no ${file}. The local server makes it with its first request: npm start`);
}
