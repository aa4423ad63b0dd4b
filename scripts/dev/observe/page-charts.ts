import type { Chart } from '../charts/chart.ts';
import { percentile, type Row, type Step } from './observations.ts';

/** What is drawn of it over time. */
export function charts(steps: readonly Step[]): Chart[] {
  const times = steps.map(({ time }) => time);
  const counts = (label: string, of: (row: Row) => number | undefined) => ({
    label,
    values: steps.map((step) => of(step) ?? 0),
  });
  const latency = (label: string, share: number) => ({
    label,
    values: steps.map(({ latencies }) => percentile(latencies, share)),
  });
  return [
    {
      title: 'Calls',
      times,
      series: [
        counts('all', ({ counts: { Calls } }) => Calls),
        counts('errors', ({ counts: { Errors } }) => Errors),
      ],
    },
    {
      title: 'How long they take',
      unit: 'ms',
      times,
      series: [latency('p50', 0.5), latency('p95', 0.95)],
    },
    {
      title: 'Look-ups',
      times,
      stacked: true,
      series: [
        counts('from memory', ({ counts: { CacheHits } }) => CacheHits),
        counts('from the table', ({ counts: { CacheMisses } }) => CacheMisses),
      ],
    },
    {
      title: 'Refused for a limit',
      times,
      stacked: true,
      series: [
        counts("a caller's total", ({ counts: { CallerLimitHits } }) => CallerLimitHits),
        counts("a tool's own", ({ counts: { ToolLimitHits } }) => ToolLimitHits),
      ],
    },
  ];
}
