import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { contentHash, itemOf, lineOf, type StoredItem } from './stored-item.ts';

const format = 'ops-assistant backup 1';

/** The first line of a backup, which describes it. */
export interface Heading {
  readonly format: typeof format;
  readonly table: string;
  readonly time: string;
  readonly items: number;
  /** Hash of the items, independent of their order. */
  readonly sha256: string;
}

export interface Backup {
  readonly heading: Heading;
  readonly items: readonly StoredItem[];
}

/**
 * Writes gzipped JSON Lines (a heading, then one item per line in DynamoDB's JSON) and verifies the file by reading it.
 * Only its owner can read it, and an existing file is never overwritten.
 */
export async function writeBackup(
  file: string,
  table: string,
  items: Iterable<StoredItem>,
  now = new Date(),
): Promise<Heading> {
  const lines = [...items].map(lineOf);
  const heading: Heading = {
    format,
    table,
    time: now.toISOString(),
    items: lines.length,
    sha256: contentHash(lines),
  };
  const draft = `${file}.${randomUUID()}`;
  try {
    const text = [JSON.stringify(heading), ...lines].map((line) => `${line}\n`).join('');
    await writeFile(draft, gzipSync(text), { mode: 0o600, flag: 'wx', flush: true });
    await readBackup(draft);
    await link(draft, file); // unlike rename, it fails if the file exists
  } catch (error) {
    throw explain(error, file);
  } finally {
    await rm(draft, { force: true });
  }
  return heading;
}

/** Throws if the file is incomplete or was changed. */
export async function readBackup(file: string): Promise<Backup> {
  const [first = '', ...lines] = (await unpack(file)).trimEnd().split('\n');
  const heading = readHeading(first, file);
  const found = contentHash(lines);
  if (lines.length !== heading.items || found !== heading.sha256) {
    throw new Error(
      `${file} is damaged: it has ${lines.length} items with the hash ${found.slice(0, 12)}…, ` +
        `and should have ${heading.items} with ${heading.sha256.slice(0, 12)}….`,
    );
  }
  return { heading, items: lines.map(itemOf) };
}

async function unpack(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`There is no file ${file}.`) : error;
  });
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    throw new Error(`${file} is damaged or not a backup: it cannot be unpacked.`);
  }
}

function readHeading(line: string, file: string): Heading {
  try {
    const heading = JSON.parse(line) as Heading;
    if (heading.format === format) return heading;
  } catch {
    // A line that is not JSON means that the file is not a backup.
  }
  throw new Error(`${file} is not a backup of this program: its first line has another format.`);
}

function explain(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') return new Error(`${file} exists already, and backups are never overwritten.`);
  if (code === 'ENOENT') return new Error(`${file} cannot be written: there is no such folder.`);
  return error;
}
