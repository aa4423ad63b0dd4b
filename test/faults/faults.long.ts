import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { importData } from '../../scripts/data/import/import-data.ts';
import { startContainerServer } from '../support/container-server.ts';
import { faults } from '../support/faulty-table.ts';
import { sampleData, startTestServer, type TestServer } from '../support/operations.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startServer } from '../support/server.ts';
import { startTable } from '../support/table.ts';
import { runWithFaults } from './runs/faulty-table-run.ts';
import { recordFigures } from './runs/figures.ts';
import { fillDisk } from './runs/full-disk-run.ts';
import { fuzz } from './runs/fuzz-run.ts';
import { killFirstStarts, killImports, killServer } from './runs/kill-run.ts';
import { raceForMoves } from './runs/linear-run.ts';
import { confirmations, cursors, imports, limits, type Model, tickets } from './runs/models.ts';
import { unlimited } from './runs/unlimited.ts';

/** Through Node's debugger, which prints its address at the start. */
function garbageCollectorOf(output: string): () => Promise<void> {
  const debuggerUrl = /ws:\/\/\S+/.exec(output)![0];
  return async () => {
    const socket = new WebSocket(debuggerUrl);
    await once(socket, 'open');
    socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
    await once(socket, 'message');
    socket.close();
  };
}

/** A part of the whole size, such as 0.1, for a slower machine; the figures say what was run. */
const scale = Number(process.env.LONG_SCALE ?? 1);
/** Each failure names it; models print one of their own. */
const seed = Number(process.env.LONG_SEED ?? 4_711);
const fails = `again by LONG_SEED=${seed} LONG_SCALE=${scale}`;
const sized = (whole: number) => Math.max(1, Math.round(whole * scale));
const hour = 3_600_000;

beforeAll(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe('a faulty table', () => {
  const cells = [...faults.map((fault) => [fault]), [...faults]].flatMap((played) =>
    [0.05, 0.3, 1].map((probability) => ({ played, probability })),
  );
  test.each(cells)(
    '$played at $probability: no answer is false, nothing is lost, the table agrees with itself',
    async ({ played, probability }) => {
      const size = { callers: 6, callsPerCaller: sized(50) };
      const { problems, ...figures } = await runWithFaults({
        faults: played,
        probability,
        seed,
        ...size,
      });
      const name = played.length === 1 ? played[0] : 'all of them';
      recordFigures(`table: ${name} at ${probability}`, { ...figures, problems: problems.length });
      expect(problems, fails).toEqual([]);
    },
    hour,
  );
});

describe('kill -9', () => {
  test.each([
    ['filing and moving tickets', killServer, 20],
    ['importing', killImports, 14],
    ['first starts', killFirstStarts, 10],
  ] as const)(
    '%s: nothing is lost',
    async (name, run, kills) => {
      const { problems, ...figures } = await run(seededRandom(seed), sized(kills));
      recordFigures(`kill: ${name}`, { ...figures, problems: problems.length });
      expect(problems, fails).toEqual([]);
    },
    hour,
  );
});

test(
  'a full disk: what was said is true, nothing that was confirmed is lost',
  async () => {
    const { problems, ...figures } = await fillDisk(Math.max(1_024, sized(4_096)));
    recordFigures('disk: no file may grow further', { ...figures, problems: problems.length });
    expect(problems, fails).toEqual([]);
  },
  hour,
);

describe('models', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each<[string, Model, number]>([
    ['tickets', tickets, 400],
    ['limits', limits, 400],
    ['cursors', cursors, 100],
    ['confirmations', confirmations, 300],
    ['imports', imports, 100],
  ])(
    '%s do as their model says',
    async (name, model, runs) => {
      await model(server, sized(runs));
      recordFigures(`model: ${name}`, { runs: sized(runs), problems: 0 });
    },
    hour,
  );
});

test(
  'two processes: all who race for moves see one order of them',
  async () => {
    await using table = await startTable();
    const env = { ...unlimited, DYNAMODB_ENDPOINT: table.endpoint, TABLE_NAME: table.tableName };
    const first = await startServer(env);
    const second = await startServer(env);
    try {
      const targets = await Promise.all(
        [first, second].map(async ({ url, token }) => ({
          url,
          token: await token({ scope: 'read write admin' }),
        })),
      );
      const total = { moves: 0, observations: 0, problems: [] as string[] };
      for (let race = 0; race < sized(20); race += 1) {
        const figures = await raceForMoves(targets, { seed: seed + race, callsPerCaller: 15 });
        total.moves += figures.moves;
        total.observations += figures.observations;
        total.problems.push(...figures.problems);
      }
      recordFigures('order of moves over two processes', { ...total, problems: total.problems.length });
      expect(total.problems, fails).toEqual([]);
    } finally {
      await first.stop();
      await second.stop();
    }
  },
  hour,
);

test(
  '100,000 mutated requests: no 5xx, no internals, nothing unhandled, flat memory',
  async () => {
    const server = await startServer({ ...unlimited, NODE_OPTIONS: '--inspect=127.0.0.1:0' });
    try {
      const collectGarbage = garbageCollectorOf(server.output());
      const metricsPort = Number(/metrics\D+(?:127\.0\.0\.1|localhost):(\d+)/i.exec(server.output())?.[1]);
      const token = await server.token({ scope: 'read write admin', expiresInSeconds: 7_200 });
      const figures = await fuzz(
        { ...server, token, metricsPort, collectGarbage },
        { seed, requests: sized(100_000) },
      );
      const { heap, resident, statuses, requests, problems } = figures;
      recordFigures('fuzz', {
        requests,
        ...Object.fromEntries(Object.entries(statuses).map(([status, count]) => [`status ${status}`, count])),
        'heap in MB, after each tenth': heap.join(' '),
        'resident in MB, after each tenth': resident.join(' '),
        problems: problems.length,
      });
      expect(problems, fails).toEqual([]);
      // Caches of a fixed size fill at first; from then on the heap stays as it is.
      expect(heap.at(-1)!).toBeLessThan(heap[4]! + 15);
    } finally {
      await server.stop();
    }
  },
  hour,
);

const isRoot = process.getuid?.() === 0 && existsSync('/bin/mount');
test.skipIf(!isRoot)(
  'a disk of 6 MB that is really full (needs root)',
  async () => {
    const { fillSmallDisk } = await import('./runs/small-disk.ts');
    const figures = await fillSmallDisk(6);
    if (!figures) return console.warn('Left out: no tmpfs can be mounted here.');
    const { problems, ...rest } = figures;
    recordFigures('disk: 6 MB tmpfs', { ...rest, problems: problems.length });
    expect(problems, fails).toEqual([]);
  },
  hour,
);

test(
  'the container: 20,000 mutated requests are answered in the same way',
  async () => {
    await using table = await startTable();
    // "Serving" is logged at this level.
    const server = await startContainerServer(table, { ...unlimited, LOG_LEVEL: 'INFO' });
    try {
      await importData(table.db, sampleData);
      const token = await server.token('read write admin');
      const { heap, resident, statuses, requests, problems } = await fuzz(
        { ...server, token },
        { seed: seed + 1, requests: sized(20_000) },
      );
      recordFigures('fuzz of the container', {
        requests,
        ...Object.fromEntries(Object.entries(statuses).map(([status, count]) => [`status ${status}`, count])),
        'heap in MB, after each tenth': heap.join(' '),
        'resident in MB, after each tenth': resident.join(' '),
        problems: problems.length,
      });
      expect(problems, fails).toEqual([]);
    } finally {
      await server.stop();
    }
  },
  hour,
);
