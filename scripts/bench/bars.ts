import { asked } from './product-questions.ts';
import type { Results } from './run.ts';

/** What the product promises of its speed: `bar` must be met, `goal` is what the work aims at. */
export interface Bar {
  readonly what: string;
  readonly value: number;
  readonly bar: number;
  readonly goal?: number;
  readonly unit: string;
}

/** Medians, of the era that does worse. */
export function barsOf({ cold, warm, growth, memory, contestants: { ours } }: Results): Bar[] {
  const coldOurs = cold.filter(({ contestant }) => contestant === ours);
  const warmOurs = warm.filter(({ contestant }) => contestant === ours);
  const of = <Row extends { question: { name: string } }>(rows: readonly Row[], ...names: string[]) =>
    rows.filter(({ question }) => names.includes(question.name));
  const worst = (values: readonly number[]) => Math.max(...values);
  const firstCalls = of(coldOurs, asked.cachedRead);

  return [
    {
      what: 'cold start, first tools/call',
      value: worst(firstCalls.map(({ ratio }) => ratio.median)),
      bar: 3.6,
      goal: 2.6,
      unit: '× floor',
    },
    {
      what: 'first invoke after init',
      value: worst(firstCalls.map(({ firstMs }) => firstMs.median)),
      bar: 25,
      unit: ' ms',
    },
    {
      what: 'warm tools/call, reads',
      value: worst(of(warmOurs, asked.cachedRead, asked.read).map(({ ratio }) => ratio.median)),
      bar: 4,
      goal: 3,
      unit: '× floor',
    },
    {
      what: 'warm tools/list',
      value: worst(of(warmOurs, asked.list).map(({ ratio }) => ratio.median)),
      bar: 2,
      goal: 1.5,
      unit: '× floor',
    },
    {
      what: 'tools/list with 50 tools',
      value: worst(growth.map(({ ratio }) => ratio.median)),
      bar: 1.1,
      unit: '× with 5',
    },
    { what: 'bundle', value: ours.built.bytes / 1_000, bar: 700, goal: 450, unit: ' KB' },
    {
      what: 'memory after all events',
      value: worst(memory.filter(({ contestant }) => contestant === ours).map(({ afterAll }) => afterAll)),
      bar: 130,
      unit: ' MiB',
    },
  ];
}
