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
  /** Module and export in the folder, in Lambda's format. */
  readonly handler: string;
  /** Size of the file that is loaded at the start. */
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Bytes per npm package and per folder of this repository, largest first. */
  readonly bytesByPackage: ReadonlyMap<string, number>;
}

interface Options {
  /** A module beside the bundle that Lambda starts instead of the bundle. */
  readonly start?: string;
  /** Whether each `import()` becomes a separate file. */
  readonly split?: boolean;
  readonly plugins?: BuildOptions['plugins'];
  /** Whether packages are bundled unchanged, without shims and settings. */
  readonly asPublished?: boolean;
  /** Whether to write a bill of materials beside it. */
  readonly withBill?: boolean;
}

/** Builds one function into `folder`, exactly as the stack does; `entry` is a path below the repository's root. */
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
  // V8 identifies sources only by their length: the code cache of another build must not stay.
  await rm(`${file}.cache`, { force: true });
  const metafile = split
    ? await splitBundle(options, entry, folder)
    : (await build({ ...options, entryPoints: [entry], outfile: file })).metafile;
  // The repository's package.json makes every .js file below it an ES module; the deployed folder has none.
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

/** Builds the container's server. It starts so rarely that packages are bundled unchanged. */
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

/** A package may contain its own copy of another one, so the last node_modules in the path counts. */
function packageOf(path: string): string {
  const name = /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return name ?? path.split('/').slice(0, -1).join('/');
}
