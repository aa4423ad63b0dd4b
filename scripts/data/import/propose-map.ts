import { writeFile } from 'node:fs/promises';
import type { Kind } from '../../../lambda/import/column-names.ts';
import type { Mapping, Mappings } from '../../../lambda/import/mapping.ts';
import { proposeMapping } from '../../../lambda/import/propose-mapping.ts';
import { readTable } from './files/read-table.ts';
import type { ImportSources } from './import-data.ts';

/** Writes a map of what the spreadsheets have, which people correct and hand to --map. Returns what to tell them. */
export async function writeProposal(sources: ImportSources, path: string): Promise<string> {
  const mappings: { -readonly [kind in Kind]?: Mapping } = {};
  for (const kind of ['inventory', 'tickets'] as const) {
    const file = sources[kind];
    if (file !== undefined) mappings[kind] = proposeMapping(kind, (await readTable(file, kind)).table);
  }
  if (Object.keys(mappings).length === 0) {
    throw new Error('--propose-map is for spreadsheets: give it --inventory or --tickets.');
  }
  await writeFile(path, `${JSON.stringify(mappings, null, 2)}\n`, { flag: 'wx' }).catch((error) => {
    if (error.code === 'EEXIST')
      throw new Error(`${path} is there already. Delete it, or name another with --map.`);
    throw error;
  });
  const open = openQuestions(mappings);
  return [
    `${path} was written; nothing was imported.`,
    ...(open.length > 0
      ? [`Fill in what is "" in it: ${open.join(', ')}. A column that stays "" is left out.`]
      : []),
    `Then run the same command with --map ${path} instead of --propose-map.`,
  ].join('\n');
}

function openQuestions(mappings: Mappings): string[] {
  return Object.values(mappings).flatMap(({ values = {}, defaults = {} }: Mapping = {}) => [
    ...Object.keys(defaults).map((field) => `a default or column for ${field}`),
    ...Object.entries(values).flatMap(([field, words]) =>
      Object.entries(words ?? {})
        .filter(([, value]) => value === '')
        .map(([word]) => `${field} ${word}`),
    ),
  ]);
}
