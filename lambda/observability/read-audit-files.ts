import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { closedParts, lastWriteOf } from './audit-files.ts';

// Apart from the file that writes them, which every start loads.

/** The parts of an audit file and the file itself, oldest first; those that exist. */
export function auditFilesOf(path: string): string[] {
  return [...closedParts(path), ...(existsSync(path) ? [path] : [])];
}

/** Every line of all parts, in the order of writing; fails with ENOENT when no file exists. */
export async function* auditLines(path: string, { since = 0 } = {}): AsyncGenerator<string> {
  // Opened before the parts are listed, so that a file that becomes a part meanwhile is read exactly once.
  const own = await openIfPresent(path);
  try {
    const parts = closedParts(path);
    if (!own && parts.length === 0) await open(path);
    const ownNumber = (await own?.stat())?.ino;
    for (const part of parts) {
      if (lastWriteOf(part) < since) continue;
      const file = await openIfPresent(part);
      if (!file) continue;
      if ((await file.stat()).ino === ownNumber) await file.close();
      else yield* linesOf(file);
    }
    if (own) yield* linesOf(own);
  } finally {
    await own?.close();
  }
}

async function* linesOf(file: FileHandle): AsyncGenerator<string> {
  yield* createInterface({ input: file.createReadStream() });
}

async function openIfPresent(path: string): Promise<FileHandle | undefined> {
  return open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}
