import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createDynamoDB, type DynamoDB } from '../../../lambda/dynamodb/client.ts';
import { findTicket } from '../../../lambda/tickets/find-ticket.ts';
import { createTicket } from '../../../lambda/tickets/ticket-creation.ts';
import { defineCommand, runCommand, say } from '../../cli.ts';
import { table as markdownTable } from '../../docs/markdown-table.ts';
import { fillTable, itemsOf } from '../harness/fill-table.ts';
import { memoryMebibytes } from '../harness/process-usage.ts';

const scripts = join(import.meta.dirname, '../..');
const tableName = 'ops-assistant';
const caller = {
  id: 'load-alice',
  issuer: 'load',
  subject: 'alice',
  person: 'alice',
  clientId: 'load',
  scopes: new Set(['read', 'write'] as const),
  groups: [],
  endpoints: [],
};

interface Size {
  readonly tickets: number;
  readonly items: number;
  readonly policies: number;
}

export interface StoreFigures {
  readonly ticketsPerSecond: number;
  readonly megabytesOnDisk: number;
  readonly megabytesOfMemory: number;
  readonly secondsToStart: number;
  readonly secondsToBackUp: number;
  readonly secondsToRestore: number;
  readonly restoredItems: number;
}

/** Measures the embedded store in the setup of docs/one-server.md: a separate process with its data on disk. */
export async function measureStore({ tickets, items, policies }: Size): Promise<StoreFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  try {
    let store = await startStore(join(folder, 'store'));
    await fillTable(store.endpoint, tableName, [...itemsOf.items(items), ...itemsOf.policies(policies)]);
    const ticketsPerSecond = await fileTickets(openTable(store.endpoint), tickets);
    const megabytesOfMemory = memoryMebibytes(store.pid).now;
    await store.stop();
    const megabytesOnDisk = (await sizeOf(join(folder, 'store'))) / 1e6;

    const startedAt = performance.now();
    store = await startStore(join(folder, 'store'));
    await findTicket(openTable(store.endpoint), 'TKT-001', caller).catch(() => undefined);
    const secondsToStart = (performance.now() - startedAt) / 1_000;

    const file = join(folder, 'backup.jsonl.gz');
    const [secondsToBackUp] = await runScript('backup', ['--to', file], store.endpoint);
    const empty = await startStore(join(folder, 'restored'));
    const [secondsToRestore, output] = await runScript('restore', ['--from', file], empty.endpoint);
    await Promise.all([store.stop(), empty.stop()]);
    const restoredItems = Number(/^(\d+) items/m.exec(output)?.[1]);
    return {
      ticketsPerSecond,
      megabytesOnDisk,
      megabytesOfMemory,
      secondsToStart,
      secondsToBackUp,
      secondsToRestore,
      restoredItems,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Eight concurrent people create tickets, each person one at a time; every ticket is on disk before its answer. */
async function fileTickets(db: DynamoDB, count: number): Promise<number> {
  let left = count;
  const person = async (name: string) => {
    for (; left > 0; left -= 1) {
      const text = { title: `Filed by ${name}, ${left}`, body: 'The second screen stays dark. '.repeat(10) };
      const draft = { ...text, priority: 'low', assigned_to: null } as const;
      await createTicket(db, draft, { caller, requestId: `${name}-${left}`, now: new Date() });
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 8 }, (_, index) => person(`person-${index}`)));
  return count / ((performance.now() - startedAt) / 1_000);
}

async function startStore(path: string) {
  const child = spawn(process.execPath, [join(scripts, 'dev/dynamodb.ts'), '--port', '0', '--path', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    endpoint: /http:\/\/[\d.:]+/.exec(line)![0],
    pid: child.pid!,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

function openTable(endpoint: string): DynamoDB {
  return createDynamoDB({
    dynamodbEndpoint: endpoint,
    dynamodbTimeoutMs: 60_000,
    tableName,
    region: 'us-east-1',
  });
}

async function runScript(name: string, args: string[], endpoint: string): Promise<[number, string]> {
  const startedAt = performance.now();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(scripts, `data/backup/${name}.ts`), ...args],
    { env: { PATH: process.env.PATH, DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName } },
  );
  return [(performance.now() - startedAt) / 1_000, stdout];
}

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

export const command = defineCommand(
  'measure-store',
  say(
    'Measures the embedded store of one server: writes, size, start, backup and restore. The table of docs/one-server.md.',
    '서버 한 대용 내장 저장소의 쓰기, 크기, 시작, 백업, 복원을 측정합니다.',
  ),
)
  .option('--tickets <counts>', say('tickets, several separated by commas', '티켓 수'), '1000,10000')
  .option('--items <count>', say('inventory items', '재고 품목 수'), '2000')
  .option('--policies <count>', say('policies', '정책 수'), '200')
  .action(async (options: Record<'tickets' | 'items' | 'policies', string>) => {
    const rows: string[][] = [];
    for (const tickets of options.tickets.split(',').map(Number)) {
      const size = { tickets, items: Number(options.items), policies: Number(options.policies) };
      const figures = await measureStore(size);
      rows.push([
        tickets.toLocaleString('en-US'),
        figures.ticketsPerSecond.toFixed(0),
        `${figures.megabytesOnDisk.toFixed(0)} MB`,
        `${figures.megabytesOfMemory.toFixed(0)} MB`,
        `${figures.secondsToStart.toFixed(1)} s`,
        `${figures.secondsToBackUp.toFixed(1)} s`,
        `${figures.secondsToRestore.toFixed(1)} s`,
      ]);
    }
    const head = ['tickets', 'filed a second', 'on disk', 'memory', 'start', 'backup', 'restore'];
    process.stdout.write(`${markdownTable(head, rows)}\n`);
  });

if (import.meta.main) await runCommand(command);
