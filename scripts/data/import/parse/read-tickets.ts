import * as z from 'zod';
import { priorities, statuses, type Ticket, ticketIdPattern } from '../../../../lambda/tickets/ticket.ts';
import { checkRow, refuseRepeatedIds } from './check-row.ts';
import { choice, optional, text, time } from './fields.ts';
import { readText } from './read-text.ts';
import {
  type FileContent,
  type Place,
  type RowError,
  type SourceRow,
  shown,
  UnusableFile,
} from './row-error.ts';

const idExpected = 'TKT- and three to nine digits, such as TKT-007';

const versionExpected = 'a whole number from 1 to 1000000';

const fields = z.object({
  ticket_id: z
    .string(idExpected)
    .trim()
    .toUpperCase()
    .regex(ticketIdPattern, idExpected)
    .max('TKT-'.length + 9, idExpected),
  title: text(5, 200),
  body: text(10, 2000),
  priority: optional(choice(priorities), 'medium'),
  status: optional(choice(statuses), 'open'),
  created_by: text(1, 255),
  assigned_to: z.preprocess((value) => value || null, text(1, 255).nullable()),
  // No default: with the time of the import, the same file would be a change each time.
  created_at: time,
  updated_at: z.preprocess((value) => value || undefined, time.optional()),
  version: optional(z.int(versionExpected).min(1, versionExpected).max(1_000_000, versionExpected), 1),
});

const ticket = fields
  .transform((row) => ({ ...row, updated_at: row.updated_at ?? row.created_at }))
  .refine(({ created_at, updated_at }) => created_at <= updated_at, {
    path: ['updated_at'],
    error: 'no time before created_at',
  }) satisfies z.ZodType<Ticket>;

/** Reads JSON Lines: one ticket a line. Throws {@link UnusableFile} when it is JSON of another shape. */
export async function readTicketsFile(file: string): Promise<FileContent<Ticket>> {
  const { text, notes } = await readText(file);
  if (text.trimStart().startsWith('[')) {
    throw new UnusableFile(file, 'one JSON array', 'JSON Lines, one object a line (jq -c ".[]" makes them)');
  }

  const rows: SourceRow<Ticket>[] = [];
  const errors: RowError[] = [];
  const unknown = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = readLine(line, { file, line: index + 1 }, unknown);
    if (Array.isArray(row)) errors.push(...row);
    else rows.push(row);
  }
  const unique = refuseRepeatedIds(rows, 'ticket_id');
  return {
    rows: unique.rows,
    errors: [...errors, ...unique.errors].sort((a, b) => a.line - b.line),
    notes: [...notes, ...unknownFields(file, unknown)],
  };
}

function readLine(line: string, place: Place, unknown: Set<string>) {
  const raw = parseObject(line);
  if (!raw) return [{ ...place, found: shown(line.trim()), expected: 'one JSON object on the line' }];
  for (const name of Object.keys(raw)) {
    if (!(name in fields.shape)) unknown.add(name);
  }
  return checkRow(ticket, raw, place);
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function unknownFields(file: string, unknown: ReadonlySet<string>): string[] {
  if (unknown.size === 0) return [];
  return [`${file}: fields left out, as they mean nothing here: ${[...unknown].join(', ')}.`];
}
