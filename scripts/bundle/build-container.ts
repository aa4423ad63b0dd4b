import { join } from 'node:path';
import { defineCommand, runCommand } from '../cli.ts';
import { buildServer } from './build-function.ts';

/**
 * Builds lambda/handlers/container/serve.ts with its dependencies into the single file that infra/container/Dockerfile
 * copies.
 */
async function main(): Promise<void> {
  const { file, bytes } = await buildServer(join(import.meta.dirname, '../../dist/container'));
  console.log(`${file}  ${Math.round(bytes / 1_000)} KB`);
}

if (import.meta.main) {
  await runCommand(
    defineCommand('build:container', 'Builds the single file that the container image runs.').action(main),
  );
}
