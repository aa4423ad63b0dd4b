import { type Html, html, nothing } from '../../lambda/html.ts';

export interface Chart {
  readonly title: string;
  /** What the numbers are, such as `ms`; nothing for counts. */
  readonly unit?: string | undefined;
  /** Milliseconds since the epoch, one for each value of each series. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  /** Each series stands on those before it. */
  readonly stacked?: boolean;
  readonly max?: number | undefined;
  /** Lines to compare with. */
  readonly marks?: readonly { readonly value: number; readonly label: string }[];
}

export interface Series {
  readonly label: string;
  /** undefined where nothing was measured. */
  readonly values: readonly (number | undefined)[];
}

const width = 480;
const height = 170;
const plot = { left: 44, right: width - 8, top: 8, bottom: height - 22 };

/** A chart over time as HTML: a figure with an SVG, a legend with the last values, colours by CSS class. */
export function chart({ title, unit, times, series, stacked = false, max, marks = [] }: Chart): Html {
  const drawn = stacked ? stack(series) : series;
  const highest = Math.max(0, ...drawn.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const ticks = ticksTo(max ?? highest);
  const top = ticks.at(-1)!;
  const x = (i: number) => plot.left + (i / Math.max(1, times.length - 1)) * (plot.right - plot.left);
  const y = (value: number) => plot.bottom - (Math.min(value, top) / top) * (plot.bottom - plot.top);
  const isEmpty = series.every(({ values }) => values.every((value) => value === undefined));

  return html`<figure>
  <figcaption>${title}${unit ? html` <small>${unit}</small>` : nothing}</figcaption>
  <svg viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="${summary(title, unit, series)}">
    ${ticks.map(
      (
        tick,
      ) => html`<line class="grid" x1="${n(plot.left)}" x2="${n(plot.right)}" y1="${n(y(tick))}" y2="${n(y(tick))}"/>
    <text class="tick" x="${n(plot.left - 6)}" y="${n(y(tick) + 3.5)}" text-anchor="end">${short(tick)}</text>`,
    )}
    ${timeTicks(times).map(
      ([i, anchor]) =>
        html`<text class="tick" x="${n(x(i))}" y="${n(height - 6)}" text-anchor="${anchor}">${clock(times[i]!)}</text>`,
    )}
    ${marks
      .filter(({ value }) => value <= top)
      .map(
        ({ value, label }) =>
          html`<line class="mark" x1="${n(plot.left)}" x2="${n(plot.right)}" y1="${n(y(value))}" y2="${n(y(value))}"/>
    <text class="mark-label" x="${n(plot.right)}" y="${n(y(value) - 3)}" text-anchor="end">${label}</text>`,
      )}
    ${drawn.map(({ values }, i) => shape(values, stacked ? (drawn[i - 1]?.values ?? []) : undefined, i, x, y))}
    ${isEmpty ? html`<text class="empty" x="${n((plot.left + plot.right) / 2)}" y="${n((plot.top + plot.bottom) / 2)}" text-anchor="middle">no data</text>` : nothing}
  </svg>
  <ul class="legend">${series.map(
    ({ label, values }, i) =>
      html`<li class="c${String(i % 8)}">${label}${last(values) === undefined ? nothing : html` <b>${short(last(values)!)}</b>`}</li>`,
  )}</ul>
</figure>`;
}

type Scale = (value: number) => number;

function shape(
  values: Series['values'],
  below: Series['values'] | undefined,
  i: number,
  x: Scale,
  y: Scale,
): Html {
  const colour = `c${i % 8}`;
  return html`${runs(values).map((run) => {
    const line = run.map((at) => `${n(x(at))},${n(y(values[at]!))}`);
    if (run.length === 1 && !below) {
      const [cx, cy] = line[0]!.split(',') as [string, string];
      return html`<circle class="${colour}" cx="${cx}" cy="${cy}" r="2"/>`;
    }
    if (!below) return html`<polyline class="${colour}" points="${line.join(' ')}"/>`;
    const base = run.toReversed().map((at) => `${n(x(at))},${n(y(below[at] ?? 0))}`);
    return html`<polygon class="${colour}" points="${[...line, ...base].join(' ')}"/>`;
  })}`;
}

/** The indices of values that follow each other without a gap. */
function runs(values: Series['values']): number[][] {
  const found: number[][] = [];
  for (const [i, value] of values.entries()) {
    if (value === undefined) continue;
    if (values[i - 1] === undefined || i === 0) found.push([]);
    found.at(-1)!.push(i);
  }
  return found;
}

function stack(series: readonly Series[]): Series[] {
  const sums: number[] = [];
  return series.map(({ label, values }) => ({
    label,
    values: values.map((value, i) => {
      sums[i] = (sums[i] ?? 0) + (value ?? 0);
      return sums[i];
    }),
  }));
}

/** 0 and two to five round numbers, the last no less than `highest`. */
function ticksTo(highest: number): number[] {
  if (highest <= 0) return [0, 1];
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  const step = [0.2, 0.5, 1, 2].map((part) => part * magnitude).find((each) => highest / each <= 5)!;
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

function timeTicks(times: readonly number[]): [number, string][] {
  if (times.length < 2) return [];
  const lastIndex = times.length - 1;
  return [
    [0, 'start'],
    [Math.round(lastIndex / 2), 'middle'],
    [lastIndex, 'end'],
  ];
}

/** For those who do not see the lines. */
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
