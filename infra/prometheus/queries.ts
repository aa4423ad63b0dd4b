import type { MetricName } from '../../lambda/observability/metric-definitions.ts';
import { httpSeries, totalSeries } from '../../lambda/observability/prometheus-metrics.ts';
import { availabilityObjective, type Signal } from '../monitoring/signals/alarm-definitions.ts';

/** The job name of the server in Prometheus; docs/operating.md and every scrape configuration use it. */
export const job = 'ops-assistant';
const selector = `job="${job}"`;

/** Increase of a metric within a window, over all instances of a stage. */
function increase(metric: MetricName, window = '5m'): string {
  const { name, labels = {} } = totalSeries(metric);
  return `sum by (stage) (increase(${name}{${selectorOf(labels)}}[${window}]))`;
}

export function quantile(series: string, share: number, by: readonly string[] = ['stage']): string {
  return `histogram_quantile(${share}, sum by (${['le', ...by].join(', ')}) (rate(${series}_bucket{${selector}}[5m])))`;
}

export function rate(
  series: string,
  by: readonly string[],
  labels: Readonly<Record<string, string>> = {},
): string {
  return `sum by (${by.join(', ')}) (rate(${series}{${selectorOf(labels)}}[5m]))`;
}

/** A gauge of the whole service, which every instance sends. */
export function level(series: string, by: readonly string[]): string {
  return `max by (${by.join(', ')}) (${series}{${selector}})`;
}

/** The value of an alarm's signal, in the unit of its threshold. */
export function signalQuery(signal: Signal): string {
  if ('sum' in signal) return increase(signal.sum);
  if ('p95' in signal) return `1000 * ${quantile(totalSeries(signal.p95).name, 0.95)}`;
  const refused = signal.percentOfCalls.map((metric) => `(${increase(metric)} or ${zero()})`).join(' + ');
  return `100 * (${refused}) / ${increase('Calls')} and (${refused}) >= ${signal.atLeast}`;
}

/** A stage without the series counts as 0. */
function zero(): string {
  return `0 * ${increase('Calls')}`;
}

/** How many times faster than allowed the error budget is used up. */
export function burnRate(minutes: number): string {
  const budget = Number((1 - availabilityObjective).toFixed(6));
  return `${failures(minutes)} / ${requests(minutes)} / ${budget}`;
}

/** Requests that failed because of the server: with a 5xx, or with an error in an answer of status 200. */
export function failures(minutes: number): string {
  const hidden = increase('HiddenFaults', `${minutes}m`);
  return `((sum by (stage) (increase(${httpSeries.requests.name}{${selector},status=~"5.."}[${minutes}m])) or 0 * ${hidden}) + ${hidden})`;
}

export function requests(minutes: number): string {
  return `sum by (stage) (increase(${httpSeries.requests.name}{${selector}}[${minutes}m]))`;
}

function selectorOf(labels: Readonly<Record<string, string>>): string {
  return [selector, ...Object.entries(labels).map(([name, value]) => `${name}="${value}"`)].join(',');
}
