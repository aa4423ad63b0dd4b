import type { DynamoDB } from '../dynamodb/client.ts';
import {
  changedFields,
  type FieldChange,
  type ImportDiff,
  type OnProgress,
} from '../dynamodb/compare-rows.ts';
import { ToolError } from '../errors/tool-error.ts';
import { readTicket } from '../tickets/find-ticket.ts';
import { importTicket, type TicketRow } from '../tickets/import-ticket.ts';
import { type RowError, type SourceRow, shown } from './row-error.ts';

type Outcome =
  | { readonly id: string; readonly result: 'created' | 'unchanged' }
  | { readonly id: string; readonly result: 'changed'; readonly fields: readonly FieldChange[] }
  | { readonly id: string; readonly result: 'refused'; readonly error: RowError };

/**
 * Imports tickets. A ticket that was created here is never overwritten; changed fields are reported only in a dry run.
 */
export async function importTickets(
  db: DynamoDB,
  rows: readonly SourceRow<TicketRow>[],
  { dryRun, onProgress }: { dryRun: boolean; onProgress: OnProgress },
): Promise<ImportDiff & { errors: readonly RowError[] }> {
  const outcomes = await inParallel(rows, (row) => importRow(db, row, dryRun), onProgress);
  return {
    created: outcomes.flatMap(({ id, result }) => (result === 'created' ? [id] : [])),
    removed: [],
    changed: outcomes.flatMap((outcome) => (outcome.result === 'changed' ? [outcome] : [])),
    unchanged: outcomes.filter(({ result }) => result === 'unchanged').length,
    errors: outcomes.flatMap((outcome) => (outcome.result === 'refused' ? [outcome.error] : [])),
  };
}

async function importRow(
  db: DynamoDB,
  { place, value }: SourceRow<TicketRow>,
  dryRun: boolean,
): Promise<Outcome> {
  const id = value.ticket_id;
  try {
    const result = await importTicket(db, value);
    if (result !== 'changed') return { id, result };
    return { id, result, fields: dryRun ? await fieldsToChange(db, value) : [] };
  } catch (error) {
    if (!(error instanceof ToolError && error.code === 'CONFLICT')) throw error;
    const found = `${shown(id)}, a ticket that was filed in this table`;
    const expected = 'an id that is not in use';
    return { id, result: 'refused', error: { ...place, field: 'ticket_id', found, expected } };
  }
}

/**
 * Only for a dry run: the stored ticket must still be the old one. The version is left out, because the import sets it.
 */
async function fieldsToChange(db: DynamoDB, row: TicketRow): Promise<FieldChange[]> {
  const stored = await readTicket(db, row.ticket_id);
  return stored ? changedFields(row, stored).filter(({ field }) => field !== 'version') : [];
}

/** The number of tickets that are imported concurrently, each in its own transaction. */
const width = 8;

async function inParallel<Row>(
  rows: readonly Row[],
  work: (row: Row) => Promise<Outcome>,
  onProgress: OnProgress,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  // The loops share one generator: an error in one loop closes it, which stops the others.
  const queue = (function* () {
    yield* rows.entries();
  })();
  let done = 0;
  async function takeTurns(): Promise<void> {
    for (const [index, row] of queue) {
      outcomes[index] = await work(row);
      done += 1;
      onProgress(done);
    }
  }
  await Promise.all(Array.from({ length: width }, takeTurns));
  return outcomes;
}
