import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBackup, writeBackup } from '../../scripts/data/backup/backup-file.ts';
import { openTable } from '../../scripts/data/backup/open-client.ts';
import { restoreInto } from '../../scripts/data/backup/restore-into.ts';
import { contentHash, itemOf, lineOf, type StoredItem } from '../../scripts/data/backup/stored-item.ts';
import { writeTable } from '../../scripts/data/backup/write-table.ts';
import { linesIn } from './lines-in.ts';

const items: StoredItem[] = [
  {
    pk: { S: 'A' },
    sk: { S: '1' },
    number: { N: '12345678901234567890.123456789' },
    name: { S: '노트북 "x"\n' },
  },
  {
    pk: { S: 'A' },
    sk: { S: '2' },
    bytes: { B: Buffer.from([0, 255, 10]) },
    sets: { M: { words: { SS: ['b', 'a'] }, bytes: { BS: [Buffer.from([2]), Buffer.from([1])] } } },
    list: { L: [{ NULL: true }, { BOOL: false }] },
  },
];

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  file = join(folder, 'backup.jsonl.gz');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a backup file', () => {
  test('gives back every type of value as it was, and the same hash in any order', async () => {
    const { sha256 } = await writeBackup(file, 'table', items);
    const backup = await readBackup(file);

    expect(backup.items.map(lineOf)).toEqual(items.map(lineOf));
    expect(backup.items[1]?.bytes).toEqual({ B: Buffer.from([0, 255, 10]) });
    expect(itemOf(lineOf(items[1]!)).sets?.M?.words).toEqual({ SS: ['a', 'b'] });
    expect(contentHash(items.map(lineOf).reverse())).toBe(sha256);
  });

  test('is refused when an item is missing or was changed', async () => {
    await writeBackup(file, 'table', items);
    const text = gunzipSync(await readFile(file)).toString();

    await writeFile(file, gzipSync(text.split('\n').slice(0, 2).join('\n')));
    await expect(readBackup(file)).rejects.toThrow('it has 1 items');
    await writeFile(file, gzipSync(text.replace('노트북', '노트')));
    await expect(readBackup(file)).rejects.toThrow('is damaged: it has 2 items with the hash');
    await writeFile(file, text);
    await expect(readBackup(file)).rejects.toThrow('cannot be unpacked');
    await writeFile(file, gzipSync('{"format":"something else"}\n'));
    await expect(readBackup(file)).rejects.toThrow('its first line has another format');
    await expect(readBackup(`${file}.gone`)).rejects.toThrow('There is no file');
  });

  test('is never overwritten', async () => {
    await writeBackup(file, 'table', items);

    await expect(writeBackup(file, 'table', [])).rejects.toThrow('exists already');
    await expect(writeBackup(join(folder, 'no/file'), 'table', [])).rejects.toThrow(
      'there is no such folder',
    );
    expect((await readBackup(file)).items).toHaveLength(2);
  });
});

describe('restoring', () => {
  test('writes every item into an empty table, more than fit into one batch', async () => {
    const many = Array.from({ length: 60 }, (_, at) => ({
      pk: { S: `P${at}` },
      sk: { S: 'x' },
      at: { N: `${at}` },
    }));
    await writeBackup(file, 'table', [...items, ...many]);
    await using table = await openTable({ DATA_DIR: folder }, {});

    await restoreInto(table, await readBackup(file));

    expect(await linesIn(table)).toEqual([...items, ...many].map(lineOf).sort());
  });

  test('leaves a table alone that is not empty', async () => {
    await writeBackup(file, 'table', items);
    const backup = await readBackup(file);
    await using table = await openTable({ DATA_DIR: folder }, {});
    await restoreInto(table, { ...backup, items: [items[0]!] }).catch(() => {});

    await expect(restoreInto(table, backup)).rejects.toThrow('is not empty');
    expect(await linesIn(table)).toEqual([lineOf(items[0]!)]);
  });

  test('replaces what is there when it is told to', async () => {
    await using table = await openTable({ DATA_DIR: folder }, {});
    await writeTable(table, [
      { pk: { S: 'A' }, sk: { S: '1' }, number: { N: '7' } },
      { pk: { S: 'Z' }, sk: { S: '9' } },
    ]);
    await writeBackup(file, 'table', items);

    await restoreInto(table, await readBackup(file), { replace: true });

    expect(await linesIn(table)).toEqual(items.map(lineOf).sort());
  });

  test('says so when the table is not the same as the backup afterwards', async () => {
    await writeBackup(file, 'table', items);
    const backup = await readBackup(file);
    await using table = await openTable({ DATA_DIR: folder }, {});

    await expect(restoreInto(table, { ...backup, items: [items[0]!] })).rejects.toThrow(
      /has 1 items, and not the same as the backup's 2/,
    );
  });
});

test.each([
  ['backup', [], 2, '--to takes the file to write'],
  ['restore', [], 2, '--from takes the backup to read'],
  ['restore', ['--from', '/nowhere.gz'], 1, 'There is no file'],
  ['backup', ['--too', 'x'], 2, "unknown option '--too'"],
] as const)('%s %j says what is wrong and ends with %i', async (script, args, expected, message) => {
  const { code, stderr } = await run(script, args);

  expect(code).toBe(expected);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test.each([
  [{ region: 'eu-north-1' }, {}, '--region needs --table'],
  [{ table: 'T' }, {}, '--table needs --region'],
  [{ table: 'T', region: 'eu-north-1' }, { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }, 'Use only one of them'],
  [{}, { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }, 'cannot be opened'],
])('the table of %j with %j is not opened', async (options, env, message) => {
  await expect(openTable(env, options)).rejects.toThrow(message);
});

async function run(script: string, args: readonly string[]) {
  return new Promise<{ code: number; stderr: string }>((resolve) => {
    const path = join(import.meta.dirname, `../../scripts/data/backup/${script}.ts`);
    const options = { cwd: folder, env: { PATH: process.env.PATH, DATA_DIR: folder } };
    execFile(process.execPath, [path, ...args], options, (error, _, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stderr });
    });
  });
}
