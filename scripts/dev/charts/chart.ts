import { type Html, html, nothing } from '../../../lambda/landing-page/html-template.ts';
import { runs, stack, ticksTo } from './chart-scale.ts';
import type { Series } from './series.ts';

export interface Chart {
  readonly title: string;
  /** Unit such as `ms`; undefined for counts. */
  readonly unit?: string | undefined;
  /** Milliseconds since the epoch, one per value of each series. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  /** Whether each series is drawn on top of the ones before it. */
  readonly stacked?: boolean;
  readonly max?: number | undefined;
  /** In the chart's own coordinates; the page scales it to the available width. */
  readonly width?: number;
  /** Reference lines. */
  readonly marks?: readonly { readonly value: number; readonly label: string }[];
}

const height = 170;
const defaultWidth = 560;

/** The part of the picture with the lines, and the position of a value in it. */
interface Area {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  x(index: number): number;
  y(value: number): number;
}

/** A chart over time as HTML: a figure with an SVG and a legend with the last values. CSS classes set the colours. */
export function chart(options: Chart): Html {
  const { title, unit, times, series, stacked = false, max, marks = [], width = defaultWidth } = options;
  const drawn = stacked ? stack(series) : series;
  const values = drawn.flatMap((each) => each.values.flatMap((value) => value ?? []));
  const ticks = ticksTo(max ?? Math.max(0, ...values));
  const area = areaOf(width, times.length, ticks.at(-1)!);

  return html`<figure>
  <figcaption>${title}${unit ? html` <small>${unit}</small>` : nothing}</figcaption>
  <svg viewBox="0 0 ${n(width)} ${n(height)}" role="img" aria-label="${summary(title, unit, series)}">
    ${grid(ticks, area)}
    ${clocks(times, area)}
    ${marks.filter(({ value }) => value <= ticks.at(-1)!).map((mark) => markLine(mark, area))}
    ${drawn.map((each, i) => shape(each.values, stacked ? (drawn[i - 1]?.values ?? []) : undefined, i, area))}
    ${values.length === 0 ? noData(area) : nothing}
  </svg>
  <ul class="legend">${series.map(legend)}</ul>
</figure>`;
}

function areaOf(width: number, count: number, top: number): Area {
  const left = 44;
  const right = width - 8;
  const bottom = height - 22;
  return {
    left,
    right,
    bottom,
    x: (index) => left + (index / Math.max(1, count - 1)) * (right - left),
    y: (value) => bottom - (Math.min(value, top) / top) * (bottom - 8),
  };
}

function grid(ticks: readonly number[], { left, right, y }: Area): Html[] {
  return ticks.map((tick) => {
    const at = n(y(tick));
    return html`<line class="grid" x1="${n(left)}" x2="${n(right)}" y1="${at}" y2="${at}"/>
    <text class="tick" x="${n(left - 6)}" y="${n(y(tick) + 3.5)}" text-anchor="end">${short(tick)}</text>`;
  });
}

function clocks(times: readonly number[], { x }: Area): Html[] {
  if (times.length < 3) return [];
  const last = times.length - 1;
  const labels = [
    [0, 'start'],
    [Math.round(last / 2), 'middle'],
    [last, 'end'],
  ] as const;
  return labels.map(
    ([i, anchor]) =>
      html`<text class="tick" x="${n(x(i))}" y="${n(height - 6)}" text-anchor="${anchor}">${clock(times[i]!)}</text>`,
  );
}

function markLine(
  { value, label }: { value: number; label: string },
  { left, right, bottom, y }: Area,
): Html {
  const at = y(value);
  // Close to the axis, labels would overlap.
  const isLabelled = bottom - at > 12;
  return html`<line class="mark" x1="${n(left)}" x2="${n(right)}" y1="${n(at)}" y2="${n(at)}"/>
    ${isLabelled ? html`<text class="mark-label" x="${n(right)}" y="${n(at - 3)}" text-anchor="end">${label}</text>` : nothing}`;
}

function noData({ left, right, bottom }: Area): Html {
  return html`<text class="empty" x="${n((left + right) / 2)}" y="${n(bottom / 2)}" text-anchor="middle">no data</text>`;
}

function legend({ label, values }: Series, i: number): Html {
  const value = last(values);
  return html`<li class="${colour(i)}">${label}${value === undefined ? nothing : html` <b>${short(value)}</b>`}</li>`;
}

function colour(i: number): string {
  return `c${i % 8}`;
}

function shape(
  values: Series['values'],
  below: Series['values'] | undefined,
  i: number,
  { x, y }: Area,
): Html {
  return html`${runs(values).map((run) => {
    const line = run.map((at) => `${n(x(at))},${n(y(values[at]!))}`);
    if (below) {
      const base = run.toReversed().map((at) => `${n(x(at))},${n(y(below[at] ?? 0))}`);
      return html`<polygon class="${colour(i)}" points="${[...line, ...base].join(' ')}"/>`;
    }
    if (run.length > 1) return html`<polyline class="${colour(i)}" points="${line.join(' ')}"/>`;
    return html`<circle class="${colour(i)}" cx="${n(x(run[0]!))}" cy="${n(y(values[run[0]!]!))}" r="2.5"/>`;
  })}`;
}

/** Text alternative for screen readers. */
function summary(title: string, unit = '', series: readonly Series[]): string {
  const values = series.map((each) => {
    const value = last(each.values);
    return `${each.label} ${value === undefined ? 'nothing' : `${short(value)} ${unit}`.trim()}`;
  });
  return `${title}: last ${values.join(', ')}`;
}

function last(values: Series['values']): number | undefined {
  return values.findLast((value) => value !== undefined);
}

function clock(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

function short(value: number): string {
  if (value >= 10_000) return `${(value / 1_000).toFixed(0)}k`;
  return String(Number(value.toPrecision(3)));
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}
