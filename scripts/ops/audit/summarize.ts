import { callerName, type UsageRow } from '../../../lambda/usage/usage.ts';
import type { StoredRecord } from './parse-record.ts';

export interface Summary {
  /** All outcomes except `ok`, most frequent first. */
  readonly failures: readonly { readonly code: string; readonly count: number }[];
  readonly calls: readonly { readonly tool: string; readonly count: number; readonly failed: number }[];
  /** Search words without any match in the data, most frequent first. They are counted by word and never by caller. */
  readonly missedWords: readonly {
    readonly word: string;
    readonly searched: string;
    readonly count: number;
  }[];
  /** Possible attacks, by caller and kind; `-` stands for requests without a valid token. */
  readonly suspicions: readonly {
    readonly caller: string;
    readonly kind: string;
    readonly count: number;
    readonly last: string;
  }[];
  readonly times: readonly { readonly tool: string; readonly mean_ms: number; readonly p95_ms: number }[];
}

export const groups = ['person', 'client'] as const;
export type Group = (typeof groups)[number];

export interface GroupRow extends UsageRow {
  readonly suspected: number;
  readonly last: string;
}

/** The activity of each person or client, busiest first; requests without a valid token are under `-`. */
export function summarizeBy(group: Group, records: readonly StoredRecord[]): GroupRow[] {
  const named = bySize(
    Map.groupBy(records, (record) => (group === 'person' ? callerOf(record) : (record.client_id ?? '-'))),
  );
  return named.map(([name, members]) => ({
    name,
    calls: members.length,
    errors: members.filter(({ outcome }) => outcome === 'failed').length,
    refusals: members.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'failed').length,
    suspected: members.filter(({ suspicion }) => suspicion !== undefined).length,
    p95_ms: timesOf(members.map(({ ms }) => ms)).p95_ms,
    last: lastOf(members),
  }));
}

function callerOf({ sub, caller_id }: StoredRecord): string {
  return callerName({ sub, caller_id }) ?? '-';
}

function lastOf(records: readonly StoredRecord[]): string {
  return records.reduce((last, { time }) => (time > last ? time : last), '');
}

/** The figures that audits need most often. */
export function summarize(records: readonly StoredRecord[]): Summary {
  const failed = records.filter(({ outcome }) => outcome !== 'ok');
  const missed = bySize(
    Map.groupBy(
      records.flatMap((record) => record.missed_words ?? []),
      ({ word }) => word,
    ),
  );
  const byCode = Map.groupBy(failed, ({ error_code, status }) => error_code ?? String(status));
  const calls = records.filter(({ method }) => method === 'tools/call');
  const byTool = bySize(Map.groupBy(calls, ({ target = '' }) => target));

  return {
    failures: bySize(byCode).map(([code, { length }]) => ({ code, count: length })),
    calls: byTool.map(([tool, calls]) => ({
      tool,
      count: calls.length,
      failed: calls.filter(({ outcome }) => outcome !== 'ok').length,
    })),
    missedWords: missed.map(([word, all]) => ({
      word,
      searched: all[0]!.searched ?? '',
      count: all.length,
    })),
    suspicions: bySize(
      Map.groupBy(
        records.filter(({ suspicion }) => suspicion !== undefined),
        (record) => JSON.stringify([callerOf(record), record.suspicion]),
      ),
    ).map(([key, suspected]) => {
      const [caller, kind] = JSON.parse(key) as [string, string];
      return { caller, kind, count: suspected.length, last: lastOf(suspected) };
    }),
    times: byTool.map(([tool, calls]) => ({ tool, ...timesOf(calls.map(({ ms }) => ms)) })),
  };
}

function bySize<Value>(groups: Map<string, Value[]>): [string, Value[]][] {
  return [...groups].sort(([a, { length: many }], [b, { length: few }]) => few - many || a.localeCompare(b));
}

function timesOf(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const sum = sorted.reduce((total, ms) => total + ms, 0);
  return {
    mean_ms: Math.round((sum / sorted.length) * 10) / 10,
    // Nearest rank: the result is a measured time.
    p95_ms: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0,
  };
}
