import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { post } from '../../support/clients.ts';
import { startServer } from '../../support/server.ts';
import { problemsIn } from '../../support/table-problems.ts';
import { itemsIn } from './kill-run.ts';
import { unlimited } from './unlimited.ts';

export interface FullDiskFigures {
  readonly created: number;
  readonly refused: number;
  readonly problems: readonly string[];
}

const maxTickets = 6_000;
const atOnce = 20;
const enoughRefusals = 10;

/** Files tickets until no file of the server may grow any more; then starts it with room again and reads the table. */
export async function fillDisk(
  fileSizeBlocks: number | undefined,
  disk = tmpdir(),
  makeRoom = () => {},
): Promise<FullDiskFigures> {
  const dataDir = await mkdtemp(join(disk, 'ops-assistant-full-'));
  const problems: string[] = [];
  const created: string[] = [];
  let refused = 0;
  try {
    const server = await startServer(unlimited, dataDir, [], fileSizeBlocks ? { fileSizeBlocks } : {});
    const token = await server.token({ scope: 'read write' });
    const ask = async (name: string, args: object) =>
      (await post(server.url, 'tools/call', { name, arguments: args }, { token })).body.result;
    const file = async (title: string) => {
      const result = await ask('create_ticket', { title, body: 'x'.repeat(1_900), confirm: true });
      if (result?.structuredContent) return void created.push(title);
      refused += 1;
      if (!/Nothing was written|not known/.test(JSON.stringify(result)))
        problems.push(`a full disk was answered with ${JSON.stringify(result)}`);
    };
    for (let at = 0; at < maxTickets && refused < enoughRefusals; at += atOnce) {
      const titles = Array.from({ length: atOnce }, (_, next) => `Filed on a small disk ${at + next}`);
      await Promise.all(titles.map(file));
    }
    if (!(await ask('lookup_inventory', { query: 'laptop' }))?.structuredContent)
      problems.push('reads did not go on');
    await server.stop();
    makeRoom();

    const again = await startServer(unlimited, dataDir);
    await again.stop();
    const items = await itemsIn(join(dataDir, 'dynamodb'));
    problems.push(...problemsIn(items));
    const there = new Set(items.flatMap(({ sk, title }) => (sk === 'TICKET' ? [title] : [])));
    problems.push(...created.filter((title) => !there.has(title)).map((title) => `${title} is gone`));
    return { created: created.length, refused, problems };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
