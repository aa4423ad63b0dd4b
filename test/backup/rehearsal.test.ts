import { execFile } from 'node:child_process';
import { mkdtempDisposable, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBackup } from '../../scripts/data/backup/backup-file.ts';
import { openTable } from '../../scripts/data/backup/open-client.ts';
import { lineOf } from '../../scripts/data/backup/stored-item.ts';
import { withoutLimits } from '../support/app.ts';
import { call, connect, type TestClient } from '../support/clients.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { linesIn } from './lines-in.ts';

const run = promisify(execFile);
const scripts = join(import.meta.dirname, '../../scripts/data/backup');
const people = ['alice', 'bob', 'carol'];

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(withoutLimits);
});
afterAll(() => server.stop());

test('a backup taken while people file and move tickets becomes a server that goes on', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const file = join(folder.path, 'backup.jsonl.gz');
  const filedBefore = await fileTickets(20);

  const atWork = work();
  const { stdout } = await run('node', [join(scripts, 'backup.ts'), '--to', file], {
    env: { ...process.env, DATA_DIR: server.dataDir },
  });
  const filedMeanwhile = await atWork.stop();

  const backup = await readBackup(file);
  expect(stdout).toContain(`${backup.heading.items} items, content hash ${backup.heading.sha256}`);
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect(filedMeanwhile).toBeGreaterThan(0);

  const restoredDir = join(folder.path, 'restored');
  const restored = await run('node', [join(scripts, 'restore.ts'), '--from', file], {
    env: { ...process.env, DATA_DIR: restoredDir },
  });
  expect(restored.stdout).toContain(backup.heading.sha256);
  await using table = await openTable({ DATA_DIR: restoredDir }, {});
  expect(await linesIn(table)).toEqual(backup.items.map(lineOf).sort());
  await table[Symbol.asyncDispose]();

  const second = await startServer(withoutLimits, restoredDir);
  try {
    await expectSound(second, filedBefore);
  } finally {
    await second.stop();
  }
});

test('what no write changed meanwhile is in the backup as it is in the table', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const file = join(folder.path, 'backup.jsonl.gz');
  await fileTickets(3);

  const { stdout } = await run('node', [join(scripts, 'backup.ts'), '--to', file], {
    env: { ...process.env, DATA_DIR: server.dataDir },
  });

  await using table = await openTable({ DATA_DIR: server.dataDir }, {});
  const { items } = await readBackup(file);
  expect(items.map(lineOf).sort()).toEqual(await linesIn(table));
  expect(stdout).not.toContain('were adjusted');
});

/** The restored server shows every ticket that was there, lists and counts agree, and numbers go on after the last. */
async function expectSound(restored: RunningServer, filedBefore: readonly string[]): Promise<void> {
  const admin = await clientOf(restored, 'admin', 'read write admin');
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Page = await call(admin, 'list_tickets', { limit: 100, ...(cursor && { cursor }) });
    ids.push(...page.tickets.map(({ ticket_id }) => ticket_id));
    cursor = page.next_cursor;
  } while (cursor);
  expect(ids).toEqual(expect.arrayContaining([...filedBefore]));

  const byStatus: Record<string, number> = {};
  for (const ticket_id of ids) {
    const { ticket, history } = (await call(admin, 'get_ticket', { ticket_id })) as unknown as Read;
    expect(history.at(-1)?.to).toBe(ticket.status);
    byStatus[ticket.status] = (byStatus[ticket.status] ?? 0) + 1;
  }
  const status = JSON.stringify(await admin.readResource({ uri: 'ops://status' }));
  for (const [name, count] of Object.entries(byStatus)) expect(status).toContain(`\\"${name}\\":${count}`);

  const { ticket } = (await call(admin, 'create_ticket', draft('after the restore'))) as unknown as Read;
  const highest = Math.max(...ids.map(numberOf));
  expect(numberOf(ticket.ticket_id)).toBeGreaterThan(highest);
  await admin.close();
}

/** Files and moves tickets for several people until it is stopped; answers how many were filed. */
function work(): { stop(): Promise<number> } {
  let stopped = false;
  let filed = 0;
  const workers = people.map(async (person) => {
    const client = await clientOf(server, person);
    while (!stopped) {
      const { ticket } = (await call(
        client,
        'create_ticket',
        draft(`${person} ${filed}`),
      )) as unknown as Read;
      filed += 1;
      for (const status of ['in_progress', 'resolved']) {
        await call(client, 'update_ticket_status', { ticket_id: ticket.ticket_id, status });
      }
    }
    await client.close();
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(workers);
      return filed;
    },
  };
}

async function fileTickets(count: number): Promise<string[]> {
  const client = await clientOf(server, 'dave');
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const { ticket } = (await call(client, 'create_ticket', draft(`before ${number}`))) as unknown as Read;
    ids.push(ticket.ticket_id);
  }
  await client.close();
  return ids;
}

async function clientOf(
  { url, token }: RunningServer,
  subject: string,
  scope = 'read write',
): Promise<TestClient> {
  return connect('v2 2025', url, await token({ subject, scope }));
}

let drafts = 0;
function draft(title: string) {
  drafts += 1;
  return {
    title: `Ticket ${title} ${drafts}`,
    body: 'Filed by a rehearsal.',
    assigned_to: 'erin',
    confirm: true,
  };
}

function numberOf(ticketId: string): number {
  return Number(ticketId.slice('TKT-'.length));
}

interface Read {
  readonly ticket: { readonly ticket_id: string; readonly status: string };
  readonly history: readonly { readonly to: string }[];
}

interface Page {
  readonly tickets: readonly { readonly ticket_id: string }[];
  readonly next_cursor?: string;
}
