import { createDynamoDB, type DynamoDB } from '../../../lambda/dynamodb/client.ts';
import { checkServers, pendingTool } from '../../../lambda/mounted-servers/inspection/check-servers.ts';
import { createInspector } from '../../../lambda/mounted-servers/inspection/create-inspector.ts';
import { newServerRecord, saveServer } from '../../../lambda/mounted-servers/record-changes.ts';
import type { ServerRecord } from '../../../lambda/mounted-servers/records.ts';
import { table } from '../../docs/markdown-table.ts';
import { medianOf } from '../harness/statistics.ts';
import { type DriveResult, drive } from './drive.ts';
import { lookUp, type Misbehaviour, misbehaviours, startMisbehavingServer } from './misbehaving-server.ts';
import { post } from './post.ts';
import { type Servers, startServers } from './servers.ts';
import { call, createSimulatedCaller, type SimulatedCaller } from './simulated-callers.ts';

export interface BesidePlan {
  readonly people: number;
  readonly atOnce: number;
  readonly rounds: number;
  /** Duration of a round without and with calls to the mounted server. */
  readonly seconds: number;
}

export interface Beside {
  readonly does: Misbehaviour;
  readonly alone: readonly DriveResult[];
  readonly beside: readonly DriveResult[];
  /** Outcomes of the calls to the mounted server, by error code. */
  readonly mounted: Readonly<Record<string, number>>;
}

/** Each server has its own circuit breaker. With several, calls still reach a server while other breakers are open. */
const mountedServers = 8;
const mountedCallsPerSecond = 20;

/**
 * Measures own calls alone and beside many calls to a misbehaving mounted server. The rounds alternate, so that a busy
 * moment of the machine affects both.
 */
export async function measureBeside(plan: BesidePlan, onStep: (step: string) => void): Promise<Beside[]> {
  await using servers = await startServers(2);
  await using misbehaving = await startMisbehavingServer();
  const db = createDynamoDB({
    tableName: 'ops-assistant',
    region: 'us-east-1',
    dynamodbEndpoint: servers.table,
  });
  const records = misbehaviours.flatMap((does, kind) =>
    Array.from({ length: mountedServers }, (_, at) => recordOf(`m${kind}x${at}`, misbehaving.url(does))),
  );
  for (const record of records) await approve(db, record);
  const people = await Promise.all(
    Array.from({ length: plan.people }, async (_, number) =>
      createSimulatedCaller(number, await servers.token(`person-${number}`)),
    ),
  );
  const round = () =>
    drive(servers.urls, {
      people,
      atOnce: plan.atOnce,
      requests: Number.POSITIVE_INFINITY,
      seconds: plan.seconds,
    });

  await round(); // warm-up: all servers learn their callers and the mounted tools
  const results: Beside[] = [];
  for (const [kind, does] of misbehaviours.entries()) {
    onStep(`beside a mounted server that ${does}`);
    const alone: DriveResult[] = [];
    const beside: DriveResult[] = [];
    const mounted: Record<string, number> = {};
    const ofKind = records.slice(kind * mountedServers, (kind + 1) * mountedServers);
    for (let number = 0; number < plan.rounds; number += 1) {
      alone.push(await round());
      const stop = callMounted(servers, people, ofKind, mounted);
      const changing = does === 'changes its tools' ? changeTools(db, ofKind[0]!) : undefined;
      beside.push(await round());
      await changing?.();
      await stop(() => misbehaving.release());
    }
    results.push({ does, alone, beside, mounted });
  }
  return results;
}

function recordOf(server: string, url: string): ServerRecord {
  const handshake = { revision: '2026-07-28', sessions: false };
  return newServerRecord(server, url, { handshake, per_minute: 1_000 });
}

async function approve(db: DynamoDB, record: ServerRecord): Promise<void> {
  await saveServer(db, record, [{ ...pendingTool(record.server, lookUp), state: 'approved' }]);
}

/** Sends calls at a steady rate, even if earlier calls have not ended. */
function callMounted(
  { urls }: Servers,
  people: readonly SimulatedCaller[],
  records: readonly ServerRecord[],
  ended: Record<string, number>,
): (release: () => void) => Promise<void> {
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    const { token } = people[sent % people.length]!;
    const name = `${records[sent % records.length]!.server}_look_up`;
    const sending = post(urls[sent % urls.length]!, token, call(name, {}), true)
      .then(
        (answered) => answered.ended,
        (error: Error) => error.message,
      )
      .then((how) => {
        ended[how] = (ended[how] ?? 0) + 1;
        underWay.delete(sending);
      });
    underWay.add(sending);
  }, 1_000 / mountedCallsPerSecond);
  return async (release) => {
    clearInterval(timer);
    // A call that was just sent may arrive after the first release.
    while (underWay.size > 0) {
      release();
      await Promise.race([...underWay, new Promise((resolve) => setTimeout(resolve, 100))]);
    }
  };
}

/** Changes and approves the tools repeatedly: each time, the servers read the definitions again. */
function changeTools(db: DynamoDB, record: ServerRecord): () => Promise<void> {
  const inspect = createInspector({ inLambda: false }, () => Promise.reject(new Error('There is no secret')));
  let stopped = false;
  const changing = (async () => {
    while (!stopped) {
      await checkServers(db, { only: record.server, inspect });
      await approve(db, record);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  return async () => {
    stopped = true;
    await changing;
  };
}

/** Medians of the rounds and their ratio, as Markdown. */
export function besideReport(results: readonly Beside[]): string {
  return table(
    [
      'own calls beside a mounted server that …',
      'p50 ms alone',
      'p50 ms beside',
      'ratio',
      'p95 ms alone',
      'p95 ms beside',
      'ratio',
      'own requests',
      'own errors',
      'mounted calls',
    ],
    results.map(({ does, alone, beside, mounted }) => [
      does,
      ...(['p50', 'p95'] as const).flatMap((of) => {
        const [one, other] = [alone, beside].map((rounds) => medianOf(rounds.map(({ total }) => total[of])));
        return [one!.toFixed(1), other!.toFixed(1), (other! / one!).toFixed(2)];
      }),
      String([...alone, ...beside].reduce((sum, { total }) => sum + total.count, 0)),
      String(errorsOf([...alone, ...beside])),
      Object.entries(mounted)
        .map(([how, count]) => `${count} × ${how}`)
        .join(', '),
    ]),
  );
}

export function errorsOf(rounds: readonly DriveResult[]): number {
  return rounds.flatMap(({ total }) => Object.values(total.errors)).reduce((sum, count) => sum + count, 0);
}
