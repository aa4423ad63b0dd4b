import { setTimeout } from 'node:timers/promises';
import type { AwsCall } from '../aws/aws-call.ts';
import { maxRows, QueryTooSlow, type Usage, type UsageRow, type UsageSource } from './usage.ts';

const pollMs = 500;
/** Within the request's own deadline, with room for the answer. */
const patienceMs = 15_000;

/** Asks CloudWatch Logs Insights for the audit records of this function, a query for each way to group them. */
export function logsInsightsUsage(logs: AwsCall, logGroupName: string): UsageSource {
  async function query(
    filter: string,
    by: string | undefined,
    from: number,
    to: number,
  ): Promise<UsageRow[]> {
    const { queryId } = await logs<{ queryId: string }>('Logs_20140328.StartQuery', {
      logGroupName,
      startTime: Math.floor(from / 1_000),
      endTime: Math.ceil(to / 1_000),
      limit: maxRows,
      queryString: [
        `filter audit and ${filter}`,
        ...(by ? [`fields ${by} as name`] : []),
        'fields strcontains(outcome, "failed") as is_error',
        'fields strcontains(outcome, "rejected") + strcontains(outcome, "denied") + strcontains(outcome, "limited") as is_refusal',
        `stats count(*) as calls, sum(is_error) as errors, sum(is_refusal) as refusals, pct(ms, 95) as p95_ms${by ? ' by name' : ''}`,
        'sort calls desc',
      ].join(' | '),
    });
    return rowsOf(await resultsOf(queryId));
  }

  async function resultsOf(queryId: string): Promise<readonly Row[]> {
    const end = Date.now() + patienceMs;
    while (Date.now() < end) {
      const { status, results } = await logs<Answer>('Logs_20140328.GetQueryResults', { queryId });
      if (status === 'Complete') return results;
      if (status !== 'Scheduled' && status !== 'Running') throw new Error(`The query ended as ${status}`);
      await setTimeout(pollMs);
    }
    throw new QueryTooSlow('CloudWatch took too long');
  }

  return {
    name: 'CloudWatch Logs',
    async read(from, to): Promise<Usage> {
      const [totals, by_tool, by_server, by_caller] = await Promise.all([
        query('ispresent(ms)', undefined, from, to),
        query('method = "tools/call"', 'target', from, to),
        query('ispresent(server)', 'server', from, to),
        query('ispresent(caller_id)', 'sub', from, to),
      ]);
      const { name, ...all } = totals[0] ?? { name: '', calls: 0, errors: 0, refusals: 0, p95_ms: 0 };
      return { totals: all, by_tool, by_server, by_caller };
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
    const of = (field: string) => row.find((entry) => entry.field === field)?.value ?? '';
    return {
      name: of('name'),
      calls: Number(of('calls')),
      errors: Number(of('errors')),
      refusals: Number(of('refusals')),
      p95_ms: Math.round(Number(of('p95_ms'))),
    };
  });
}
