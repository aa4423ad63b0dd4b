import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServer } from '../../bundle/build-function.ts';
import { cpuMilliseconds } from '../harness/process-usage.ts';
import { startTestEnvironment } from '../harness/test-environment.ts';
import { drive, type KindOfRequest } from './drive.ts';
import { createSimulatedCaller } from './simulated-callers.ts';

/** Memory of the container's process after this number of requests. */
interface MemoryStep {
  readonly requests: number;
  /** Resident memory and used V8 heap, in MiB. */
  readonly residentMib: number;
  readonly heapMib: number;
}

export interface FlatRun {
  readonly command: readonly string[];
  readonly steps: readonly MemoryStep[];
  readonly errors: KindOfRequest['errors'];
  readonly perSecond: number;
  /** CPU of the server's process only, including the front door. */
  readonly cpuMsPerRequest: number;
}

export interface FlatPlan {
  readonly requests: number;
  readonly stepAt: number;
  readonly people: number;
  readonly atOnce: number;
}

const dockerfile = join(import.meta.dirname, '../../../infra/container/Dockerfile');
/** Highest ratio of the last step to the first; it allows for the variation of one step. */
const mostGrowth = 1.15;

/** Whether memory did not grow after the first step. */
export function isFlat({ steps, errors }: FlatRun): boolean {
  const [, first] = steps;
  const last = steps.at(-1)!;
  return last.residentMib <= mostGrowth * first!.residentMib && Object.keys(errors).length === 0;
}

/** Sends many requests of all kinds to a container's process, started as in its image; its table answers at once. */
export async function measureFlatness(
  { requests, stepAt, people, atOnce }: FlatPlan,
  onStep: (step: string) => void,
): Promise<FlatRun> {
  await using surroundings = await startTestEnvironment();
  const { environment, instantEndpoint, token } = surroundings;
  await using server = await startContainer({ ...environment, DYNAMODB_ENDPOINT: instantEndpoint });
  const tokens = await Promise.all(Array.from({ length: people }, (_, at) => token(`person-${at}`)));
  const callers = tokens.map((each, at) => createSimulatedCaller(at, each));

  const steps: MemoryStep[] = [{ requests: 0, ...(await server.memory()) }];
  const errors: Record<string, number> = {};
  let seconds = 0;
  const cpuBefore = server.cpuMilliseconds();
  let sent = 0;
  while (sent < requests) {
    const driven = await drive([server.url], { people: callers, atOnce, requests: stepAt, seconds: 300 });
    sent += driven.total.count;
    seconds += driven.seconds;
    for (const [code, count] of Object.entries(driven.total.errors))
      errors[code] = (errors[code] ?? 0) + count;
    steps.push({ requests: sent, ...(await server.memory()) });
    onStep(`${sent} requests: ${steps.at(-1)!.residentMib.toFixed(0)} MiB`);
  }
  return {
    command: server.command,
    steps,
    errors,
    perSecond: sent / seconds,
    cpuMsPerRequest: (server.cpuMilliseconds() - cpuBefore) / sent,
  };
}

async function startContainer(environment: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'container-'));
  await buildServer(folder);
  const { NODE_OPTIONS, ...variables } = environment; // the image sets its own NODE_OPTIONS
  const command = await imageCommand();
  const child = spawn(process.execPath, command.slice(1), {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...variables,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
      PUBLIC_URL: 'http://127.0.0.1',
      AWS_REGION: 'us-east-1',
    },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const { port, metricsPort } = await listening(child);
  const pid = child.pid!;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    command,
    cpuMilliseconds: () => cpuMilliseconds(pid),
    async memory() {
      const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      const mebibytes = (name: string) =>
        Number(new RegExp(`^${name}\\{.*\\} (\\d+)$`, 'm').exec(metrics)?.[1]) / 2 ** 20;
      return {
        residentMib: mebibytes('process_resident_memory_bytes'),
        heapMib: mebibytes('nodejs_heap_size_used_bytes'),
      };
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      const exit = once(child, 'exit');
      kill();
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `node` with V8's memory flags, as in the image. */
async function imageCommand(): Promise<string[]> {
  const last = (await readFile(dockerfile, 'utf8')).match(/^CMD (\[.+\])$/gm)!.at(-1)!;
  return JSON.parse(last.slice('CMD '.length)) as string[];
}

/** Reads the ports from the server's first log line; later output is discarded. */
async function listening(child: ReturnType<typeof spawn>): Promise<{ port: number; metricsPort: number }> {
  let printed = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The container ended with ${code}: ${printed}`)));
    const read = (text: string) => {
      printed = printed.length < 10_000 ? printed + text : printed;
      const line = printed.split('\n').find((each) => each.includes('"Serving"'));
      if (!line?.endsWith('}')) return;
      const { address, metrics } = JSON.parse(line) as Record<'address' | 'metrics', { port: number }>;
      resolve({ port: address.port, metricsPort: metrics.port });
    };
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', read);
  });
}
