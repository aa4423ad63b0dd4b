import { type Html, html, nothing } from '../../../lambda/landing-page/html-template.ts';
import type { Segment } from '../../../lambda/observability/tracing/xray-exporter.ts';
import { chart } from '../charts/chart.ts';
import { hitRate, limitHits, nameOf, type Observations, percentile, type Row } from './observations.ts';
import { charts } from './page-charts.ts';
import { type Language, type Translations, translations } from './page-translations.ts';
import { duration } from './terminal.ts';
import { waterfall } from './waterfall.ts';

/** Number of steps in the charts: two minutes. */
const shownSteps = 60;
const shownTraces = 12;

/** The parts that change, by the id of their element. */
export type Parts = Readonly<Record<'numbers' | 'charts' | 'tools' | 'total' | 'traces', Html>>;

export function partsOf(observations: Observations, now: number, language: Language): Parts {
  const text = translations[language];
  const { tools, total, traces } = observations;
  return {
    numbers: html`${numbers(total, text)}`,
    charts: html`${charts(observations.series(now, shownSteps), text).map(chart)}`,
    tools: html`${[...tools].map(([name, row]) => toolRow(name, row))}`,
    total: toolRow(text.everyRequest, total),
    traces: html`${traces.slice(0, shownTraces).map((trace) => traceRow(trace, text))}`,
  };
}

/** The page with its current parts; its script replaces them later. */
export function page(parts: Parts, language: Language): string {
  const text = translations[language];
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script type="module" src="page.js"></script>
</head>
<body data-ended="${text.ended}">
<header>
<h1>Ops Assistant</h1>
<p id="state" role="status"></p>
<button type="button" id="pause" aria-pressed="false">${text.pause}</button>
</header>
<main>
<section aria-labelledby="since"><h2 id="since">${text.sinceStart}</h2>
<div class="numbers" id="numbers">${parts.numbers}</div></section>
<section aria-labelledby="lately"><h2 id="lately">${text.lastMinutes}</h2>
<div class="charts" id="charts">${parts.charts}</div></section>
<section aria-labelledby="by-tool"><h2 id="by-tool">${text.byTool}</h2>
<div class="scroll" tabindex="0" role="group" aria-labelledby="by-tool"><table>
<thead><tr>${headings(text.tool, text.calls, text.errors, 'p50', 'p95', text.cached, text.limited)}</tr></thead>
<tbody id="tools">${parts.tools}</tbody>
<tfoot id="total">${parts.total}</tfoot>
</table></div></section>
<section aria-labelledby="last"><h2 id="last">${text.lastRequests}</h2>
<ul class="legend steps">${['auth', 'limit', 'tool', 'cache', 'store', 'audit'].map(
    (name) => html`<li class="${name}">${name}</li>`,
  )}</ul>
<div class="scroll" tabindex="0" role="group" aria-labelledby="last"><table class="traces">
<thead><tr>${headings(text.time, text.request, text.took, text.outcome, text.steps)}</tr></thead>
<tbody id="traces">${parts.traces}</tbody>
</table></div></section>
</main>
</body>
</html>
`.html;
}

function headings(...names: string[]): Html[] {
  return names.map((name) => html`<th scope="col">${name}</th>`);
}

function numbers(total: Row, { numbers: text }: Translations): Html[] {
  const { Calls = 0, Errors = 0, Faults = 0, AuthFailures = 0, StoreRequests = 0 } = total.counts;
  return [
    number(text.calls, String(Calls)),
    number(text.errors, String(Errors)),
    number(text.faults, String(Faults)),
    number(text.denied, String(AuthFailures)),
    number('p95', milliseconds(percentile(total.latencies, 0.95))),
    number(text.fromCache, percent(hitRate(total))),
    number(text.limited, String(limitHits(total))),
    number(text.table, String(StoreRequests)),
  ];
}

function number(label: string, value: string): Html {
  return html`<div class="number"><b>${value}</b> ${label}</div>`;
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

function traceRow(segment: Segment, text: Translations): Html {
  const { error_type: error, ops_assistant_cache: cache } = segment.annotations ?? {};
  const ended =
    error === undefined
      ? html`${text.ok}${cache ? html` <small>${text.cache} ${String(cache)}</small>` : nothing}`
      : html`<strong>${String(error)}</strong>`;
  const time = new Date(segment.start_time * 1_000).toTimeString().slice(0, 8);
  return html`<tr><td>${time}</td><th scope="row">${named(segment)}</th><td>${duration(segment)}</td><td>${ended}</td><td>${waterfall(segment)}</td></tr>`;
}

/** The trace's name as a link to its request page. */
function named(segment: Segment): Html {
  const name = nameOf(segment);
  if (segment.trace_id === undefined) return html`${name}`;
  return html`<a href="request?trace=${encodeURIComponent(segment.trace_id)}">${name}</a>`;
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '–' : `${Math.round(value)} ms`;
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}
