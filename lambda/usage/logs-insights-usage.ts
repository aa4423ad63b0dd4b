import { setTimeout } from 'node:timers/promises';
import type { AwsCall } from '../aws/aws-call.ts';
import {
  callerName,
  maxRows,
  QueryTooSlow,
  type SuspicionRow,
  type Usage,
  type UsageRow,
  type UsageSource,
} from './usage.ts';

const pollMs = 500;
/** Shorter than the deadline of the request, to leave time for the answer. */
const patienceMs = 15_000;

/** Reads this function's audit records with CloudWatch Logs Insights, one query per grouping. */
export function logsInsightsUsage(logs: AwsCall, logGroupName: string): UsageSource {
  async function run(steps: readonly string[], from: number, to: number): Promise<readonly Row[]> {
    const { queryId } = await logs<{ queryId: string }>('Logs_20140328.StartQuery', {
      logGroupName,
      startTime: Math.floor(from / 1_000),
      endTime: Math.ceil(to / 1_000),
      limit: maxRows,
      queryString: [...steps, 'sort calls desc'].join(' | '),
    });
    const end = Date.now() + patienceMs;
    while (Date.now() < end) {
      const { status, results } = await logs<Answer>('Logs_20140328.GetQueryResults', { queryId });
      if (status === 'Complete') return results;
      if (status !== 'Scheduled' && status !== 'Running') throw new Error(`The query ended as ${status}`);
      await setTimeout(pollMs);
    }
    throw new QueryTooSlow('CloudWatch took too long');
  }

  async function query(
    filter: string,
    by: string | undefined,
    from: number,
    to: number,
  ): Promise<UsageRow[]> {
    const steps = [
      `filter audit and ${filter}`,
      ...(by ? [`fields ${by} as name`] : []),
      'fields strcontains(outcome, "failed") as is_error',
      'fields strcontains(outcome, "rejected") + strcontains(outcome, "denied") + strcontains(outcome, "limited") as is_refusal',
      `stats count(*) as calls, sum(is_error) as errors, sum(is_refusal) as refusals, pct(ms, 95) as p95_ms${by ? ' by name' : ''}`,
    ];
    return rowsOf(await run(steps, from, to));
  }

  async function suspicions(from: number, to: number): Promise<SuspicionRow[]> {
    const steps = [
      'filter audit and ispresent(suspicion)',
      'stats count(*) as calls by suspicion, sub, caller_id',
    ];
    return (await run(steps, from, to)).map((row) => {
      const { suspicion = '', sub, caller_id, calls } = fieldsOf(row);
      return { kind: suspicion, caller: callerName({ sub, caller_id }) ?? '-', calls: Number(calls) };
    });
  }

  return {
    name: 'CloudWatch Logs',
    async read(from, to): Promise<Usage> {
      const [totals, by_tool, by_server, by_caller, by_client, suspected] = await Promise.all([
        query('ispresent(ms)', undefined, from, to),
        query('method = "tools/call"', 'target', from, to),
        query('ispresent(server)', 'server', from, to),
        query('ispresent(caller_id)', 'sub', from, to),
        query('ispresent(client_id)', 'client_id', from, to),
        suspicions(from, to),
      ]);
      const { name, ...all } = totals[0] ?? { name: '', calls: 0, errors: 0, refusals: 0, p95_ms: 0 };
      return { totals: all, by_tool, by_server, by_caller, by_client, suspicions: suspected };
    },
  };
}

type Row = readonly { readonly field: string; readonly value: string }[];

interface Answer {
  readonly status: string;
  readonly results: readonly Row[];
}

function rowsOf(results: readonly Row[]): UsageRow[] {
  return results.map((row) => {
    const { name = '', calls, errors, refusals, p95_ms } = fieldsOf(row);
    return {
      name,
      calls: Number(calls),
      errors: Number(errors),
      refusals: Number(refusals),
      p95_ms: Math.round(Number(p95_ms)),
    };
  });
}

function fieldsOf(row: Row): Partial<Record<string, string>> {
  return Object.fromEntries(row.map(({ field, value }) => [field, value]));
}
