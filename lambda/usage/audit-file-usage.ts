import type { AuditRecord } from '../observability/audit-log.ts';
import type { Outcome } from '../observability/outcome.ts';
import { auditLines } from '../observability/read-audit-files.ts';
import {
  callerName,
  maxRows,
  QueryTooSlow,
  type SuspicionRow,
  type Usage,
  type UsageRow,
  type UsageSource,
} from './usage.ts';

type UsageRecord = Pick<
  AuditRecord,
  'time' | 'method' | 'target' | 'server' | 'sub' | 'caller_id' | 'client_id' | 'outcome' | 'ms' | 'suspicion'
>;

/**
 * Reads the audit records of a local run from their files and holds only counts in memory. Throws QueryTooSlow after
 * `timeoutMs`, which must be shorter than the deadline of the request.
 */
export function auditFileUsage(file: string, { timeoutMs = 5_000 } = {}): UsageSource {
  return {
    name: 'the local audit records',
    async read(from, to) {
      const end = Date.now() + timeoutMs;
      const tally = createUsageTally();
      try {
        for await (const line of auditLines(file, { since: from })) {
          if (Date.now() > end) throw new QueryTooSlow('The audit file is too large to be counted in time');
          const record = recordIn(line);
          const time = Date.parse(record?.time ?? '');
          if (record && time >= from && time < to) tally.add(record);
        }
      } catch (error) {
        // There is no file before the first request.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
      return tally.usage();
    },
  };
}

/** A line that was cut off when the process ended is not a record. */
function recordIn(line: string): UsageRecord | undefined {
  if (!line.startsWith('{"audit":true')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function createUsageTally() {
  const totals = createCounter();
  const [tools, servers, callers, clients] = [createRows(), createRows(), createRows(), createRows()];
  const suspicions = new Map<string, SuspicionRow>();

  function addSuspicion({ suspicion: kind, ...record }: UsageRecord): void {
    if (kind === undefined) return;
    const caller = callerName(record) ?? '-';
    const key = JSON.stringify([kind, caller]);
    suspicions.set(key, { kind, caller, calls: (suspicions.get(key)?.calls ?? 0) + 1 });
  }

  return {
    add(record: UsageRecord): void {
      totals.add(record);
      if (record.method === 'tools/call') {
        tools.add(record.target, record);
        servers.add(record.server, record);
      }
      callers.add(callerName(record), record);
      clients.add(record.client_id, record);
      addSuspicion(record);
    },
    usage: (): Usage => ({
      totals: totals.counts(),
      by_tool: tools.rows(),
      by_server: servers.rows(),
      by_caller: callers.rows(),
      by_client: clients.rows(),
      suspicions: [...suspicions.values()]
        .sort((a, b) => b.calls - a.calls || (a.caller < b.caller ? -1 : 1))
        .slice(0, maxRows),
    }),
  };
}

function createRows() {
  const counters = new Map<string, ReturnType<typeof createCounter>>();
  return {
    add(name: string | undefined, record: UsageRecord): void {
      if (!name) return;
      const counter = counters.get(name) ?? createCounter();
      counters.set(name, counter);
      counter.add(record);
    },
    rows: (): UsageRow[] =>
      [...counters]
        .map(([name, counter]) => ({ name, ...counter.counts() }))
        .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1))
        .slice(0, maxRows),
  };
}

const refused = new Set<Outcome>(['rejected', 'denied', 'limited']);

function createCounter() {
  const row = { calls: 0, errors: 0, refusals: 0 };
  /** The number of records per duration in milliseconds. */
  const times = new Map<number, number>();

  /** Nearest rank: the result is a duration that occurred. */
  function percentile(share: number): number {
    let rank = Math.ceil(row.calls * share);
    for (const [ms, count] of [...times].sort(([a], [b]) => a - b)) {
      rank -= count;
      if (rank <= 0) return ms;
    }
    return 0;
  }

  return {
    add({ outcome, ms }: UsageRecord): void {
      row.calls += 1;
      if (outcome === 'failed') row.errors += 1;
      if (refused.has(outcome)) row.refusals += 1;
      times.set(ms, (times.get(ms) ?? 0) + 1);
    },
    counts: (): Omit<UsageRow, 'name'> => ({ ...row, p95_ms: percentile(0.95) }),
  };
}
