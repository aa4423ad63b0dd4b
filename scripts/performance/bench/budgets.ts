import type { Spread } from '../harness/statistics.ts';
import { scenarios } from './product-scenarios.ts';
import type { Results, Row } from './run.ts';
import type { Subject } from './subjects.ts';

/** What the product promises of its speed: `bar` must be met, `goal` is what the work aims at. */
export interface Budget {
  readonly what: string;
  readonly value: number;
  readonly bar: number;
  readonly goal?: number;
  readonly unit: string;
}

/**
 * Medians, of the era that does worse. Calls are those with a table that answers at once, as it did where the bars were
 * set: the emulated one takes a millisecond and more a round trip by itself.
 */
export function budgetsOf({
  cold,
  warm,
  growth,
  memory,
  contestants: { ours, oursAlone },
}: Results): Budget[] {
  const worst = (values: readonly number[]) => Math.max(...values);
  const of = <Asked extends Row>(rows: readonly Asked[], contestant: Subject, name: string) =>
    rows.filter((row) => row.contestant === contestant && row.question.name === name);
  const worstRatio = (rows: readonly { readonly ratio: Spread }[]) =>
    worst(rows.map(({ ratio }) => ratio.median));
  const firstCalls = of(cold, oursAlone, scenarios.cachedRead);

  return [
    {
      what: 'cold start, first tools/call',
      value: worstRatio(firstCalls),
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
    ...[scenarios.cachedRead, scenarios.read, scenarios.write].map((name) => ({
      what: `warm ${name}`,
      value: worstRatio(of(warm, oursAlone, name)),
      bar: 4,
      goal: 3,
      unit: '× floor',
    })),
    {
      what: 'warm tools/list',
      value: worstRatio(of(warm, ours, scenarios.list)),
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
