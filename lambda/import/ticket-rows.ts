import * as z from 'zod';
import { quote } from '../redaction/quote-input.ts';
import type { TicketRow } from '../tickets/import-ticket.ts';
import { priorities, statuses, ticketIdOf, ticketIdPattern } from '../tickets/ticket.ts';
import { checkRow, refuseRepeatedIds } from './check-row.ts';
import { readRecords } from './csv-records.ts';
import { choice, isBlank, optional, text, time } from './fields.ts';
import { createGuesses, type Guesses } from './guesses.ts';
import { readJsonLines } from './json-lines.ts';
import { lookUp } from './look-up.ts';
import type { Mapping } from './mapping.ts';
import type { FileContent, RowError, SourceRow } from './row-error.ts';
import type { Column } from './source-columns.ts';
import { type RawRow, readSourceTable } from './source-table.ts';
import { readHeader } from './table-header.ts';
import type { SourceTable } from './table-record.ts';
import { addressOf, canDeriveIds, withDerivedIds, withDerivedTitles, withForeignIds } from './ticket-ids.ts';
import { understandValues, withDateOrder } from './understand-values.ts';
import { compact } from './value-words.ts';

const idExpected = 'an id with up to nine digits, such as TKT-007 or HELP-12';
const shortestBody = 10;
const versionExpected = 'a whole number from 1 to 1000000';

const blankIsNone = (value: unknown) => (isBlank(value) ? undefined : value);

const fields = z.object({
  ticket_id: z
    .string(idExpected)
    .regex(ticketIdPattern, idExpected)
    .max('TKT-'.length + 9, idExpected),
  title: text(5, 200),
  body: text(shortestBody, 2000),
  priority: optional(choice(priorities), 'medium'),
  status: optional(choice(statuses), 'open'),
  created_by: text(1, 255, '1 to 255 characters; --created-by says whose the tickets without an author are'),
  assigned_to: z.preprocess((value) => (isBlank(value) ? null : value), text(1, 255).nullable()),
  created_at: z.preprocess(blankIsNone, time.optional()),
  updated_at: z.preprocess(blankIsNone, time.optional()),
  version: optional(
    z.preprocess(
      (value) => (typeof value === 'string' && /^\d{1,7}$/.test(value) ? Number(value) : value),
      z.int(versionExpected).min(1, versionExpected).max(1_000_000, versionExpected),
    ),
    1,
  ),
});

const ticket = fields
  .transform(({ created_at, updated_at, ...row }) => ({
    ...row,
    ...(created_at && { created_at, updated_at: updated_at ?? created_at }),
  }))
  .refine(({ created_at = '', updated_at = '' }) => created_at <= updated_at, {
    path: ['updated_at'],
    error: 'no time before created_at',
  });

export interface TicketOptions {
  readonly mapping?: Mapping;
  /** The author of tickets without one. */
  readonly createdBy?: string | undefined;
  /** The zone of times without one; if absent, such times are rejected. */
  readonly timeZone?: string | undefined;
}

const required = ['ticket_id', 'title'];

