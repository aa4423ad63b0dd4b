import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces the file atomically, readable only by its owner: a reader sees the old text or the new text, never a part.
 */
export function replaceFile(file: string, text: string): Promise<void> {
  return viaTemporaryFile(file, text, rename);
}

/** Creates the file unless it exists: if several processes try at once, one succeeds and the others keep its text. */
export async function createFileOnce(file: string, text: string): Promise<void> {
  try {
    await viaTemporaryFile(file, text, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function viaTemporaryFile(
  file: string,
  text: string,
  putInPlace: (temporary: string, file: string) => Promise<void>,
): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(temporary, text, { mode: 0o600 });
    await putInPlace(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
