import { join, relative } from 'node:path';
import { defineCommand, runCommand, say } from '../cli.ts';
import { type BuiltFunction, buildFunction, buildHandler } from './build-function.ts';

const dist = join(import.meta.dirname, '../../dist');

export const command = defineCommand(
  'build',
  say(
    'Builds the deployed functions into dist/ and prints the size of each package in them.',
    '배포될 함수를 dist/에 빌드하고 패키지별 크기를 출력합니다.',
  ),
)
  .option(
    '--handler <folder>',
    say('build only the function that serves MCP, into this folder', 'MCP 함수만 이 폴더에 빌드'),
  )
  .action(build);

async function build({ handler }: { readonly handler?: string }): Promise<void> {
  if (handler) {
    await buildHandler(handler);
    return;
  }
  print(await buildHandler(join(dist, 'handler')));
  print(await buildFunction('lambda/handlers/authorizer.ts', join(dist, 'authorizer')));
}

function print({ file, bytes, gzipBytes, bytesByPackage }: BuiltFunction): void {
  console.log(`\n${relative(process.cwd(), file)}  ${kilobytes(bytes)}, ${kilobytes(gzipBytes)} compressed`);
  for (const [name, size] of bytesByPackage) {
    if (size >= 1_000) console.log(`  ${kilobytes(size).padStart(8)}  ${name}`);
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} KB`;
}

if (import.meta.main) await runCommand(command);
