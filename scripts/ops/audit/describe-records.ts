import { redactText } from '../../../lambda/redaction/redact.ts';
import { callerName } from '../../../lambda/usage/usage.ts';
import { alignColumns, say } from '../../cli.ts';
import { type StoredRecord, ticketsOf } from './parse-record.ts';
import type { Group, GroupRow, Summary } from './summarize.ts';

type Cells = readonly (readonly (string | number)[])[];

/** Records and summaries as columns for people. */
export function describeRecords(records: readonly StoredRecord[], summary: Summary): string {
  if (records.length === 0) return noRecords();
  const { failures, calls, missedWords, suspicions, times } = summary;
  return [
    table(['time', 'outcome', 'code', 'who', 'what', 'ms', 'request'], records.map(rowOf)),
    section(
      say('Failures by code', '코드별 실패'),
      ['code', 'count'],
      failures.map(({ code, count }) => [code, count]),
    ),
    section(
      say('Suspected attacks by caller', '호출자별 공격 의심 요청'),
      ['caller', 'kind', 'count', 'last'],
      suspicions.map(({ caller, kind, count, last }) => [caller, kind, count, last]),
    ),
    section(
      say('Calls by tool', '도구별 호출'),
      ['tool', 'calls', 'failed'],
      calls.map(({ tool, count, failed }) => [tool, count, failed]),
    ),
    section(
      say('Words that searches did not find', '검색에서 찾지 못한 단어'),
      ['word', 'searched instead', 'count'],
      missedWords.map(({ word, searched, count }) => [word, searched || '-', count]),
    ),
    section(
      say('Time by tool', '도구별 지연 시간'),
      ['tool', 'mean ms', 'p95 ms'],
      times.map(({ tool, mean_ms, p95_ms }) => [tool, mean_ms, p95_ms]),
    ),
  ].join('\n');
}

/** One row per person or client. */
export function describeGroups(group: Group, rows: readonly GroupRow[]): string {
  if (rows.length === 0) return noRecords();
  const head = group === 'person' ? say('person', '사람') : say('client', '클라이언트');
  const heads = [
    head,
    say('calls', '호출'),
    say('failed', '오류'),
    say('refused', '거부'),
    say('suspected', '의심'),
    'p95 ms',
    say('last', '마지막'),
  ];
  return table(
    heads,
    rows.map(({ name, calls, errors, refusals, suspected, p95_ms, last }) => [
      name,
      calls,
      errors,
      refusals,
      suspected,
      p95_ms,
      last,
    ]),
  );
}

function noRecords(): string {
  return say('No records.\n', '기록이 없습니다.\n');
}

function section(title: string, head: readonly string[], rows: Cells): string {
  return `${title}\n${rows.length === 0 ? say('  none\n', '  없음\n') : table(head, rows)}`;
}

function rowOf(record: StoredRecord): string[] {
  const {
    time,
    outcome,
    error_code = '',
    suspicion,
    sub,
    caller_id,
    method = '',
    target = '',
    ms,
    request_id,
  } = record;
  const who = callerName({ sub, caller_id }) ?? '-';
  const tickets = ticketsOf(record).filter((id) => !target.includes(id));
  const what = [method, target, tickets.slice(0, 3).join(' '), suspicion && `(${suspicion})`];
  return [time, outcome, error_code, who, what.filter(Boolean).join(' '), String(ms), request_id];
}

const widest = 60;

/** A file may contain anything: print one line per record, without control characters that a terminal interprets. */
function table(head: readonly string[], rows: Cells): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => redactText(String(cell), widest)));
  return alignColumns(cells)
    .map((line) => `  ${line}\n`)
    .join('');
}
