import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedDynamoDB } from '../../scripts/local/dynamodb-emulator/embedded-dynamodb.ts';
import { startDynamoDBProcess } from '../local/dynamodb-process.ts';
import { createClient, createIndexedTable, readItem, values } from '../local/dynamodb-under-test.ts';
import { ServerEnded, startServer } from '../support/server.ts';

const { ClassicLevel } = createRequire(import.meta.resolve('dynalite'))('classic-level');

const table = 'kept';
let folder: string;
/** A data folder with an .ldb file, a .log file, and forty confirmed transactions. */
let sound: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damaged-'));
  sound = join(folder, 'sound');
  // The second start moves the log of the first into an .ldb file.
  for (const round of [0, 1]) {
    const dynamodb = await startEmbeddedDynamoDB({ path: sound });
    const client = createClient(dynamodb.endpoint);
    if (round === 0) await createIndexedTable(client, table);
    for (let number = 0; number < 20; number += 1) {
      const Item = values({
        pk: `${round}`,
        sk: `${number}`,
        group: 'g',
        rank: `${number}`,
        text: 'x'.repeat(500),
      });
      const put = { Put: { TableName: table, Item } };
      await client.send(new TransactWriteItemsCommand({ TransactItems: [put] }));
    }
    client.destroy();
    await dynamodb.close();
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let copies = 0;
async function copyOfSound(): Promise<string> {
  copies += 1;
  const path = join(folder, `copy-${copies}`);
  await cp(sound, path, { recursive: true });
  return path;
}

const filesOf = (path: string, ending: string) =>
  readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(path, name));
const newest = (path: string, ending: string) => filesOf(path, ending).toSorted().at(-1)!;

function halve(file: string): void {
  truncateSync(file, Math.floor(readFileSync(file).length / 2));
}

/** Flips bytes all over a file. */
function flip(file: string, bytes: number): void {
  const content = readFileSync(file);
  for (let at = 1; at <= bytes; at += 1) content[Math.floor((content.length * at) / (bytes + 1))]! ^= 0xff;
  writeFileSync(file, content);
}

test.each<[string, (path: string) => void]>([
  ['CURRENT is gone', (path) => rmSync(join(path, 'CURRENT'))],
  ['CURRENT is empty', (path) => truncateSync(join(path, 'CURRENT'), 0)],
  ['the manifest is gone', (path) => rmSync(filesOf(path, '').find((name) => name.includes('MANIFEST'))!)],
  ['the log is gone', (path) => rmSync(newest(path, '.log'))],
  ['the log is empty', (path) => truncateSync(newest(path, '.log'), 0)],
  ['the log is cut in half', (path) => halve(newest(path, '.log'))],
  ['a byte of the log has flipped', (path) => flip(newest(path, '.log'), 1)],
  ['twenty bytes of the log have flipped', (path) => flip(newest(path, '.log'), 20)],
  ['an .ldb file is gone', (path) => rmSync(newest(path, '.ldb'))],
  ['an .ldb file is empty', (path) => truncateSync(newest(path, '.ldb'), 0)],
  ['an .ldb file is cut in half', (path) => halve(newest(path, '.ldb'))],
  ['five bytes of an .ldb file have flipped', (path) => flip(newest(path, '.ldb'), 5)],
  [
    'everything of LevelDB is gone',
    (path) => {
      for (const file of filesOf(path, '').filter((name) => !name.endsWith('last-batch'))) rmSync(file);
    },
  ],
])('when %s, the start is refused with what to do', async (_, damage) => {
  const path = await copyOfSound();
  damage(path);

  await expect(startEmbeddedDynamoDB({ path })).rejects.toThrow(
    /^The data folder \S+ (?:is damaged|could not be opened): .*Restore a backup.*--fresh/s,
  );
  // Nor does a second try find the folder mended.
  await expect(startEmbeddedDynamoDB({ path })).rejects.toThrow(/--fresh/);
});

