import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DynamoDB } from '../../lambda/dynamodb/client.ts';
import { pendingTool } from '../../lambda/mounted-servers/inspection/check-servers.ts';
import { createInspector } from '../../lambda/mounted-servers/inspection/create-inspector.ts';
import { newServerRecord, saveServer } from '../../lambda/mounted-servers/record-changes.ts';
import { readMountedRecords } from '../../lambda/mounted-servers/records.ts';

const folder = join(import.meta.dirname, '../../examples');

/** The servers in examples/, which incident_report queries, by prefix. */
const examples = {
  hr: { script: 'hr-leave/server.ts', incident: { on_call: { system: '{affected_system}' } } },
  fin: { script: 'finance-budget/server.ts', incident: { find_contract: { query: '{affected_system}' } } },
} as const satisfies Record<string, { script: string; incident: Record<string, Record<string, string>> }>;

export interface ExampleServers {
  readonly names: readonly string[];
  stop(): void;
}

/** Marks the records of example servers, to distinguish them from servers that a person mounted. */
const approver = 'npm start -- --with-servers';

/**
 * Starts and mounts the example servers. Their tools are approved without review, because they belong to this project.
 */
export async function startExampleServers(db: DynamoDB): Promise<ExampleServers> {
  const children: ChildProcess[] = [];
  const stop = () => {
    for (const child of children) child.kill();
  };
  process.once('exit', stop);
  await assertFree(db);
  const inspect = createInspector({ inLambda: false }, () => Promise.reject(new Error('There is no secret')));
  const start = async (server: string, { script, incident }: (typeof examples)[keyof typeof examples]) => {
    const child = spawn(process.execPath, [join(folder, script)], {
      env: { ...process.env, PORT: '0', HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await mount(db, server, await firstLineOf(child), incident, inspect);
  };
  await Promise.all(Object.entries(examples).map(([server, example]) => start(server, example)));
  return { names: Object.keys(examples), stop };
}

/** For a run without example servers: their tools stay approved, but cannot be called until the next run with them. */
export async function unmountExampleServers(db: DynamoDB): Promise<void> {
  const { servers, tools } = await readMountedRecords(db);
  for (const server of servers.filter(({ enabled }) => enabled)) {
    const isExample = tools.some((tool) => tool.server === server.server && tool.approved_by === approver);
    if (isExample) await saveServer(db, { ...server, enabled: false }, []);
  }
}

async function assertFree(db: DynamoDB): Promise<void> {
  const { tools } = await readMountedRecords(db);
  const conflict = tools.find(({ server, approved_by }) => server in examples && approved_by !== approver);
  if (!conflict) return;
  throw new Error(
    `--with-servers mounts ${Object.keys(examples).join(' and ')}, but another server is called ${conflict.server}.`,
  );
}

async function mount(
  db: DynamoDB,
  server: string,
  url: string,
  incident: Readonly<Record<string, Record<string, string>>>,
  inspect: ReturnType<typeof createInspector>,
): Promise<void> {
  const record = newServerRecord(server, url, { per_minute: 30 });
  const { handshake, tools } = await inspect(record);
  const approved = tools.map((tool) => ({
    ...pendingTool(server, tool),
    state: 'approved' as const,
    approved_by: approver,
    approved_at: new Date().toISOString(),
    read_only: true,
    ...(incident[tool.name] && { incident_arguments: incident[tool.name]! }),
  }));
  await saveServer(db, { ...record, handshake }, approved);
}

async function firstLineOf(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`An example server ended with ${code}`)),
  );
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  ended.catch(() => {}); // After the start, the process may end at any time.
  return line;
}
