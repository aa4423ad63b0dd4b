import { redactText } from '../../../lambda/redaction/redact.ts';
import { alignColumns } from '../../cli.ts';
import { type StoredRecord, ticketsOf } from './parse-record.ts';
import type { Summary } from './summarize.ts';

/** Records and summaries for a person, in columns. */
export function describeRecords(records: readonly StoredRecord[], summary: Summary): string {
  if (records.length === 0) return 'No records.\n';
  const { failures, calls, missedWords, times } = summary;
  return [
    table(['time', 'outcome', 'code', 'who', 'what', 'ms', 'request'], records.map(rowOf)),
    'Failures by code',
    failures.length === 0
      ? '  none\n'
      : table(
          ['code', 'count'],
          failures.map(({ code, count }) => [code, count]),
        ),
    'Calls by tool',
    calls.length === 0
      ? '  none\n'
      : table(
          ['tool', 'calls', 'failed'],
          calls.map(({ tool, count, failed }) => [tool, count, failed]),
        ),
    'Words that searches did not find',
    missedWords.length === 0
      ? '  none\n'
      : table(
          ['word', 'searched instead', 'count'],
          missedWords.map(({ word, searched, count }) => [word, searched || '-', count]),
        ),
    'Time by tool',
    times.length === 0
      ? '  none\n'
      : table(
          ['tool', 'mean ms', 'p95 ms'],
          times.map(({ tool, mean_ms, p95_ms }) => [tool, mean_ms, p95_ms]),
        ),
  ].join('\n');
}

function rowOf(record: StoredRecord): string[] {
  const { time, outcome, error_code = '', sub, caller_id, method = '', target = '', ms, request_id } = record;
  const who = sub?.startsWith('[') ? (caller_id ?? sub) : (sub ?? '-');
  const tickets = ticketsOf(record).filter((id) => !target.includes(id));
  const what = [method, target, tickets.slice(0, 3).join(' ')].filter(Boolean).join(' ');
  return [time, outcome, error_code, who, what, String(ms), request_id];
}

const widest = 60;

/** A file may hold anything: what is printed is one line per record, and nothing that a terminal obeys. */
function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => redactText(String(cell), widest)));
  return alignColumns(cells)
    .map((line) => `  ${line}\n`)
    .join('');
}
