import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createInventorySearch } from '../../lambda/inventory/search/inventory-search.ts';
import { createPolicySearch } from '../../lambda/policies/search/policy-search.ts';
import { createSyntheticData } from './synthetic-data.ts';

/**
 * Prints, as a Markdown table, how search time grows with the data. The first argument is the seed of the data; default
 * 1.
 */
const seed = Number(process.argv[2]) || 1;
const searches = 300;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

interface Searched {
  readonly what: string;
  /** Creates the data, which is not measured, and returns how to build the search on it. */
  prepare(): { build(): (query: string) => unknown; readonly queries: readonly string[] };
}

const searched: readonly Searched[] = [
  ...[25, 1_000, 5_000].map((count) => ({
    what: `${count.toLocaleString('en')} passages`,
    prepare() {
      const data = createSyntheticData(seed);
      const policies = data.policies(count);
      return {
        queries: data.policyQueries(searches),
        build() {
          const search = createPolicySearch(policies);
          // Snippets are created when they are read, so the measurement reads a page of five.
          return (query: string) =>
            search
              .find(query)
              .hits.slice(0, 5)
              .map((hit) => hit.snippet);
        },
      };
    },
  })),
  {
    what: '10,000 inventory items',
    prepare() {
      const data = createSyntheticData(seed);
      const items = data.items(10_000);
      return {
        queries: data.inventoryQueries(searches),
        build() {
          const search = createInventorySearch(items);
          return (query: string) => search.find({ query });
        },
      };
    },
  },
];

console.log(`Node ${process.version}, seed ${seed}, ${searches} searches each\n`);
console.log('| what | memory | build | search p50 (CPU) | p95 |\n|---|---:|---:|---:|---:|');
for (const { what, prepare } of searched) console.log(row(what, prepare()));

function row(what: string, { build, queries }: ReturnType<Searched['prepare']>): string {
  const before = heap();
  let find = (_query: string): unknown => undefined;
  const buildTime = timed(() => {
    find = build();
  });
  const memory = (heap() - before) / 2 ** 20;

  const times = queries.map((query) => timed(() => find(query))).sort((a, b) => a - b);
  const p50 = times[Math.floor(times.length * 0.5)]!;
  const p95 = times[Math.floor(times.length * 0.95)]!;
  return `| ${what} | ${memory.toFixed(1)} MiB | ${buildTime.toFixed(0)} ms | ${p50.toFixed(2)} ms | ${p95.toFixed(2)} ms |`;
}

function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** CPU milliseconds, because other programs on the machine affect wall-clock time more. */
function timed(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
