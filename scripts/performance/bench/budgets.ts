import type { Spread } from '../harness/statistics.ts';
import type { DataFigures } from './measure-data.ts';
import { scenarioNames } from './product-scenarios.ts';
import type { Results, Row } from './run.ts';
import type { Subject } from './subjects.ts';

/** A performance target of the product. */
export interface Budget {
  readonly what: string;
  readonly value: number;
  readonly bar: number;
  readonly unit: string;
}

/**
 * Medians of the slower protocol era. Calls use a table that answers at once, because the emulated one adds a
 * millisecond or more per round trip.
 */
export function budgetsOf({
  cold,
  warm,
  growth,
  memory,
  data,
  subjects: { ours, oursAlone, oursUncached },
}: Results): Budget[] {
  const worst = (values: readonly number[]) => Math.max(...values);
  const of = <Measured extends Row>(rows: readonly Measured[], subject: Subject, name: string) =>
    rows.filter((row) => row.subject === subject && row.scenario.name === name);
  const worstRatio = (rows: readonly { readonly sdkRatio: Spread }[]) =>
    worst(rows.map(({ sdkRatio }) => sdkRatio.median));
  const firstCalls = of(cold, oursAlone, scenarioNames.cachedRead);
  const sdk = '× SDK v2';

  return [
    {
      what: 'cold start with the code cache, first tools/call',
      value: worstRatio(firstCalls),
      bar: 0.95,
      unit: sdk,
    },
    {
      what: 'cold start without the code cache',
      value: worstRatio(of(cold, oursUncached, scenarioNames.cachedRead)),
      bar: 1.2,
      unit: sdk,
    },
    {
      what: 'first invoke after init',
      value: worst(firstCalls.map(({ firstMs }) => firstMs.median)),
      bar: 25,
      unit: ' ms',
    },
    ...(
      [
        [scenarioNames.cachedRead, 1.9],
        [scenarioNames.read, 1.9],
        [scenarioNames.write, 3.1],
      ] as const
    ).map(([name, bar]) => ({
      what: `warm ${name}`,
      value: worstRatio(of(warm, oursAlone, name)),
      bar,
      unit: sdk,
    })),
    { what: 'warm tools/list', value: worstRatio(of(warm, ours, scenarioNames.list)), bar: 0.8, unit: sdk },
    {
      what: 'tools/list with 50 tools',
      value: worst(growth.map(({ ratio }) => ratio.median)),
      bar: 1.1,
      unit: '× with 5',
    },
    { what: 'bundle', value: ours.built.bytes / 1_000, bar: 580, unit: ' KB' },
    {
      what: 'memory after all events',
      value: worst(memory.filter(({ subject }) => subject === ours).map(({ afterAll }) => afterAll)),
      bar: 130,
      unit: ' MiB',
    },
    ...dataBudgets(data),
  ];
}

function dataBudgets({
  items,
  passages,
  coldExtra,
  policyLoad,
  firstSearch,
  peakMib,
}: DataFigures): Budget[] {
  const manyItems = `${items.toLocaleString('en')} items`;
  const manyPassages = `${passages.toLocaleString('en')} passages`;
  return [
    { what: `cold start with ${manyItems}, CPU beyond 35`, value: coldExtra.median, bar: 80, unit: ' ms' },
    { what: `policies loaded, ${manyPassages}, CPU`, value: policyLoad.median, bar: 250, unit: ' ms' },
    { what: 'first policy search after that, CPU', value: firstSearch.median, bar: 150, unit: ' ms' },
    { what: `memory with ${manyItems} and ${manyPassages}`, value: peakMib, bar: 180, unit: ' MiB' },
  ];
}
