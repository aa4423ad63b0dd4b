import { createHash } from 'node:crypto';
import { ticketIdOf } from '../tickets/ticket.ts';
import { isBlank } from './fields.ts';
import type { Guesses } from './guesses.ts';
import type { Column, UnreadColumn } from './source-columns.ts';
import type { RawRow } from './source-table.ts';

/** Numbers of other things, such as 전화번호 and 사번, are excluded. */
const ofIds = /번호|\bno\b|\bid$|코드|\bkey\b|number/i;
const ofOthers =
  /전화|연락처|휴대|핸드폰|사번|사원|직원|자산|기기|모델|시리얼|우편|내선|좌석|호실|phone|mobile|asset|employee|serial|model|device|user|message/i;

/** Ids can be derived for forms and mailboxes, which have none, if text, author and time distinguish their rows. */
export function canDeriveIds(unread: readonly UnreadColumn[], columns: readonly Column[]): boolean {
  const has = (field: string) => columns.some((column) => column.field === field);
  const isId = ({ name, cells }: UnreadColumn) =>
    ofIds.test(name) && !ofOthers.test(name) && cells.length > 0 && new Set(cells).size === cells.length;
  const known = ['title', 'body', 'created_by', 'created_at'].filter(has);
  return (has('title') || has('body')) && known.length > 1 && !unread.some(isId);
}

const lowest = 100_000_000;
/** Keeps nine digits even for tickets that are created later. */
const count = 800_000_000;

/** Derives the same id for the same row in every import, independent of its position and status. */
export function withDerivedIds(rows: readonly RawRow[], guesses: Guesses): RawRow[] {
  guesses.add('ticket_id: made from title, text, author and time, as the file has none');
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const written = [row.raw.title, row.raw.body, row.raw.created_by, row.raw.created_at];
    const content = JSON.stringify(
      written.map((value) =>
        String(value ?? '')
          .normalize('NFC')
          .trim(),
      ),
    );
    const occurrence = (seen.get(content) ?? 0) + 1;
    seen.set(content, occurrence);
    return { ...row, raw: { ...row.raw, ticket_id: idFrom(`${content}${occurrence}`) } };
  });
}

const foreignId = /^(?:\d{10,}|(?![a-f]*-?\d{1,9}$)(?=.*[a-f])(?=.*\d)[0-9a-f-]{8,})$/i;

/** Converts the long ids of Asana, Trello and Notion to ticket numbers; the same id always gives the same number. */
export function withForeignIds(rows: RawRow[], column: string, guesses: Guesses): RawRow[] {
  const ids = rows.map(({ raw }) => String(raw.ticket_id ?? '').trim());
  const written = ids.filter((id) => !isBlank(id));
  if (written.length === 0 || !written.every((id) => foreignId.test(id))) return rows;
  guesses.add(`ticket_id: a number made from ${column}, whose ids are too long`);
  return rows.map((row, at) =>
    isBlank(ids[at]) ? row : { ...row, raw: { ...row.raw, ticket_id: idFrom(ids[at]!.toLowerCase()) } },
  );
}

function idFrom(content: string): string {
  const digest = createHash('sha256').update(content).digest();
  return ticketIdOf(lowest + (digest.readUInt32BE() % count));
}

const longestTitle = 80;

/** Uses the first line of the body as the title; the body stays unchanged. */
export function withDerivedTitles(rows: readonly RawRow[], guesses: Guesses): RawRow[] {
  guesses.add('title: the beginning of the text, as the file has none');
  return rows.map((row) => {
    const line =
      String(row.raw.body ?? '')
        .split('\n')
        .find((text) => !isBlank(text)) ?? '';
    const letters = [...line.trim()];
    const title = letters.length > longestTitle ? `${letters.slice(0, longestTitle).join('')}…` : line.trim();
    return { ...row, raw: { ...row.raw, title } };
  });
}

/** The address in `Kim <kim@example.com>`, because the token of that person contains the address. */
export function addressOf(author: string, guesses: Guesses): string {
  const [, address] = /^[^<>]*<([^<>\s@]+@[^<>\s@]+)>\s*$/.exec(author) ?? [];
  if (!address) return author;
  guesses.add('created_by: the address in <> without the name before it');
  return address;
}
