import { execFile } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defineCommand, runCommand, say, UsageError } from '../cli.ts';
import { promptFiles, resourceFiles, type Scaffold, toolFiles } from './scaffolds.ts';

const root = join(import.meta.dirname, '../..');
const kinds: Readonly<Record<string, (name: string) => Scaffold>> = {
  tool: toolFiles,
  resource: resourceFiles,
  prompt: promptFiles,
};

export const command = defineCommand(
  'new',
  say(
    'Creates a tool, resource or prompt with its test, registers it, and updates the snapshot of the public list.',
    '도구·리소스·프롬프트와 테스트를 만들어 등록하고 공개 목록의 스냅샷을 갱신합니다.',
  ),
  ['npx ops-assistant new tool find_room', 'npx ops-assistant new prompt restock_item'],
)
  .argument('<kind>', Object.keys(kinds).join(', '))
  .argument('<name>', say('in snake_case, verb first for a tool', 'snake_case 이름'))
  .option('--root <folder>', say('another checkout', '다른 작업 폴더'), root)
  .action(create);

async function create(kind: string, name: string, options: { readonly root: string }): Promise<void> {
  const scaffold = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!scaffold)
    throw new UsageError(`There is no kind "${kind}"; known are ${Object.keys(kinds).join(', ')}.`);
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(name) || name.length > 40) {
    throw new UsageError(`A name has two or more words in snake_case, such as find_room; not "${name}".`);
  }
  const { files, insertions, next } = scaffold(name);
  for (const path of Object.keys(files)) {
    if (await exists(join(options.root, path)))
      throw new Error(`${path} exists already; nothing was written.`);
  }
  const changed = new Set([...Object.keys(files), ...insertions.map(({ path }) => path)]);
  for (const [path, text] of Object.entries(files)) await write(path, text);
  for (const { path, before, text } of insertions) {
    const source = await readFile(join(options.root, path), 'utf8');
    const at = source.lastIndexOf(before);
    if (at < 0) throw new Error(`${path} has no "${before.trim()}": add ${text.trim()} by hand.`);
    await write(path, source.slice(0, at) + text + source.slice(at));
  }
  const run = (program: string, ...args: string[]) =>
    promisify(execFile)(join(options.root, 'node_modules/.bin', program), args, { cwd: options.root });
  await run('biome', 'check', '--write', ...changed);
  await run('vitest', 'run', 'test/tools-contract.test.ts', '-u');
  await run('node', 'scripts/docs/reference.ts');
  await run('node', 'scripts/ops/cost/cost.ts', '--write');
  process.stdout.write(`${[...changed].join('\n')}\n\n${next.join('\n')}\n`);

  function write(path: string, text: string): Promise<void> {
    return writeFile(join(options.root, path), text);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

if (import.meta.main) await runCommand(command);
