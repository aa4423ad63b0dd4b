import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AuditRecord } from '../observability/audit-log.ts';
import { maxRows, type Usage, type UsageRow, type UsageSource } from './usage.ts';

type UsageRecord = Pick<
  AuditRecord,
  'time' | 'method' | 'target' | 'server' | 'sub' | 'caller_id' | 'outcome' | 'ms'
>;

/** Reads the records that a local run keeps in a file. */
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
  const input = createReadStream(file);
  try {
    for await (const line of createInterface({ input })) {
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
    by_caller: rowsBy(records, ({ sub, caller_id }) => sub ?? caller_id),
  };
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
