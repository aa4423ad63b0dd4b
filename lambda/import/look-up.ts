import { compact } from './value-words.ts';

/** The entry with this key; if there is none, case, spaces and punctuation are ignored. */
export function lookUp(
  entries: Readonly<Record<string, string>> | undefined,
  text: string,
): string | undefined {
  if (!entries) return undefined;
  if (Object.hasOwn(entries, text)) return entries[text];
  const key = Object.keys(entries).find((name) => compact(name) === compact(text) && compact(text) !== '');
  return key === undefined ? undefined : entries[key];
}