test.each([
  ['hello', /last-batch holds something else/],
  ['-5', /last-batch holds something else/],
])('a last-batch of %j was written by another program, and the start is refused', async (text, says) => {
  const path = await copyOfSound();
  writeFileSync(join(path, 'last-batch'), text);

  await expect(startEmbeddedDynamoDB({ path })).rejects.toThrow(says);
});

test('what a crash leaves behind is no damage: a lock, an address, zeros in last-batch', async () => {
  const path = await copyOfSound();
  writeFileSync(join(path, 'LOCK'), '4711');
  writeFileSync(join(path, 'endpoint'), 'http://127.0.0.1:1');
  writeFileSync(join(path, 'last-batch'), '\0'.repeat(16));

  const dynamodb = await startEmbeddedDynamoDB({ path });
  await dynamodb.close();
});

test('the database of another program is left alone, and no message says to delete it', async () => {
  const path = join(folder, 'foreign');
  const foreign = new ClassicLevel(path);
  await foreign.put('bookmarks', 'not ours');
  await foreign.close();

  const refusal = await startEmbeddedDynamoDB({ path }).catch((error: Error) => error);

  expect(String(refusal)).toMatch(/holds the data of another program.*DATA_DIR/);
  expect(String(refusal)).not.toContain('--fresh');
  const again = new ClassicLevel(path);
  expect(await again.get('bookmarks')).toBe('not ours');
  await again.close();
});

test.skipIf(process.getuid?.() !== 0)(
  'a folder that cannot be written is named, with what to do (needs root to give up its rights)',
  async () => {
    const path = await copyOfSound();
    process.seteuid!(65_534);
    const refusal = await startEmbeddedDynamoDB({ path })
      .catch((error: Error) => error)
      .finally(() => process.seteuid!(0));

    expect(String(refusal)).toMatch(/cannot be (?:written|opened).*Permission denied.*DATA_DIR/i);
    expect(String(refusal)).not.toContain('--fresh');
  },
);

test('a sound folder opens, also after a kill, and goes on', async () => {
  const path = await copyOfSound();
  for (let restart = 0; restart < 2; restart += 1) {
    const server = await startDynamoDBProcess('--port', '0', '--path', path);
    const client = createClient(server.endpoint);
    const key = { TableName: table, Key: values({ pk: 'n', sk: '1' }) };
    const add = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: values({ ':one': 1 }) };
    for (let n = 0; n < 5; n += 1) await client.send(new UpdateItemCommand({ ...key, ...add }));
    await client.send(new PutItemCommand({ TableName: table, Item: values({ pk: 'p', sk: `${restart}` }) }));
    await server.end(restart === 0 ? 'SIGKILL' : 'SIGTERM');
    client.destroy();
  }

  const dynamodb = await startEmbeddedDynamoDB({ path });
  const client = createClient(dynamodb.endpoint);
  expect(await readItem(client, table, 'n', '1')).toMatchObject({ n: 10 });
  expect(await readItem(client, table, '1', '19')).toBeDefined();
  client.destroy();
  await dynamodb.close();
});

test('a folder of before there were these checks opens, and is checked from then on', async () => {
  const path = await copyOfSound();
  const dynamodb = await startEmbeddedDynamoDB({ path });
  await dynamodb.close();
  rmSync(join(path, 'last-batch'));

  const again = await startEmbeddedDynamoDB({ path });
  await again.close();
});

test('npm start names the damage and what to do, and --fresh begins anew', async () => {
  const dataDir = await mkdtemp(join(folder, 'start-'));
  const first = await startServer({}, dataDir);
  await first.stop();
  rmSync(newest(join(dataDir, 'dynamodb'), '.log'));

  const ended = await startServer({}, dataDir).catch((error: unknown) => error);
  expect(ended).toBeInstanceOf(ServerEnded);
  expect((ended as Error).message).toMatch(/The data folder .* is damaged.*--fresh/s);
  expect((ended as Error).message).not.toContain('DYNAMODB_ENDPOINT');

  const fresh = await startServer({}, dataDir, ['--fresh']);
  await fresh.stop();
});
