import { type Html, html } from '../../../lambda/landing-page/html-template.ts';
import { chart } from '../../dev/charts/chart.ts';
import type { Series } from '../../dev/charts/series.ts';
import { evaluate, type Values } from './metric-math.ts';
import { type MetricId, metricsOf, type Widget, type WidgetMetric } from './read-dashboard.ts';
import { type Sample, statistic } from './samples.ts';

/** Must equal the width in page.css, so that text in charts is as large as other text. */
const pageWidth = 1_260;
const figurePadding = 38;

export interface Page {
  readonly widgets: readonly Widget[];
  readonly samples: (metric: MetricId) => readonly Sample[] | undefined;
  /** Start times of equal steps, and the end of the last step. */
  readonly times: readonly number[];
  readonly css: string;
}

/** The dashboard in CloudWatch's layout, on a grid of 24 columns. */
export function dashboardPage({ widgets, samples, times, css }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Dashboard with sample data</title>
<style>${{ html: css }}</style>
</head>
<body class="dashboard">
<p class="note"><b>Sample data</b> The dashboard of the stage prod, drawn from its JSON with half a minute of scripted traffic on one machine, in steps of two seconds. “No data” is what only AWS measures.</p>
<main>${widgets.map((widget) => place(widget, content(widget, samples, times)))}</main>
</body>
</html>`.html;
}

/** CSS with a class for each grid position, because the page's content security policy permits no inline styles. */
export function gridCss(widgets: readonly Widget[]): string {
  return widgets.map((widget) => `.${placeOf(widget)} { grid-area: ${gridArea(widget)}; }`).join('\n');
}

function gridArea({ x, y, width, height }: Widget): string {
  return `${y + 1} / ${x + 1} / span ${height} / span ${width}`;
}

function placeOf({ x, y }: Widget): string {
  return `at-${x}-${y}`;
}

function place(widget: Widget, inner: Html): Html {
  return html`<div class="widget ${widget.type} ${placeOf(widget)}">${inner}</div>`;
}

function content(widget: Widget, samples: Page['samples'], times: Page['times']): Html {
  const { title = '', markdown = '', alarms = [], view, stacked, yAxis, annotations } = widget.properties;
  if (widget.type === 'text') return html`<h2>${markdown.replace(/^#+ /, '')}</h2>`;
  if (widget.type === 'log')
    return html`<figure><figcaption>${title}</figcaption><p class="empty">from the logs</p></figure>`;
  if (widget.type === 'alarm') {
    return html`<figure><figcaption>${title}</figcaption><ul class="alarms">${alarms.map((alarm) => html`<li>${nameOfAlarm(alarm)}</li>`)}</ul></figure>`;
  }
  const metrics = metricsOf(widget);
  if (view === 'singleValue') {
    const [value] = seriesOf(metrics, samples, [times[0]!, times.at(-1)!]).flatMap(({ values }) => values);
    return html`<figure><figcaption>${title}</figcaption><p class="single">${value === undefined ? '–' : `${value.toFixed(1)} %`}</p></figure>`;
  }
  return chart({
    title,
    width: (widget.width / 24) * pageWidth - figurePadding,
    unit: yAxis?.left?.label,
    times: times.slice(0, -1),
    series: seriesOf(metrics, samples, times),
    stacked: stacked ?? false,
    max: yAxis?.left?.max,
    marks: annotations?.horizontal ?? [],
  });
}

/** The metrics of a widget over time, and the results of its expressions. */
function seriesOf(
  metrics: readonly WidgetMetric[],
  samples: Page['samples'],
  times: Page['times'],
): Series[] {
  const steps = times.slice(1).map((end, i) => [times[i]!, end] as const);
  const measured = metrics.map((metric) => steps.map((step) => measuredIn(metric, samples, step)));
  const valuesAt = (i: number): Values =>
    Object.fromEntries(metrics.flatMap(({ id }, m) => (id === undefined ? [] : [[id, measured[m]![i]]])));
  return metrics.flatMap(({ visible, label = '', expression }, m) => {
    if (!visible) return [];
    const values =
      expression === undefined ? measured[m]! : steps.map((_, i) => evaluate(expression, valuesAt(i)));
    return [{ label, values }];
  });
}

function measuredIn(
  { metric, stat = 'Sum' }: WidgetMetric,
  samples: Page['samples'],
  [from, to]: readonly [number, number],
): number | undefined {
  const found = metric && samples(metric);
  return (
    found &&
    statistic(
      stat,
      found.filter(({ time }) => time >= from && time < to).map(({ value }) => value),
    )
  );
}

/** `MonitoringSlowAnswers6A86661C` → `slow answers` */
function nameOfAlarm(logicalId: string): string {
  return logicalId
    .replace(/^Monitoring|^Notices/, '')
    .replace(/[0-9A-F]{8}$/, '')
    .replaceAll(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
}
