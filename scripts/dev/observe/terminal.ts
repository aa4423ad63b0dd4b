import type { Segment } from '../../../lambda/observability/tracing/xray-exporter.ts';
import { hitRate, limitHits, nameOf, type Observations, percentile, type Row } from './observations.ts';

const shownTraces = 5;
const headings = ['calls', 'errors', 'p50 ms', 'p95 ms', 'cached', 'limited'];

/** The table as lines of text, at most `columns` wide. */
export function table({ tools, total, traces }: Observations, columns: number): string[] {
  const rows = [...tools].map(([tool, row]) => [tool, ...cells(row)]);
  const all = [['', ...headings], ...rows, ['every request', ...cells(total)]];
  const nameWidth = Math.max(...all.map(([name]) => name!.length));
  const lines = all.map(([name, ...values]) => {
    return `${name!.padEnd(nameWidth)}${values.map((value) => value.padStart(9)).join('')}`;
  });
  if (traces.length > 0) lines.push('', ...traces.slice(0, shownTraces).map(describe));
  return lines.map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line));
}

function cells(row: Row): string[] {
  const hits = hitRate(row);
  return [
    String(row.counts.Calls ?? 0),
    String(row.counts.Errors ?? 0),
    ms(percentile(row.latencies, 0.5)),
    ms(percentile(row.latencies, 0.95)),
    hits === undefined ? '–' : `${Math.round(hits * 100)} %`,
    String(limitHits(row)),
  ];
}

function ms(value: number | undefined): string {
  return value === undefined ? '–' : String(Math.round(value));
}

/** `12:01:33  tools/call get_policy  3.4 ms  auth 0.1 · limit 1.2 (store 1.1) · …` */
function describe(segment: Segment): string {
  const time = new Date(segment.start_time * 1_000).toTimeString().slice(0, 8);
  const failed = segment.annotations?.error_type;
  const parts = [
    time,
    nameOf(segment),
    duration(segment),
    ...(failed ? [String(failed)] : []),
    steps(segment),
  ];
  return parts.join('  ');
}

function steps({ subsegments = [] }: Segment): string {
  return subsegments
    .map((step) => {
      const inner = steps(step);
      return `${step.name} ${milliseconds(step)}${inner && ` (${inner})`}`;
    })
    .join(' · ');
}

export function duration(segment: Segment): string {
  return `${milliseconds(segment)} ms`;
}

function milliseconds({ start_time, end_time }: Segment): string {
  return ((end_time - start_time) * 1_000).toFixed(1);
}

/** Keeps a table at the bottom of the terminal, while other output scrolls above it. */
export function createScreen(output: NodeJS.WriteStream) {
  let height = 0;

  function erase(): void {
    if (height > 0) output.write(`\x1b[${height}A\x1b[0J`);
    height = 0;
  }

  return {
    /** Prints text that stays. */
    print(text: string): void {
      erase();
      output.write(`${text}\n`);
    },
    /** Replaces the previous table. */
    draw(lines: readonly string[]): void {
      erase();
      const visible = lines.slice(0, output.rows - 1);
      output.write(`${visible.join('\n')}\n`);
      height = visible.length;
    },
  };
}