/** Reads JSON Lines or a spreadsheet. Throws UnusableFile for anything else, or for JSON of another shape. */
export function readTicketText(
  file: string,
  text: string,
  options: TicketOptions = {},
): FileContent<TicketRow> {
  const { mapping = {} } = options;
  const guesses = createGuesses(file);
  if (!/^\s*[[{]/.test(text)) return readTicketTable({ file, records: readRecords(text) }, options);
  const { rows, errors } = readJsonLines(file, text, { kind: 'tickets', mapping, guesses });
  return checkTickets(file, { rows, errors, guesses }, options);
}

/** Reads the rows of a spreadsheet. Throws UnusableFile without a header with known columns. */
export function readTicketTable(table: SourceTable, options: TicketOptions = {}): FileContent<TicketRow> {
  const { mapping = {} } = options;
  const guesses = createGuesses(table.file);
  const { rows, errors, columns } = readSourceTable(table, {
    kind: 'tickets',
    required,
    isDerivable: (_, unread, known) => canDeriveIds(unread, known),
    mapping: withFormNames(table, mapping, guesses),
    guesses,
  });
  const lacks = (field: string) =>
    !mapping.defaults?.[field as 'title'] && !columns.some((one) => one.field === field);
  const nameOf = (field: string) => columns.find((one) => one.field === field)?.name ?? field;
  const identified = lacks('ticket_id')
    ? withDerivedIds(rows, guesses)
    : withForeignIds(rows, nameOf('ticket_id'), guesses);
  const titled = lacks('title') ? withDerivedTitles(identified, guesses) : identified;
  const zoned = withNamedZones(titled, columns, guesses);
  return checkTickets(table.file, { rows: zoned, errors, guesses }, options);
}

/** In the answers of a form, the name is that of the person who submitted it. */
function withFormNames(table: SourceTable, mapping: Mapping, guesses: Guesses): Mapping {
  const { header = [] } = readHeader(table.records, { kind: 'tickets', mapping });
  const isForm = header.some((name) =>
    /^(?:타임스탬프|timestamp|완료시간|completiontime)$/.test(compact(name)),
  );
  const name = header.find((one) => /^(?:이름|성명|name|fullname|yourname)$/.test(compact(one)));
  if (!isForm || name === undefined || lookUp(mapping.columns, name) !== undefined) return mapping;
  const hasAddress = header.some((one) => /e-?mail|메일/i.test(one));
  if (!hasAddress) guesses.add(`the column ${name} is who filed the ticket, as in forms`);
  return { ...mapping, columns: { ...mapping.columns, [name.trim()]: hasAddress ? '' : 'created_by' } };
}

/** GitLab writes the zone into the header: `Created At (UTC)`. */
function withNamedZones(rows: RawRow[], columns: readonly Column[], guesses: Guesses): RawRow[] {
  const zones = columns.flatMap(({ name, field }) => {
    const [, zone] = /[([](UTC|GMT|KST)[)\]]/i.exec(name) ?? [];
    return zone && times.times.includes(field) ? [{ name, field, zone }] : [];
  });
  for (const { name, zone } of zones) guesses.add(`times of the column ${name} are in ${zone}`);
  return rows.map(({ line, raw }) => {
    const named = zones.flatMap(({ field, zone }) => {
      const time = String(raw[field] ?? '').trim();
      const lacksZone = /:\d\d(?: ?[ap]m)?$/i.test(time) && !/[+-]\d\d:\d\d$/.test(time);
      return lacksZone ? [[field, `${time} ${zone}`]] : [];
    });
    return { line, raw: { ...raw, ...Object.fromEntries(named) } };
  });
}

const times = { dates: [], times: ['created_at', 'updated_at'] };

function checkTickets(
  file: string,
  { rows: records, errors, guesses }: { rows: RawRow[]; errors: RowError[]; guesses: Guesses },
  { mapping = {}, createdBy, timeZone }: TicketOptions,
): FileContent<TicketRow> {
  const dated = withDateOrder(records, times.times, { mapping, guesses });
  const rows: SourceRow<TicketRow>[] = [];
  for (const { line, raw } of records) {
    const values = understandValues(raw, times, { kind: 'tickets', mapping: dated, guesses, timeZone });
    const row = checkRow(ticket, withDefaults(values, createdBy, guesses), { file, line }, raw);
    if (Array.isArray(row)) errors.push(...row.map((error) => withZoneHint(error, values, timeZone)));
    else rows.push(row);
  }
  if (rows.some(({ value }) => value.created_at === undefined)) {
    guesses.add('tickets without a time of their own are as old as their first import');
  }
  const unique = refuseRepeatedIds(rows, 'ticket_id');
  return {
    rows: unique.rows,
    errors: [...errors, ...unique.errors].sort((a, b) => a.line - b.line),
    notes: guesses.list(),
  };
}

function withDefaults(values: Record<string, unknown>, createdBy: string | undefined, guesses: Guesses) {
  const row = { ...values };
  if (typeof row.ticket_id === 'number') row.ticket_id = String(row.ticket_id);
  if (typeof row.ticket_id === 'string') row.ticket_id = understandId(row.ticket_id, guesses);
  if (isBlank(row.created_by) && createdBy !== undefined) {
    row.created_by = createdBy;
    guesses.add(`created_by: ${createdBy} for a ticket without an author`);
  }
  if (typeof row.created_by === 'string') row.created_by = addressOf(row.created_by, guesses);
  if (
    typeof row.assigned_to === 'string' &&
    !isBlank(row.assigned_to) &&
    unassigned.has(compact(row.assigned_to))
  ) {
    guesses.add(`assigned_to: ${quote(row.assigned_to)} was left unassigned`);
    row.assigned_to = null;
  }
  if (typeof row.title === 'string') row.body = bodyOf(row.title, row.body, guesses);
  return row;
}

/** Help desks accept tickets with only a title, or with a very short text. */
function bodyOf(title: string, body: unknown, guesses: Guesses): unknown {
  const isShort = (text: string) => [...text.trim()].length < shortestBody;
  if (isBlank(body)) {
    guesses.add('body: the title stands for a text that is empty');
    if (!isShort(title)) return title;
    return `${title}\n\n${/[가-힣]/.test(title) ? '(내용 없음)' : '(no description)'}`;
  }
  if (typeof body !== 'string' || !isShort(body)) return body;
  guesses.add(`body: the title stands before a text shorter than ${shortestBody} characters`);
  return `${title}\n\n${body}`;
}

const unassigned = new Set([
  'unassigned',
  'none',
  'nobody',
  'noagent',
  'na',
  '없음',
  '미지정',
  '미배정',
  '담당자없음',
  '할당되지않음',
  '미할당',
  '미정',
]);

/** Digits before the number need a separator: 5f1c9b2 from Trello is not number 2. */
const idPrefix = /^(?:#|\p{L}+|\p{L}[\p{L}\d_ ]*[-/#])?$/u;

/** Keeps the number of ids such as `HELP-12`, `IT지원/245`, `INC0010023` and `#451`. */
function understandId(written: string, guesses: Guesses): string {
  const id = written.trim().toUpperCase();
  if (ticketIdPattern.test(id)) return id;
  // Korean help desks count per year: 2026-0012.
  const [year] = /^(?:[A-Z]+-?)?(?:20)?\d\d-\d{1,5}$/.exec(id) ?? [];
  if (year) {
    guesses.add('ticket_id: an id of year and number became TKT- and its digits');
    return ticketIdOf(Number(year.replace(/\D/g, '')));
  }
  const [, prefix, digits] = /^(.*?)0*(\d{1,9})$/.exec(id) ?? [];
  if (digits === undefined || !idPrefix.test(prefix!)) return id;
  guesses.add(
    `ticket_id: ${prefix ? `an id that begins with ${prefix}` : 'a number'} became TKT- and the same number`,
  );
  return ticketIdOf(Number(digits));
}

/** Adds a hint when only the time zone is missing. */
function withZoneHint(
  error: RowError,
  values: Record<string, unknown>,
  timeZone: string | undefined,
): RowError {
  const isTime = error.field?.endsWith('_at') && /\d:\d\d/.test(String(values[error.field]));
  if (!isTime || timeZone !== undefined || error.expected.startsWith('no time')) return error;
  return { ...error, expected: `${error.expected}; --time-zone says the zone of times without one` };
}
