import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import {
  type BuiltFunction,
  buildFunction,
  buildHandler,
  buildServer,
} from '../../scripts/bundle/build-function.ts';

/** A bundle in a folder that all files of a run share: to be read, started and copied, but not changed. */
export interface Build extends BuiltFunction {
  readonly folder: string;
}

/** The function that serves MCP, as the stack deploys it. */
export const builtHandler = () => buildOnce('handler', buildHandler);

/** What runs in the container. */
export const builtServer = () => buildOnce('server', buildServer);

export const builtAuthorizer = () =>
  buildOnce('authorizer', (folder) => buildFunction('lambda/handlers/authorizer.ts', folder));

async function buildOnce(name: string, build: (folder: string) => Promise<BuiltFunction>): Promise<Build> {
  const folder = join(inject('runFolder'), `built-${name}`);
  if (!existsSync(folder)) {
    const own = await mkdtemp(`${folder}-`);
    const { bytesByPackage, ...built } = await build(own);
    await writeFile(
      join(own, 'built.json'),
      JSON.stringify({ ...built, bytesByPackage: [...bytesByPackage] }),
    );
    // Another worker may have been first.
    await rename(own, folder).catch(() => rm(own, { recursive: true }));
  }
  const built = JSON.parse(await readFile(join(folder, 'built.json'), 'utf8'));
  return {
    ...built,
    folder,
    file: join(folder, 'index.js'),
    bytesByPackage: new Map(built.bytesByPackage),
  };
}
