import { availableParallelism, cpus } from 'node:os';
import { table } from '../../docs/markdown-table.ts';
import type { Counts } from '../harness/counting-proxy.ts';
import type { LimitCheck } from './check-limits.ts';
import type { DriveOptions, DriveResult, KindOfRequest } from './drive.ts';
import { type FlatRun, isFlat } from './flat.ts';
import type { GrowthFigures, GrowthResult } from './grow.ts';

export interface LoadRun {
  readonly servers: number;
  readonly driven: DriveResult;
  readonly limits: readonly LimitCheck[];
}

export function isExact({ admitted, atLeast, atMost }: LimitCheck): boolean {
  return atLeast <= admitted && admitted <= atMost;
}

/** The runs as Markdown. */
export function loadReport(
  runs: readonly LoadRun[],
  plan: { people: number } & Pick<DriveOptions, 'atOnce'>,
): string {
  const today = new Date().toISOString().slice(0, 10);
  return [
    `${today}; ${availableParallelism()} × ${cpus()[0]?.model.trim()} for everything: servers, table and driver; ` +
      `Node ${process.version}; ${plan.people} people, ${plan.atOnce} at once, half of them with 2025 clients.`,
    table(
      ['servers', 'requests', 'seconds', 'a second', 'p50 ms', 'p95 ms', 'p99 ms', 'errors'],
      runs.map(({ servers, driven: { total, seconds } }) => [
        String(servers),
        String(total.count),
        seconds.toFixed(1),
        (total.count / seconds).toFixed(0),
        ...timesOf(total),
        errorsOf(total),
      ]),
    ),
    ...runs.slice(-1).map(({ servers, driven }) => kindTable(servers, driven)),
    table(
      ['servers', 'limit', 'sent at once', 'admitted', 'allowed'],
      runs.flatMap(({ servers, limits }) =>
        limits.map((check) => [
          String(servers),
          check.what,
          String(check.sent),
          `${check.admitted} ${isExact(check) ? '' : '**wrong**'}`.trim(),
          check.atLeast === check.atMost ? String(check.atMost) : `${check.atLeast} to ${check.atMost}`,
        ]),
      ),
    ),
  ].join('\n\n');
}

/** The cost of a call by the amount of data, as Markdown. */
export function growthReport(grown: readonly GrowthResult[]): string {
  const today = new Date().toISOString().slice(0, 10);
  const rows = table(
    [
      'what there is',
      'init ms',
      'first call ms',
      'call p50 ms',
      'CPU ms a call',
      'peak MiB',
      'first: requests, KB',
      'call: requests, KB',
    ],
    grown.map((entry) => [
      `${entry.size.toLocaleString('en')} ${entry.what}${entry.note && ` (${entry.note})`}`,
      ...(entry.figures ? columnsOf(entry.figures) : Array.from({ length: 7 }, () => '–')),
    ]),
  );
  return `${today}; ${machine()}.\n\n${rows}`;
}

function columnsOf(figures: GrowthFigures): string[] {
  return [
    figures.initMs.toFixed(0),
    figures.firstMs.toFixed(0),
    figures.warmMs.toFixed(2),
    figures.cpuMs.toFixed(2),
    figures.peakMib.toFixed(0),
    requestsAndSize(figures.firstCounts),
    requestsAndSize(figures.warmCounts),
  ];
}

/** Memory of a container's process during the requests, as Markdown. */
export function flatReport(run: FlatRun): string {
  const { command, steps, errors, perSecond, cpuMsPerRequest } = run;
  const today = new Date().toISOString().slice(0, 10);
  return [
    `${today}; ${machine()}; \`${command.join(' ')}\` as the image starts it, its table answers at once; ` +
      `${perSecond.toFixed(0)} requests per second, ${cpuMsPerRequest.toFixed(2)} ms of CPU each (front door included), ` +
      `so ${(1_000 / cpuMsPerRequest).toFixed(0)} per second and core; errors: ${errorsOf({ errors })}. ` +
      `Memory ${isFlat(run) ? 'stays flat' : '**grew**'}.`,
    table(
      ['after requests', 'resident MiB', 'used heap MiB'],
      steps.map(({ requests, residentMib, heapMib }) => [
        requests.toLocaleString('en'),
        residentMib.toFixed(0),
        heapMib.toFixed(0),
      ]),
    ),
  ].join('\n\n');
}

function machine(): string {
  return `${availableParallelism()} × ${cpus()[0]?.model.trim()}, Node ${process.version}`;
}

function requestsAndSize({ requests, bytes }: Counts): string {
  return `${requests}, ${(bytes / 1_000).toFixed(1)}`;
}

function kindTable(servers: number, { kinds }: DriveResult): string {
  return table(
    [`with ${servers} servers`, 'requests', 'p50 ms', 'p95 ms', 'p99 ms', 'errors'],
    [...kinds]
      .sort((a, b) => b.count - a.count)
      .map((kind) => [kind.kind, String(kind.count), ...timesOf(kind), errorsOf(kind)]),
  );
}

function timesOf({ p50, p95, p99 }: KindOfRequest): string[] {
  return [p50, p95, p99].map((time) => time.toFixed(1));
}

function errorsOf({ errors }: Pick<KindOfRequest, 'errors'>): string {
  return (
    Object.entries(errors)
      .map(([code, count]) => `${count} × ${code}`)
      .join(', ') || '0'
  );
}
