import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Item } from '../../../lambda/dynamodb/command-inputs.ts';
import { startEmbeddedDynamoDB } from '../../../scripts/local/dynamodb-emulator/embedded-dynamodb.ts';
import { inventoryOf } from '../../import/folder.ts';
import { runImport, startImport } from '../../import/import-process.ts';
import { post } from '../../support/clients.ts';
import type { SeededRandom } from '../../support/seeded-random.ts';
import { type RunningServer, ServerEnded, startServer } from '../../support/server.ts';
import { scanTable, startTable } from '../../support/table.ts';
import { problemsIn } from '../../support/table-problems.ts';
import { unlimited } from './unlimited.ts';

export interface KillFigures {
  kills: number;
  acknowledged: number;
  problems: string[];
}

const tableName = 'ops-assistant';

/** Kills `npm start` while people file and move tickets, again and again on one data folder, and reads the folder after each kill. */
export async function killServer(random: SeededRandom, kills: number): Promise<KillFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ops-assistant-kill-'));
  const figures: KillFigures = { kills: 0, acknowledged: 0, problems: [] };
  /** The id and the last acknowledged version, by title. */
  const acknowledged = new Map<string, { id: string; version: number }>();
  try {
    for (let round = 0; round < kills; round += 1) {
      const server = await startServer(unlimited, dataDir);
      const callers = Array.from({ length: 6 }, (_, at) =>
        fileAndMove(server, `${round}-${at}`, acknowledged),
      );
      await growsBy(acknowledged, 5 + random.below(30));
      await server.stop('SIGKILL');
      await Promise.all(callers);
      figures.kills += 1;
      const items = await itemsIn(join(dataDir, 'dynamodb'));
      figures.problems.push(...problemsIn(items), ...lostIn(items, acknowledged));
    }
    figures.acknowledged = acknowledged.size;
    return figures;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Whatever the machine's speed, so many tickets are filed between two kills. */
async function growsBy(acknowledged: ReadonlyMap<string, unknown>, count: number): Promise<void> {
  const enough = acknowledged.size + count;
  for (let tries = 0; tries < 3_000 && acknowledged.size < enough; tries += 1) await setTimeout(10);
}

function ticketsIn(items: readonly Item[]): Item[] {
  return items.filter(({ pk, sk }) => String(pk).startsWith('TICKET#') && sk === 'TICKET');
}

/** Goes on until the server no longer answers. */
async function fileAndMove(
  server: RunningServer,
  name: string,
  acknowledged: Map<string, { id: string; version: number }>,
): Promise<void> {
  const token = await server.token({ subject: `caller-${name}` });
  const ask = async (tool: string, args: object) => {
    const { body } = await post(server.url, 'tools/call', { name: tool, arguments: args }, { token });
    return body.result?.structuredContent?.ticket as { ticket_id: string; version: number } | undefined;
  };
  for (let at = 0; ; at += 1) {
    const title = `Filed before the kill ${name} ${at}`;
    try {
      const ticket = await ask('create_ticket', {
        title,
        body: 'A server is killed meanwhile.',
        confirm: true,
      });
      if (!ticket) continue;
      acknowledged.set(title, { id: ticket.ticket_id, version: ticket.version });
      for (const status of ['in_progress', 'resolved'].slice(0, at % 3)) {
        const moved = await ask('update_ticket_status', { ticket_id: ticket.ticket_id, status });
        if (moved) acknowledged.set(title, { id: ticket.ticket_id, version: moved.version });
      }
    } catch {
      return;
    }
  }
}

function lostIn(
  items: readonly Item[],
  acknowledged: ReadonlyMap<string, { id: string; version: number }>,
): string[] {
  const there = Map.groupBy(ticketsIn(items), ({ title }) => String(title));
  return [...acknowledged].flatMap(([title, { id, version }]) => {
    const found = there.get(title) ?? [];
    if (found.length !== 1 || found[0]!.ticket_id !== id)
      return [`${id} (${title}) is there ${found.length} times`];
    // The last move may have been written without its answer.
    return Number(found[0]!.version) >= version
      ? []
      : [`${id} is at version ${found[0]!.version}, not at ${version}`];
  });
}

export async function itemsIn(path: string): Promise<Item[]> {
  const store = await startEmbeddedDynamoDB({ path });
  try {
    return await scanTable(store.endpoint, tableName);
  } finally {
    await store.close();
  }
}

/** Kills `npm run import` at any moment; the next run completes it, and one more changes nothing. */
export async function killImports(random: SeededRandom, kills: number, rows = 400): Promise<KillFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-assistant-kill-'));
  const figures: KillFigures = { kills: 0, acknowledged: 0, problems: [] };
  const inventory = join(folder, 'items.csv');
  const tickets = join(folder, 'tickets.jsonl');
  await writeFile(inventory, inventoryOf(rows));
  await writeFile(tickets, ticketLines(rows / 4));
  try {
    for (let round = 0; round < kills; round += 1) {
      await using table = await startTable();
      const env = {
        PATH: process.env.PATH ?? '',
        DYNAMODB_ENDPOINT: table.endpoint,
        TABLE_NAME: table.tableName,
      };
      const options = ['--inventory', inventory, '--tickets', tickets];
      const child = startImport(options, env);
      const exited = once(child, 'exit');
      await firstWrite(table.scan);
      await setTimeout(random.below(400));
      child.kill('SIGKILL');
      await exited;
      figures.kills += 1;
      figures.problems.push(...problemsIn(await table.scan()));

      const { code, errors } = await runImport(options, env);
      if (code !== 0) figures.problems.push(`the import after a kill ended with ${code}: ${errors}`);
      const whole = await table.scan();
      figures.problems.push(...problemsIn(whole));
      const counts = [whole.filter(({ pk }) => pk === 'INVENTORY').length, ticketsIn(whole).length];
      if (counts.join() !== [rows, rows / 4].join())
        figures.problems.push(`after the import there are ${counts}`);
      await runImport(options, env);
      if (JSON.stringify(await table.scan()) !== JSON.stringify(whole))
        figures.problems.push('one more import changed something');
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function firstWrite(scan: () => Promise<Item[]>): Promise<void> {
  for (let tries = 0; tries < 600 && (await scan()).length === 0; tries += 1) await setTimeout(20);
}

function ticketLines(count: number): string {
  return Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      ticket_id: `TKT-${String(at + 1).padStart(3, '0')}`,
      title: `Imported ticket ${at}`,
      body: 'It was in the old system before.',
      priority: 'low',
      status: 'open',
      created_by: 'alice',
      created_at: '2026-11-02T09:00:00Z',
    }),
  ).join('\n');
}

/** Kills first starts at any moment; the start after it has the whole sample data. */
export async function killFirstStarts(random: SeededRandom, kills: number): Promise<KillFigures> {
  const figures: KillFigures = { kills: 0, acknowledged: 0, problems: [] };
  for (let round = 0; round < kills; round += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), 'ops-assistant-kill-'));
    try {
      const begun = startServer(unlimited, dataDir, [], { killAfterMs: 300 + random.below(1_500) });
      await begun.then(
        (server) => server.stop('SIGKILL'),
        (error) => {
          if (!(error instanceof ServerEnded)) throw error;
        },
      );
      figures.kills += 1;
      const server = await startServer(unlimited, dataDir);
      await server.stop();
      const items = await itemsIn(join(dataDir, 'dynamodb'));
      figures.problems.push(...problemsIn(items));
      const counts = [
        items.filter(({ pk }) => pk === 'INVENTORY').length,
        items.filter(({ pk }) => pk === 'POLICIES').length,
        ticketsIn(items).length,
      ];
      if (counts.join() !== '35,10,5') figures.problems.push(`the start after a killed one has ${counts}`);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }
  return figures;
}
