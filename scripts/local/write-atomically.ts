import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces the file as a whole, readable by its owner only; a reader sees the old text or the new, never half of one. */
export function replaceFile(file: string, text: string): Promise<void> {
  return viaTemporaryFile(file, text, rename);
}

/** Makes the file unless there is one: of several processes that try at once, one wins and the others leave its text alone. */
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
