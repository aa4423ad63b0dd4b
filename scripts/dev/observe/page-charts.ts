import type { Chart } from '../charts/chart.ts';
import { percentile, type Row, type Step } from './observations.ts';
import type { Translations } from './page-translations.ts';

/** The charts of the page. */
export function charts(steps: readonly Step[], { charts: text }: Translations): Chart[] {
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
      title: text.calls,
      times,
      series: [
        counts(text.all, ({ counts: { Calls } }) => Calls),
        counts(text.errors, ({ counts: { Errors } }) => Errors),
      ],
    },
    {
      title: text.duration,
      unit: 'ms',
      times,
      series: [latency('p50', 0.5), latency('p95', 0.95)],
    },
    {
      title: text.lookUps,
      times,
      stacked: true,
      series: [
        counts(text.fromCache, ({ counts: { CacheHits } }) => CacheHits),
        counts(text.fromTable, ({ counts: { CacheMisses } }) => CacheMisses),
      ],
    },
    {
      title: text.limited,
      times,
      stacked: true,
      series: [
        counts(text.callerTotal, ({ counts: { CallerLimitHits } }) => CallerLimitHits),
        counts(text.toolLimit, ({ counts: { ToolLimitHits } }) => ToolLimitHits),
      ],
    },
  ];
}
