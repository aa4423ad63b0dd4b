import { table } from '../../docs/markdown-table.ts';
import { medianOf, type Spread } from '../harness/statistics.ts';
import { type Budget, budgetsOf } from './budgets.ts';
import type { Results } from './run.ts';

/** The results as Markdown, budgets first. */
export function reportOf(results: Results, date: Date): string {
  const { machine, runtime, plan } = results;
  return [
    `${date.toISOString().slice(0, 10)}; ${machine}; ${runtime}; ${plan.coldRounds} cold rounds, ` +
      `${plan.warmRounds} warm rounds of ${plan.eventsInBlock} events. Medians, with quartiles in brackets.`,
    barTable(budgetsOf(results)),
    '### Cold: from the start of the process to the first answer',
    coldTable(results),
    '### Warm: one event after the other',
    warmTable(results),
    '### Size and memory',
    sizeTable(results),
    '### DynamoDB',
    tripTable(results),
    '### With much data',
    dataTable(results),
  ].join('\n\n');
}

function barTable(bars: readonly Budget[]): string {
  return table(
    ['', 'measured', 'bar'],
    bars.map(({ what, value, bar, unit }) => [
      what,
      `**${number(value)}${unit}**`,
      `≤ ${bar} ${value <= bar ? 'met' : '**missed**'}`,
    ]),
  );
}

/** The number of runs in which each budget was met, as Markdown. */
export function runsReport(runs: readonly (readonly Budget[])[]): string {
  const rows = (runs[0] ?? []).map(({ what, bar, unit }, at) => {
    const values = runs.map((budgets) => budgets[at]!.value);
    const met = values.filter((value) => value <= bar).length;
    return [
      what,
      `≤ ${bar}${unit}`,
      `**${number(medianOf(values))}**`,
      values.map(number).join(', '),
      met === runs.length ? 'all' : `**${met} of ${runs.length}**`,
    ];
  });
  return table(['', 'bar', 'median', 'run by run', 'met in'], rows);
}

function coldTable({ cold }: Results): string {
  return table(
    [
      'who',
      'first event',
      'era',
      '÷ floor',
      '÷ SDK v2',
      'all ms',
      'init ms',
      'first invoke ms',
      'CPU ms',
      'CPU ratio',
      'peak MiB',
    ],
    cold.map(
      ({ subject, scenario, ratio, sdkRatio, totalMs, initMs, firstMs, cpuMs, cpuRatio, peakMib }, at) => [
        subject.name,
        at === 0 ? 'any' : scenario.name,
        at === 0 ? 'any' : scenario.era,
        `**${number(ratio.median)}** ${quartiles(ratio)}`,
        `**${number(sdkRatio.median)}** ${quartiles(sdkRatio)}`,
        `${number(totalMs.median)} ${quartiles(totalMs)}`,
        number(initMs.median),
        number(firstMs.median),
        number(cpuMs.median),
        number(cpuRatio.median),
        number(peakMib.median),
      ],
    ),
  );
}

function warmTable({ warm, growth }: Results): string {
  const rows = warm.map(({ subject, scenario, ratio, sdkRatio, ms, p99Ms, cpuMs, cpuRatio }) => [
    subject.name,
    scenario.name,
    scenario.era,
    `**${number(ratio.median)}** ${quartiles(ratio)}`,
    `**${number(sdkRatio.median)}** ${quartiles(sdkRatio)}`,
    `${number(ms.median)} ${quartiles(ms)}`,
    number(p99Ms.median),
    number(cpuMs.median),
    number(cpuRatio.median),
  ]);
  const growths = growth.map(
    ({ era, ratio }) =>
      `tools/list with 50 tools ÷ with 5 (${era}): ${number(ratio.median)} ${quartiles(ratio)}`,
  );
  return [
    table(['who', 'event', 'era', '÷ floor', '÷ SDK v2', 'p50 ms', 'p99 ms', 'CPU ms', 'CPU ratio'], rows),
    growths.join('; '),
  ].join('\n\n');
}

function sizeTable({ memory, plan }: Results): string {
  return table(
    [
      'who',
      'bundle KB',
      'compressed KB',
      'peak MiB after the first event',
      `after ${plan.memoryEvents} events`,
    ],
    memory.map(({ subject, afterFirst, afterAll }) => [
      subject.name,
      number(subject.built.bytes / 1_000),
      number(subject.built.gzipBytes / 1_000),
      number(afterFirst),
      number(afterAll),
    ]),
  );
}

function tripTable({ trips }: Results): string {
  return table(
    ['event', 'era', 'requests', 'round trips'],
    trips.map(({ scenario, counts }) => [
      scenario.name,
      scenario.era,
      String(counts.requests),
      String(counts.trips),
    ]),
  );
}

function dataTable({ data }: Results): string {
  const { items, passages, coldExtra, policyLoad, firstSearch, peakMib } = data;
  const spread = (of: Spread) => `${number(of.median)} ${quartiles(of)}`;
  return table(
    [`${items.toLocaleString('en')} items, ${passages.toLocaleString('en')} passages`, 'measured'],
    [
      ['cold start to the first look-up, CPU ms beyond that with 35 items', spread(coldExtra)],
      ['policies loaded by the first call that needs them, CPU ms', spread(policyLoad)],
      ['first search after that, CPU ms', spread(firstSearch)],
      ['peak MiB with both, loaded a second time after an import', number(peakMib)],
    ],
  );
}

function quartiles({ q1, q3 }: Spread): string {
  return `[${number(q1)}–${number(q3)}]`;
}

/** Three significant digits: more would be noise. */
function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The results as JSON: the budgets, and every row with medians and quartiles. */
export function jsonOf(results: Results, date: Date): object {
  const rowOf = ({ subject, scenario, ...figures }: Results['cold'][number] | Results['warm'][number]) => ({
    who: subject.name,
    event: scenario.name,
    era: scenario.era,
    ...figures,
  });
  const { machine, runtime, plan, cold, warm, memory, trips, data } = results;
  return {
    date: date.toISOString(),
    machine,
    runtime,
    plan,
    bars: budgetsOf(results).map((budget) => ({ ...budget, met: budget.value <= budget.bar })),
    cold: cold.map(rowOf),
    warm: warm.map(rowOf),
    memory: memory.map(({ subject, ...figures }) => ({
      who: subject.name,
      bundleBytes: subject.built.bytes,
      ...figures,
    })),
    trips: trips.map(({ scenario, counts }) => ({ event: scenario.name, era: scenario.era, ...counts })),
    data,
  };
}
