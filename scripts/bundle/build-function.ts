import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { bundle } from '../../infra/compute/esbuild-options.ts';

const root = join(import.meta.dirname, '../..');

export interface BuiltFunction {
  readonly file: string;
  /** Module and export in the folder, as Lambda is told. */
  readonly handler: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** What each npm package, and each folder of ours, adds to the file; largest first. */
  readonly bytesByPackage: ReadonlyMap<string, number>;
}

interface Options {
  /** A module that is laid beside the bundle, and that Lambda starts instead of it. */
  readonly start?: string;
  readonly plugins?: BuildOptions['plugins'];
  /** What stands in for packages; by default what the stack has for it. */
  readonly alias?: BuildOptions['alias'];
}

/** Builds one function into `folder` just as the stack does; `entry` is below the repository's root. */
export async function buildFunction(
  entry: string,
  folder: string,
  { start, plugins = [], alias = bundle.alias }: Options = {},
): Promise<BuiltFunction> {
  const file = join(folder, 'index.js');
  const { metafile } = await build({
    ...bundle,
    alias,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    metafile: true,
    logLevel: 'warning',
    plugins,
  });
  // The repository's own package.json makes every .js below it an ES module; in AWS none lies beside the bundle.
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  if (start) await copyFile(join(root, start), join(folder, basename(start)));
  // V8 tells sources by their length only: a cache of another build must not stay.
  await rm(`${file}.cache`, { force: true });
  const code = await readFile(file);
  return {
    file,
    handler: `${start ? basename(start, '.mjs') : 'index'}.handler`,
    bytes: code.length,
    gzipBytes: gzipSync(code).length,
    bytesByPackage: bytesByPackage(metafile),
  };
}

/** Builds what runs in the container, which starts so seldom that it takes all packages as they come. */
export function buildServer(folder: string): Promise<BuiltFunction> {
  return buildFunction('lambda/handlers/container/serve.ts', folder, { alias: {} });
}

function bytesByPackage({ outputs }: Metafile): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(path);
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return new Map([...sizes].sort(([, a], [, b]) => b - a));
}

/** A package can bring its own copy of another one, so the last node_modules of the path counts. */
function packageOf(path: string): string {
  const name = /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return name ?? path.split('/').slice(0, -1).join('/');
}
