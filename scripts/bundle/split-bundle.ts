import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

/**
 * Bundles one entry as CommonJS: index.js with all code that a start loads, and one file per `import()` beside it.
 * esbuild splits only ES modules, and into too many chunks, so the chunks are bundled a second time: one file then
 * needs one read and one code cache.
 */
export async function splitBundle(options: BuildOptions, entry: string, folder: string): Promise<Metafile> {
  const chunks = await mkdtemp(join(tmpdir(), 'chunks-'));
  const names = '[name]-[hash]';
  try {
    for (const old of await readdir(folder)) if (hashedName.test(old)) await rm(join(folder, old));
    const { banner, ...first } = options;
    const { metafile } = await build({
      ...first,
      entryPoints: { entry },
      format: 'esm',
      supported: {},
      splitting: true,
      chunkNames: names,
      assetNames: names,
      outdir: chunks,
      metafile: true,
    });
    const { start, later, assets, shared } = sortOutputs(metafile);
    const { plugins: _, alias: __, ...second } = { ...first, outdir: folder, absWorkingDir: chunks };
    await build({
      ...second,
      ...(banner && { banner }),
      stdin: { contents: startModule(shared), resolveDir: chunks },
      entryNames: 'index',
      plugins: [external(later, assets)],
    });
    await build({
      ...second,
      entryPoints: later.map((name) => `./${name}`),
      plugins: [external(later, assets), fromStart(start, shared)],
    });
    for (const name of assets) await copyFile(join(chunks, name), join(folder, name));
    return metafile;
  } finally {
    await rm(chunks, { recursive: true, force: true });
  }
}

const entryFile = 'entry.js';
const hashedName = /-[0-9A-Z]{8}\.(?:js|json|utf16)$/;

interface Outputs {
  /** Chunks that the entry imports directly or indirectly. */
  readonly start: readonly string[];
  readonly later: readonly string[];
  /** Chunks of the start that later chunks import. */
  readonly shared: readonly string[];
  readonly assets: readonly string[];
}

function sortOutputs({ outputs }: Metafile): Outputs {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const start = new Set([entryFile]);
  for (const name of start) {
    for (const { path, kind } of byName.get(name)!.imports) {
      if (kind === 'import-statement' && byName.has(basename(path))) start.add(basename(path));
    }
  }
  const isCode = (name: string) => name.endsWith('.js');
  const names = [...byName.keys()];
  const later = names.filter((name) => isCode(name) && !start.has(name));
  const imported = new Set(
    later.flatMap((name) => byName.get(name)!.imports.map(({ path }) => basename(path))),
  );
  return {
    start: [...start].filter(isCode),
    later,
    shared: [...start].filter((name) => isCode(name) && imported.has(name)),
    assets: names.filter((name) => !isCode(name)),
  };
}

/** The entry module, which also exports its chunks for later ones. */
function startModule(shared: readonly string[]): string {
  const imports = shared.map((name, at) => `import * as chunk${at} from './${name}';`);
  const chunks = shared.map((_, at) => `chunk${at}`);
  return `${imports.join('\n')}\nexport * from './${entryFile}';\nexport const startChunks = [${chunks}];\n`;
}

function external(...names: readonly (readonly string[])[]): Plugin {
  const files = new Set(names.flat());
  return {
    name: 'external',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\// }, ({ path, kind }) =>
        kind !== 'entry-point' && files.has(basename(path)) ? { path, external: true } : undefined,
      );
    },
  };
}

function fromStart(start: readonly string[], shared: readonly string[]): Plugin {
  return {
    name: 'from-start',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path }) =>
        start.includes(basename(path)) ? { path: basename(path), namespace: 'start' } : undefined,
      );
      onResolve({ filter: /^\.\/index\.js$/, namespace: 'start' }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: 'start' }, ({ path }) => ({
        contents: `module.exports = require('./index.js').startChunks[${shared.indexOf(path)}];`,
      }));
    },
  };
}
