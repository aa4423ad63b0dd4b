import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

/** Reads what a server has written so far: a file, an export, or its output. */
export type ReadText = () => Promise<string>;

/** JSON objects that begin with `start`, wherever they lie in the text: `aws logs tail` writes a time before each. */
export function objectsIn(text: string, start: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => {
    const at = line.indexOf(start);
    if (at < 0) return [];
    try {
      return [JSON.parse(line.slice(at)) as Record<string, unknown>];
    } catch {
      return [];
    }
  });
}

/** The objects that `wanted` picks, waited for until there is one: what a call writes arrives in a file of AWS later. */
export async function waitFor(
  read: ReadText,
  start: string,
  wanted: (found: Record<string, unknown>) => boolean,
  patienceMs: number,
): Promise<Record<string, unknown>[]> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const found = objectsIn(await read(), start).filter(wanted);
    if (found.length > 0 || Date.now() > until) return found;
    await setTimeout(Math.min(1_000, patienceMs / 10));
  }
}

/** As it is, unpacked (the audit bucket's objects), or taken out of what `aws logs filter-log-events` prints. */
export async function readLogFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new Error(`There is no file ${file}.`);
    throw error;
  });
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  if (!text.startsWith('{\n')) return text;
  const { events = [] } = JSON.parse(text) as { events?: { message?: string }[] };
  return events.map(({ message = '' }) => message.trimEnd()).join('\n');
}
