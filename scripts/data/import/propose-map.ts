import { writeFile } from 'node:fs/promises';
import type { Kind } from '../../../lambda/import/column-names.ts';
import type { Mapping, Mappings } from '../../../lambda/import/mapping.ts';
import { proposeMapping } from '../../../lambda/import/propose-mapping.ts';
import { say } from '../../cli.ts';
import { readTable } from './files/read-table.ts';
import type { ImportSources } from './import-data.ts';

/**
 * Writes a proposed column map of the spreadsheets, for people to correct and pass to --map. Returns the message to
 * print.
 */
export async function writeProposal(sources: ImportSources, path: string): Promise<string> {
  const mappings: { -readonly [kind in Kind]?: Mapping } = {};
  for (const kind of ['inventory', 'tickets'] as const) {
    const file = sources[kind];
    if (file !== undefined) mappings[kind] = proposeMapping(kind, (await readTable(file, kind)).table);
  }
  if (Object.keys(mappings).length === 0) {
    throw new Error(
      say(
        '--propose-map is for spreadsheets: give it --inventory or --tickets.',
        '--propose-map은 표를 위한 것입니다. --inventory나 --tickets와 함께 쓰세요.',
      ),
    );
  }
  await writeFile(path, `${JSON.stringify(mappings, null, 2)}\n`, { flag: 'wx' }).catch((error) => {
    if (error.code === 'EEXIST')
      throw new Error(
        say(
          `${path} is there already. Delete it, or name another with --map.`,
          `${path} 파일이 이미 있습니다. 지우거나 --map으로 다른 이름을 지정하세요.`,
        ),
      );
    throw error;
  });
  const open = openQuestions(mappings);
  const fill = say(
    `Fill in what is "" in it: ${open.join(', ')}. A column that stays "" is left out.`,
    `"" 인 곳을 채우세요: ${open.join(', ')}. "" 로 둔 열은 제외됩니다.`,
  );
  return [
    say(`${path} was written; nothing was imported.`, `${path} 파일을 만들었고 가져온 것은 없습니다.`),
    ...(open.length > 0 ? [fill] : []),
    say(
      `Then run the same command with --map ${path} instead of --propose-map.`,
      `그런 다음 --propose-map 대신 --map ${path}을(를) 넣어 다시 실행하세요.`,
    ),
  ].join('\n');
}

function openQuestions(mappings: Mappings): string[] {
  return Object.values(mappings).flatMap(({ values = {}, defaults = {} }: Mapping = {}) => [
    ...Object.keys(defaults).map((field) =>
      say(`a default or column for ${field}`, `${field}의 기본값 또는 열`),
    ),
    ...Object.entries(values).flatMap(([field, words]) =>
      Object.entries(words ?? {})
        .filter(([, value]) => value === '')
        .map(([word]) => `${field} ${word}`),
    ),
  ]);
}
