import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { bundle } from '../../infra/compute/esbuild-options.ts';
import { writeBillOfMaterials } from './bill-of-materials.ts';
import { builtModules } from './built-modules.ts';
import { lazySchemas } from './lazy-schemas.ts';
import { lazyTools } from './lazy-tools.ts';
import { splitBundle } from './split-bundle.ts';

const root = join(import.meta.dirname, '../..');

export interface BuiltFunction {
  readonly file: string;
  /** Module and export in the folder, as Lambda is told. */
  readonly handler: string;
  /** Of the file that a start loads. */
  readonly bytes: number;
  readonly gzipBytes: number;
  /** What each npm package, and each folder of ours, adds; largest first. */
  readonly bytesByPackage: ReadonlyMap<string, number>;
}

interface Options {
  /** A module that is laid beside the bundle, and that Lambda starts instead of it. */
  readonly start?: string;
  /** Whether each `import()` becomes a file of its own. */
  readonly split?: boolean;
  readonly plugins?: BuildOptions['plugins'];
  /** Whether the packages are taken as they come, without shims and settings. */
  readonly asPublished?: boolean;
  /** Whether a bill of materials is laid beside it. */
  readonly withBill?: boolean;
}

/** Builds one function into `folder` just as the stack does; `entry` is below the repository's root. */
export async function buildFunction(
  entry: string,
  folder: string,
  { start, split = false, plugins = [], asPublished = false, withBill = false }: Options = {},
): Promise<BuiltFunction> {
  const file = join(folder, 'index.js');
  const options = {
    ...bundle,
    ...(asPublished && { alias: {}, banner: {} }),
    absWorkingDir: root,
    metafile: true,
    logLevel: 'warning',
    plugins,
  } as const;
  await mkdir(folder, { recursive: true });
  // V8 tells sources by their length only: a code cache of another build must not stay.
  await rm(`${file}.cache`, { force: true });
  const metafile = split
    ? await splitBundle(options, entry, folder)
    : (await build({ ...options, entryPoints: [entry], outfile: file })).metafile;
  // The repository's own package.json makes every .js below it an ES module; in AWS none lies beside the bundle.
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  if (start) await copyFile(join(root, start), join(folder, basename(start)));
  if (withBill) await writeBillOfMaterials(root, folder, Object.keys(metafile.inputs));
  const code = await readFile(file);
  return {
    file,
    handler: `${start ? basename(start, '.mjs') : 'index'}.handler`,
    bytes: code.length,
    gzipBytes: gzipSync(code).length,
    bytesByPackage: bytesByPackage(metafile),
  };
}

/** Builds the function that serves MCP. */
export function buildHandler(
  folder: string,
  { plugins = [] }: Pick<Options, 'plugins'> = {},
): Promise<BuiltFunction> {
  const start = 'lambda/handlers/mcp-bootstrap.mjs';
  return buildFunction('lambda/handlers/mcp.ts', folder, {
    start,
    split: true,
    plugins: [lazySchemas, lazyTools, builtModules, ...plugins],
  });
}

/** Builds what runs in the container, which starts so seldom that it takes all packages as they come. */
export function buildServer(folder: string): Promise<BuiltFunction> {
  return buildFunction('lambda/handlers/container/serve.ts', folder, { asPublished: true, withBill: true });
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
