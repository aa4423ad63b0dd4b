import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { seededRandom } from './seeded-random.ts';

export const faults = [
  'throttle',
  'delay',
  'hang',
  'reset before the write',
  'reset after the write',
  'truncate',
  'html',
] as const;
export type Fault = (typeof faults)[number];

/** Which requests go wrong, and how. */
interface FaultRule {
  readonly faults: readonly Fault[];
  readonly probability: number;
  /** Such as `TransactWriteItems`; all when absent. */
  readonly operations?: readonly string[];
}

export interface FaultyTable extends AsyncDisposable {
  readonly endpoint: string;
  /** Without a rule every request is answered. */
  setRule(rule: FaultRule | undefined): void;
  /** How often each fault was played. */
  readonly played: ReadonlyMap<Fault, number>;
  /** Requests that came, by operation, in order. */
  readonly operations: readonly string[];
}

const delayMs = 120;

/** Stands before a DynamoDB and makes the requests to it go wrong, by rule and seed. */
export async function startFaultyTable(target: string, seed: number): Promise<FaultyTable> {
  const random = seededRandom(seed);
  const played = new Map<Fault, number>();
  const operations: string[] = [];
  let rule: FaultRule | undefined;

  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']);
    const body = await buffer(request);
    operations.push(operation.split('.')[1] ?? '');
    const headers = {
      'x-amz-target': operation,
      authorization: request.headers.authorization ?? '',
      'content-type': 'application/x-amz-json-1.0',
    };
    const forward = async () => {
      const answer = await fetch(target, { method: 'POST', headers, body });
      return { status: answer.status, text: await answer.text() };
    };
    const fault = faultFor(operations.at(-1)!);
    if (fault) played.set(fault, (played.get(fault) ?? 0) + 1);
    await play(fault, forward, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function faultFor(operation: string): Fault | undefined {
    if (!rule || (rule.operations && !rule.operations.includes(operation))) return undefined;
    return random.chance(rule.probability) ? random.pick(rule.faults) : undefined;
  }

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    played,
    operations,
    setRule(next) {
      rule = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function play(
  fault: Fault | undefined,
  forward: () => Promise<{ status: number; text: string }>,
  response: ServerResponse,
): Promise<void> {
  const send = ({ status, text }: { status: number; text: string }, type = 'application/x-amz-json-1.0') =>
    void response.writeHead(status, { 'content-type': type }).end(text);
  switch (fault) {
    case undefined:
      return send(await forward());
    case 'throttle':
      return send({ status: 400, text: '{"__type":"x#ThrottlingException","message":"slow down"}' });
    case 'delay':
      await setTimeout(delayMs);
      return send(await forward());
    case 'hang':
      return undefined;
    case 'reset before the write':
      return void response.socket?.resetAndDestroy();
    case 'reset after the write':
      await forward();
      return void response.socket?.resetAndDestroy();
    case 'truncate': {
      const { status, text } = await forward();
      return send({ status, text: text.slice(0, Math.floor(text.length / 2)) });
    }
    case 'html':
      await forward();
      return send(
        { status: 200, text: '<html><body>Please sign in to the Wi-Fi</body></html>' },
        'text/html',
      );
  }
}
