import { type Html, html, nothing } from '../../lambda/html.ts';
import type { Segment } from '../../lambda/telemetry/xray.ts';
import { type Chart, chart } from './chart.ts';
import {
  hitRate,
  limitHits,
  nameOf,
  type Observations,
  percentile,
  type Row,
  type Step,
} from './observations.ts';
import { duration } from './terminal.ts';

/** What the charts show: five minutes. */
const shownSteps = 150;
const shownTraces = 12;

/** The page around the content, which a script replaces every second. */
export function page(observations: Observations, now: number): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ops Assistant, observed</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script type="module" src="page.js"></script>
</head>
<body>
<header>
<h1>Ops Assistant <small>the last five minutes</small></h1>
<p id="state" role="status"></p>
<button type="button" id="pause" aria-pressed="false">Pause</button>
</header>
<main id="content">${content(observations, now)}</main>
</body>
</html>
`.html;
}

/** Everything that changes. */
export function content(observations: Observations, now: number): Html {
  const steps = observations.series(now, shownSteps);
  return html`
<section class="numbers" aria-label="Since the start">${numbers(observations.total)}</section>
<section class="charts" aria-label="Charts">${charts(steps).map(chart)}</section>
<section>${toolTable(observations)}</section>
<section><h2>Last requests</h2>${traceTable(observations.traces.slice(0, shownTraces))}</section>
`;
}

function numbers(total: Row): Html[] {
  const { Calls = 0, Errors = 0, Faults = 0, StoreRequests = 0 } = total.counts;
  const hits = hitRate(total);
  return [
    number('calls', String(Calls)),
    number('errors', String(Errors)),
    number('of them ours', String(Faults)),
    number('p95', milliseconds(percentile(total.latencies, 0.95))),
    number('from memory', percent(hits)),
    number('refused for a limit', String(limitHits(total))),
    number('requests to the table', String(StoreRequests)),
  ];
}

function number(label: string, value: string): Html {
  return html`<div class="number"><b>${value}</b> ${label}</div>`;
}

function charts(steps: readonly Step[]): Chart[] {
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

function toolTable({ tools, total }: Observations): Html {
  return html`<div class="scroll"><table>
<caption>Since the start</caption>
<thead><tr><th scope="col">Tool</th><th scope="col">Calls</th><th scope="col">Errors</th><th scope="col">p50</th><th scope="col">p95</th><th scope="col">From memory</th><th scope="col">Limited</th></tr></thead>
<tbody>${[...tools].map(([name, row]) => toolRow(name, row))}</tbody>
<tfoot>${toolRow('every request', total)}</tfoot>
</table></div>`;
}

function toolRow(name: string, row: Row): Html {
  const { Calls = 0, Errors = 0 } = row.counts;
  const cells = [
    String(Calls),
    String(Errors),
    milliseconds(percentile(row.latencies, 0.5)),
    milliseconds(percentile(row.latencies, 0.95)),
    percent(hitRate(row)),
    String(limitHits(row)),
  ];
  return html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}

function traceTable(traces: readonly Segment[]): Html {
  if (traces.length === 0) return html`<p>None yet. Call a tool, and its steps show here.</p>`;
  return html`<ul class="legend steps">${['auth', 'limit', 'tool', 'cache', 'store', 'audit'].map(
    (name) => html`<li class="${name}">${name}</li>`,
  )}</ul>
<div class="scroll"><table class="traces">
<thead><tr><th scope="col">Time</th><th scope="col">Request</th><th scope="col">Took</th><th scope="col">Ended</th><th scope="col">Steps</th></tr></thead>
<tbody>${traces.map(traceRow)}</tbody>
</table></div>`;
}

function traceRow(segment: Segment): Html {
  const { error_type: error, ops_assistant_cache: cache } = segment.annotations ?? {};
  const ended =
    error === undefined
      ? html`ok${cache ? html` <small>cache ${String(cache)}</small>` : nothing}`
      : html`<strong>${String(error)}</strong>`;
  return html`<tr><td>${new Date(segment.start_time * 1_000).toTimeString().slice(0, 8)}</td><th scope="row">${nameOf(segment)}</th><td>${duration(segment)}</td><td>${ended}</td><td>${waterfall(segment)}</td></tr>`;
}

const barHeight = 5;

/** A bar for each step, over the time of the whole request; inner steps below outer ones. */
function waterfall(root: Segment): Html {
  const total = Math.max(root.end_time - root.start_time, 1e-6);
  const bars = below(root, 0);
  const height = (Math.max(0, ...bars.map(({ depth }) => depth)) + 1) * (barHeight + 1);
  const share = (seconds: number) => String(Math.round((seconds / total) * 3_000) / 10);
  return html`<svg class="waterfall" viewBox="0 0 300 ${String(height)}" preserveAspectRatio="none" role="img" aria-label="${bars.map(({ segment }) => `${segment.name} ${duration(segment)}`).join(', ')}">
${bars.map(
  ({ segment, depth }) =>
    html`<rect class="${segment.name}" x="${share(segment.start_time - root.start_time)}" y="${String(depth * (barHeight + 1))}" width="${String(Math.max(1, Number(share(segment.end_time - segment.start_time))))}" height="${String(barHeight)}"/>`,
)}</svg>`;
}

function below(segment: Segment, depth: number): { segment: Segment; depth: number }[] {
  return (segment.subsegments ?? []).flatMap((child) => [
    { segment: child, depth },
    ...below(child, depth + 1),
  ]);
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '–' : `${Math.round(value)} ms`;
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}
