import { globSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../infra/compute/esbuild-options.ts';
import { issuerMetadataRoutes, routes } from '../../lambda/http/gateway-contract.ts';

const root = join(import.meta.dirname, '../..');

/** What a deployed function may be made of: lambda/, the version in package.json, and packages. */
const ours = /^(?:lambda\/|package\.json$)/;
const forLaptopsOnly =
  /^(?:scripts|test|infra|docs)\/|node_modules\/(?:oidc-provider|jose|koa|dynalite|playwright-core)\//;

/** Every file that a bundle of these entries is made of, as the stack bundles. */
async function filesIn(options: BuildOptions): Promise<string[]> {
  const { metafile } = await build({
    ...bundle,
    absWorkingDir: root,
    outdir: 'not-written',
    write: false,
    metafile: true,
    logLevel: 'silent',
    ...options,
  });
  return Object.keys(metafile!.inputs);
}

describe('what is deployed', () => {
  let files: string[];

  beforeAll(async () => {
    // The official client, which only the checker of mounted servers takes along, has jose in it.
    const exclude = [
      'lambda/handlers/container/**',
      'lambda/mounted-servers/inspection/**',
      'lambda/handlers/check-servers.ts',
    ];
    const sources = globSync('lambda/**/*.ts', { cwd: root, exclude });
    files = await filesIn({ entryPoints: sources });
    expect(files.filter((file) => file.startsWith('lambda/')).toSorted()).toEqual(
      expect.arrayContaining(sources.toSorted()),
    );
  });

  test('has nothing of the local sign-in, its keys or its libraries in it, from whichever file one starts', () => {
    expect(files.filter((file) => forLaptopsOnly.test(file))).toEqual([]);
  });

  test('imports nothing of this repository but lambda/', () => {
    const foreign = files.filter((file) => !ours.test(file) && !file.includes('node_modules/'));

    expect(foreign.filter((file) => !file.startsWith('<') && !file.startsWith('(disabled)'))).toEqual([]);
  });

  test.each([
    'authorization-server/sign-in',
    'authorization-server/authorization-server',
    'mint-token',
    'signing-keys',
  ])('would be caught with %s in it', async (module) => {
    const stdin = {
      contents: `import './scripts/local/${module}.ts'`,
      resolveDir: root,
      loader: 'ts',
    } as const;

    const caught = (await filesIn({ stdin })).filter((file) => forLaptopsOnly.test(file));

    expect(caught).toContain(`scripts/local/${module}.ts`);
  });

  test('has no route that leads to a sign-in', () => {
    const paths = [...routes, ...issuerMetadataRoutes].map(({ path }) => path);

    expect(paths.filter((path) => /oauth\/|sign|login|interaction|register|token/i.test(path))).toEqual([]);
  });
});
