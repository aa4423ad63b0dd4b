import type { AuditRecord } from '../observability/audit-log.ts';
import { auditLines } from '../observability/read-audit-files.ts';
import {
  callerName,
  maxRows,
  type SuspicionRow,
  type Usage,
  type UsageRow,
  type UsageSource,
} from './usage.ts';

type UsageRecord = Pick<
  AuditRecord,
  'time' | 'method' | 'target' | 'server' | 'sub' | 'caller_id' | 'client_id' | 'outcome' | 'ms' | 'suspicion'
>;

/** Reads the records that a local run keeps in a file and its parts. */
export function auditFileUsage(file: string): UsageSource {
  return {
    name: 'the local audit records',
    async read(from, to) {
      return summarize(await recordsBetween(file, from, to));
    },
  };
}

async function recordsBetween(file: string, from: number, to: number): Promise<UsageRecord[]> {
  const records: UsageRecord[] = [];
  try {
    for await (const line of auditLines(file, { since: from })) {
      const record = recordIn(line);
      const time = Date.parse(record?.time ?? '');
      if (record && time >= from && time < to) records.push(record);
    }
  } catch (error) {
    // Nothing was asked yet, so nothing was written.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return records;
}

/** A line that was cut short when the process ended is no record. */
function recordIn(line: string): UsageRecord | undefined {
  if (!line.startsWith('{"audit":true')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function summarize(records: readonly UsageRecord[]): Usage {
  const calls = records.filter(({ method }) => method === 'tools/call');
  return {
    totals: countsOf(records),
    by_tool: rowsBy(calls, ({ target }) => target),
    by_server: rowsBy(calls, ({ server }) => server),
    by_caller: rowsBy(records, callerName),
    by_client: rowsBy(records, ({ client_id }) => client_id),
    suspicions: suspicionsOf(records).slice(0, maxRows),
  };
}

function suspicionsOf(records: readonly UsageRecord[]): SuspicionRow[] {
  const suspect = records.filter(({ suspicion }) => suspicion !== undefined);
  const groups = Map.groupBy(suspect, (record) =>
    JSON.stringify([record.suspicion, callerName(record) ?? '-']),
  );
  return [...groups]
    .map(([key, { length: calls }]) => {
      const [kind, caller] = JSON.parse(key) as [string, string];
      return { kind, caller, calls };
    })
    .sort((a, b) => b.calls - a.calls || (a.caller < b.caller ? -1 : 1));
}

function rowsBy(
  records: readonly UsageRecord[],
  nameOf: (record: UsageRecord) => string | undefined,
): UsageRow[] {
  const groups = Map.groupBy(records, (record) => nameOf(record) ?? '');
  groups.delete('');
  return [...groups]
    .map(([name, group]) => ({ name, ...countsOf(group) }))
    .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1))
    .slice(0, maxRows);
}

function countsOf(records: readonly UsageRecord[]): Omit<UsageRow, 'name'> {
  const times = records.map(({ ms }) => ms).sort((a, b) => a - b);
  const having = (...outcomes: string[]) =>
    records.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    calls: records.length,
    errors: having('failed'),
    refusals: having('rejected', 'denied', 'limited'),
    // Nearest rank: a time that was really measured.
    p95_ms: times[Math.ceil(times.length * 0.95) - 1] ?? 0,
  };
}
