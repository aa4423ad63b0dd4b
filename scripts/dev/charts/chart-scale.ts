import type { Series } from './series.ts';

/** Indices of consecutive values without a gap. */
export function runs(values: Series['values']): number[][] {
  const found: number[][] = [];
  for (const [i, value] of values.entries()) {
    if (value === undefined) continue;
    if (values[i - 1] === undefined || i === 0) found.push([]);
    found.at(-1)!.push(i);
  }
  return found;
}

/** Adds each series to the ones before it. */
export function stack(series: readonly Series[]): Series[] {
  const sums: number[] = [];
  return series.map(({ label, values }) => ({
    label,
    values: values.map((value, i) => {
      sums[i] = (sums[i] ?? 0) + (value ?? 0);
      return sums[i];
    }),
  }));
}

/** 0 and two to five round numbers; the last is at least `highest`. */
export function ticksTo(highest: number): number[] {
  if (highest <= 0) return [0, 1];
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  const step = [0.2, 0.5, 1, 2].map((part) => part * magnitude).find((each) => highest / each <= 5)!;
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
